"""Deliveries in any order, together or apart, some twice, with runs that die: the same as all at once.

The fates are also decided by a model that knows nothing of tables: a few lines of plain Python over a list.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

import narwhals as nw
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests.crash.conftest import ROUNDS
from tests.crash.deliveries import FEED, Line, write
from tests.crash.oracle import assert_restored, contents
from tillhouse.catalog import catalog
from tillhouse.lake.releases import CONTENT_LAYERS, Release, Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.pipeline import stages
from tillhouse.pipeline.stages import Candidate, Pipeline
from tillhouse.runs.delivered import deliveries_of
from tillhouse.runs.retracting import Decision, decide
from tillhouse.settings.feed import Feed
from tillhouse.settings.settings import Settings
from tillhouse.sources import open_all
from tillhouse.upkeep.rebuilding import rebuilt

POINTS = ("bronze written", "tables built", "tables committed", "synced", "published")
#: Few values, so that lines meet: repeats, corrections, returns, three months, some that cannot be read.
LINES = st.tuples(
    st.sampled_from(("500001", "500002", " 500001", "C500003", "A500004", "")),
    st.sampled_from(("80A", "80a", "80B", "POST")),
    st.sampled_from(("MUG", "MUG ", "CUP", "")),
    st.sampled_from(("1", "2", "-1", "six")),
    st.sampled_from(
        ("2011-01-04 10:00:00", "2011-01-31 23:59:00", "2011-02-01 00:00:00", "2011-03-01", "soon")
    ),
    st.sampled_from(("2.55", "2.550", "0", "-1", "x")),
    st.sampled_from(("1", "2", "1.0", "")),
    st.sampled_from(("EIRE", "France", "")),
)
#: Those that read different tables, by month and not, and one another.
ANALYTICS = ("basket_sizes", "coverage", "observation_window", "customer_days")
DELIVERIES = st.lists(LINES, min_size=1, max_size=6)


class Killed(BaseException):
    """Ends a run as a kill would: nothing in the product catches it."""


def sale(line: Line) -> tuple[str, ...] | None:
    """What makes two lines the same sale, read by this model's own rules; None when it cannot be trusted."""
    invoice, code, text, quantity, at, price, customer, country = (" ".join(value.split()) for value in line)
    try:
        units, one = int(quantity), Decimal(price)
    except (ValueError, InvalidOperation):
        return None
    if not invoice or not code or at == "soon":
        return None
    if units * one > 0 > units:  # what came back would bring money
        return None
    if units > 0 > one:  # given back at a price: units came back
        units, one = -units, -one
    moment = at if " " in at else f"{at} 00:00:00"
    return (
        invoice,
        code.upper(),
        text,
        f"{units:.6f}",
        f"{one:.6f}",
        moment,
        customer.removesuffix(".0"),
        {"EIRE": "Ireland"}.get(country, country),
    )


def expected_fates(deliveries: Iterable[Sequence[Line]]) -> Counter[tuple[str, ...]]:
    """Of each distinct sale the largest multiplicity seen in one delivery counts; the rest came again."""
    received: Counter[tuple[str, ...]] = Counter()
    counted: Counter[tuple[str, ...]] = Counter()
    fates: Counter[tuple[str, ...]] = Counter()
    for lines in deliveries:
        sales = [sale(line) for line in lines]
        here = Counter(one for one in sales if one)
        received += here
        counted |= here
        fates["quarantined",] += sales.count(None)
    for one, times in received.items():
        fates["loaded", *one] += counted[one]
        fates["duplicate", *one] += times - counted[one]
    return +fates


def corrected_fates(arrived: Sequence[Sequence[Line]], out: Collection[int]) -> Counter[tuple[str, ...]]:
    """Of each order only the last delivery in the books that has it counts, whatever month it stands in.

    arrived: deliveries in their order of arrival. out: those that are out of the books, by their place in it.
    """
    orders = [{" ".join(line[0].split()) for line in lines} - {""} for lines in arrived]
    fates: Counter[tuple[str, ...]] = Counter()
    for place, lines in enumerate(arrived):
        later = set().union(*(orders[n] for n in range(place + 1, len(arrived)) if n not in out))
        gone = [line for line in lines if place in out or " ".join(line[0].split()) in later]
        fates["superseded",] += len(gone)
        for one in (sale(line) for line in lines if line not in gone):
            fates[("loaded", *one) if one else ("quarantined",)] += 1
    return +fates


