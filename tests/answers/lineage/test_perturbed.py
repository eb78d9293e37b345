"""Column lineage is what a second way finds: change an input column, build the table again, see which columns change.

Every column of silver, gold, marts and books; a change that no edge names is a missing edge. An edge by which nothing
was ever seen to change is explained in `UNSEEN`.
"""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.answers.lineage.lake import builds
from tests.answers.lineage.perturbed import CHANGES, Build, observed, reads_of
from tests.answers.lineage.unseen import UNSEEN
from tillhouse.answers.lineage.edges import Lineage
from tillhouse.catalog import catalog
from tillhouse.settings.settings import Settings

NAMES = [t.name for t in catalog().tables.values() if t.written_by == "body"] + ["ledger of totals"]
#: Read column and column that changes with it.
Pairs = set[tuple[str, str]]


def named(build: Build) -> Pairs:
    """The pairs that lineage names for a table, as its feed fills it."""
    feeds = {one.name: one for one in [build.given.get("feed")] if one}
    edges = Lineage(Settings(Path(), feeds=feeds)).edges(build.table.name)
    return {(edge.source, edge.target) for edge in edges}


def seen(build: Build, pairs: Pairs) -> Pairs:
    """The pairs that show: of columns that are named one by one, of all others at once."""
    found: Pairs = set()
    table, others = build.table.name, []
    for read in reads_of(build.table):
        source = ".".join(read)
        if expected := {target.partition(".")[2] for one, target in pairs if one == source}:
            hoped = {column for column in expected if not explained((source, f"{table}.{column}"))}
            found |= {(source, f"{table}.{column}") for column in observed(build, read, expected, hoped)}
        else:
            others.append(read)
    for change in [*CHANGES.values()][:4] if others else ():
        changed = build.changed(others, change) or ()
        found |= {("some other column", f"{table}.{column}") for column in changed}
    return found


@pytest.fixture(scope="module")
def of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Pairs, Pairs]]:
    """By table, the pairs that are named and those that show; each is found once."""
    made = builds(tmp_path_factory.mktemp("lineage"))
    known = dict(zip(NAMES, made, strict=True))
    found: dict[str, tuple[Pairs, Pairs]] = {}

    def both(name: str) -> tuple[Pairs, Pairs]:
        if name not in found:
            pairs = named(known[name])
            found[name] = pairs, seen(known[name], pairs)
        return found[name]

    return both


Of = Callable[[str], tuple[Pairs, Pairs]]


@pytest.mark.parametrize("name", NAMES)
def test_every_change_is_named(name: str, of: Of) -> None:
    pairs, changed = of(name)
    assert sorted(changed - pairs) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_edge_shows_or_is_explained(name: str, of: Of) -> None:
    pairs, changed = of(name)
    unseen = pairs - changed
    assert sorted(pair for pair in unseen if not explained(pair)) == []


def test_every_explanation_is_needed(of: Of) -> None:
    unseen = set().union(*(pairs - changed for pairs, changed in map(of, NAMES)))
    assert [known for known in UNSEEN if not any(_matches(pair, known) for pair in unseen)] == []


def test_an_edge_that_is_missing_is_noticed(of: Of) -> None:
    pairs, changed = of("ledger")
    for source in ("raw_sales.quantity", "raw_sales.unit_price"):
        assert (source, "ledger.amount") in changed - (pairs - {(source, "ledger.amount")})


def explained(pair: tuple[str, str]) -> bool:
    """Whether it is said why no change shows this edge."""
    return any(_matches(pair, known) for known in UNSEEN)


def _matches(pair: tuple[str, str], known: tuple[str, str, str]) -> bool:
    return all(
        any(fnmatchcase(name, one) for one in patterns.split())
        for name, patterns in zip(pair, known[:2], strict=True)
    )