def found_fates(root: Path, feed: Feed) -> Counter[tuple[str, ...]]:
    """The same of the ledger."""
    rows = nw.to_native(Snapshot(Settings(root, feeds={feed.name: feed})).frame("ledger")).collect()
    fates: Counter[tuple[str, ...]] = Counter()
    names = (
        "invoice_no",
        "stock_code",
        "description",
        "quantity",
        "unit_price",
        "sold_at",
        "customer_id",
        "country",
    )
    for row in rows.iter_rows(named=True):
        words = ["" if row[name] is None else f"{row[name]}" for name in names]
        alone = row["fate"] in ("quarantined", "superseded")
        fates[(row["fate"],) if alone else (row["fate"], *words)] += 1
    return fates


def run(root: Path, paths: Sequence[Path], feed: Feed = FEED, dies_at: str = "") -> None:
    """One run over some files; it may die at a failpoint."""
    files = {feed.name: [one for path in paths for one in open_all(path)]}
    publish(root, feed, lambda pipe: pipe.stage(files, "test"), dies_at)


def analyse(root: Path, dies_at: str = "") -> None:
    """Analytics of what is published, if anything is; it may die at a failpoint."""
    tables = [catalog()[name] for name in ANALYTICS]
    publish(root, FEED, lambda pipe: pipe.stage_analytics(tables), dies_at)


def publish(root: Path, feed: Feed, stage: Callable[[Pipeline], Candidate | None], dies_at: str) -> None:
    """Publish what is staged, if anything is; it may die at a failpoint."""

    def failpoint(name: str) -> None:
        if name == dies_at:
            raise Killed

    pipe = Pipeline(Settings(root, feeds={feed.name: feed}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stages, "failpoint", failpoint)
        with suppress(Killed), pipe.writing():
            candidate = stage(pipe)
            if candidate:
                pipe.publish(candidate)


def content(root: Path) -> dict[str, str]:
    """What silver, gold and marts hold, hashed here and not by the product."""
    release = latest(root)
    layers = {name: state.layer for name, state in release.tables.items()}
    return {name: found for name, found in contents(root, release).items() if layers[name] in CONTENT_LAYERS}


def latest(root: Path) -> Release:
    release = Releases(root).latest()
    assert release is not None
    return release


class AnyWay(RuleBasedStateMachine):
    """Files arrive; runs take some of them in, or die on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory(prefix="any-way-")
        self.root = Path(self.place.name) / "lake"
        self.files: list[Path] = []
        self.lines: list[list[Line]] = []
        self.out: set[str] = set()

    feed = FEED

    @rule(lines=DELIVERIES)
    def arrives(self, lines: list[Line]) -> None:
        if lines not in self.lines:
            self.lines.append(lines)
            name = f"{len(self.files)}.csv"
            self.files.append(write(Path(self.place.name) / "files" / name, lines))

    @precondition(lambda self: self.files)
    @rule(back=st.integers(1, 4), n=st.integers(0, 9))
    def arrives_with_an_overlap(self, back: int, n: int) -> None:
        before = self.lines[n % len(self.lines)]
        self.arrives([*before[-back:], *before[:1]])

    @precondition(lambda self: self.files)
    @rule(choose=st.randoms(use_true_random=False), dies_at=st.sampled_from(("", "", *POINTS)))
    def runs(self, choose: object, dies_at: str) -> None:
        some = [path for path in self.files if choose.random() < 0.6]  # type: ignore[attr-defined]
        choose.shuffle(some)  # type: ignore[attr-defined]
        run(self.root, some, self.feed, dies_at)

    @precondition(lambda self: Releases(self.root).latest())
    @rule(n=st.integers(0, 9))
    def decides_about_a_delivery(self, n: int) -> None:
        names = self.arrived()
        name = names[n % len(names)]
        action = "restored" if name in self.out else "retracted"
        self.out ^= {name}
        decide(self.settings(self.root), Decision(action, name, "test"))

    @precondition(lambda self: Releases(self.root).latest())
    @rule(dies_at=st.sampled_from(("", *POINTS)))
    def analyses(self, dies_at: str) -> None:
        analyse(self.root, dies_at)

    def settings(self, root: Path) -> Settings:
        return Settings(root, feeds={self.feed.name: self.feed})

    def arrived(self) -> list[str]:
        """The files in the lake, by name, in their order of arrival."""
        snapshot = Snapshot(self.settings(self.root))
        return [one.name for one in deliveries_of(snapshot).deliveries]

    def expected(self) -> Counter[tuple[str, ...]]:
        lines = {path.name: some for path, some in zip(self.files, self.lines, strict=True)}
        fates = expected_fates(some for name, some in lines.items() if name not in self.out)
        fates["superseded",] += sum(len(lines[name]) for name in self.out)
        return +fates

    def all_at_once(self, root: Path) -> None:
        run(root, list(reversed(self.files)), self.feed)

    def teardown(self) -> None:
        try:
            if self.files:
                self.ends_as_if_all_at_once()
        finally:
            self.place.cleanup()

    def ends_as_if_all_at_once(self) -> None:
        run(self.root, self.files, self.feed)
        once = Path(self.place.name) / "once"
        self.all_at_once(once)
        for name in self.out:
            decide(self.settings(once), Decision("retracted", name, "test"))
        analyse(self.root)
        analyse(once)
        assert latest(self.root).stale({}) == []
        assert content(self.root) == content(once)
        assert latest(self.root).digest == latest(once).digest
        assert found_fates(self.root, self.feed) == self.expected()
        assert_restored(self.root, latest(self.root))
        again = rebuilt(Settings(self.root), latest(self.root), Path(self.place.name) / "rebuilt")
        assert again.findings == ()


class LaterCorrects(AnyWay):
    """The same where the later delivery of an order counts: the order of arrival decides, and nothing else."""

    feed = replace(FEED, duplicates="newest")

    def expected(self) -> Counter[tuple[str, ...]]:
        lines = {path.name: some for path, some in zip(self.files, self.lines, strict=True)}
        names = self.arrived()
        out = {place for place, name in enumerate(names) if name in self.out}
        return corrected_fates([lines[name] for name in names], out)

    def all_at_once(self, root: Path) -> None:
        """One after the other, as they arrived; then all of them built again from nothing."""
        paths = {path.name: path for path in self.files}
        for name in self.arrived():
            run(root, [paths[name]], self.feed)


@pytest.mark.parametrize(("machine", "examples"), [(AnyWay, 5), (LaterCorrects, 3)])
def test_any_way_ends_as_all_at_once(machine: type[AnyWay], examples: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples * ROUNDS,
            stateful_step_count=8,
            deadline=None,
            derandomize=ROUNDS == 1,
            suppress_health_check=list(HealthCheck),
        ),
    )


OVERLAP: tuple[list[Line], ...] = (
    [("500001", "80A", "MUG", "1", "2011-01-04 10:00:00", "2.55", "1", "EIRE")] * 2,
    [("500001", "80a", "MUG ", "1", "2011-01-04 10:00:00", "2.550", "1.0", "EIRE")] * 3,
    [("500002", "80A", "MUG", "six", "2011-01-04 10:00:00", "2.55", "1", "EIRE")],
)


@pytest.mark.parametrize(("duplicates", "agrees"), [("redelivery", True), ("keep", False), ("exact", False)])
def test_the_model_tells_a_ledger_that_counts_otherwise(
    tmp_path: Path, duplicates: str, agrees: bool
) -> None:
    """With duplicates kept, or genuine repeats left out, the model must not agree."""
    feed = replace(FEED, duplicates=duplicates)  # type: ignore[arg-type]
    paths = [write(tmp_path / f"{n}.csv", lines) for n, lines in enumerate(OVERLAP)]
    run(tmp_path / "lake", paths, feed)
    assert (found_fates(tmp_path / "lake", feed) == expected_fates(OVERLAP)) is agrees


def test_a_run_that_forgets_a_month_would_be_seen(tmp_path: Path) -> None:
    """The comparison itself can fail: a lake that lacks a delivery differs."""
    paths = [write(tmp_path / f"{n}.csv", lines) for n, lines in enumerate(OVERLAP)]
    run(tmp_path / "all", paths)
    run(tmp_path / "some", paths[1:])
    assert content(tmp_path / "all") != content(tmp_path / "some")
