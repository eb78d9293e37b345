"""The lock of golden fingerprints: what each table of a golden lake held, and which code made it.

A fingerprint moves because code moved, and then the lock is written again. If none moved, an engine or a library
computes otherwise, or an identity covers too little: that is never written. Code that moved and changed no row is
locked too: else a later drift would be taken for a change that is meant.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.shops import Shop
from tillhouse.catalog import catalog
from tillhouse.definition import Sources, installed

LOCK = Path(__file__).with_name("fingerprints.lock.json")


@dataclass(frozen=True)
class Locked:
    """A golden lake. delivered: SHA-256 of its files. intake: the code that reads them.

    tables: by name, the identity of its code and its fingerprint.
    """

    delivered: str
    intake: str
    tables: Mapping[str, tuple[str, str]]


def found(shop: Shop) -> Locked:
    """What a lake holds now, without what is estimated."""
    deliveries = "".join(sorted(shop.table("deliveries")["sha256"]))
    names = [name for name, state in shop.release.tables.items() if not state.inputs]
    tables = {name: (catalog()[name].definition, shop.fingerprint(name)) for name in sorted(names)}
    return Locked(_hash(deliveries), _hash(json.dumps(intake(installed().package))), tables)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Reached(Sources):
    """Modules without the words, each for itself, and where their imports lead: those may go in a circle."""

    def __init__(self, package: Path) -> None:
        super().__init__(package)
        self._next: list[Path] = []

    def _imported(self, node: ast.ImportFrom, source: Path) -> tuple[object, ...]:
        base = (node.module or "").split(".")[1:]
        for alias in node.names:
            self._next += self._files([*base, alias.name], source)
        return tuple((alias.name, alias.asname) for alias in node.names)

    def all_from(self, first: Iterable[Path], apart: Path) -> dict[str, str]:
        """The identity of each module that these run, by its path in the package; none of ``apart``."""
        self._next, found = [*first], dict[str, str]()
        while self._next:
            path = self._next.pop()
            name = str(path.relative_to(self.package))
            if path != apart and name not in found:
                found[name] = self.identity(path)
        return dict(sorted(found.items()))


def intake(package: Path) -> dict[str, str]:
    """The identity of each module that turns files into bronze; staging only stores what they made."""
    pipeline = package / "pipeline"
    first = [pipeline / "intake.py", pipeline / "completion.py", *(package / "sources").rglob("*.py")]
    return Reached(package).all_from(first, pipeline / "staging.py")


def moved(before: Locked, now: Locked, inputs: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, bool]]:
    """The tables whose fingerprint is another, and whether files or code behind them are."""
    read_otherwise = (before.delivered, before.intake) != (now.delivered, now.intake)
    nothing = ("", "")
    for name in sorted({*before.tables, *now.tables}):
        if before.tables.get(name, nothing)[1] != now.tables.get(name, nothing)[1]:
            behind = _behind(name, inputs)
            coded = any(
                before.tables.get(n, nothing)[0] != now.tables.get(n, nothing)[0] for n in (name, *behind)
            )
            yield name, read_otherwise or coded


def _behind(name: str, inputs: Mapping[str, tuple[str, ...]]) -> set[str]:
    """All tables that a table is made from."""
    direct = {*inputs.get(name, ())}
    return direct.union(*(_behind(one, inputs) for one in direct))


def declared() -> dict[str, tuple[str, ...]]:
    """What each table reads."""
    return {name: tuple(table.inputs) for name, table in catalog().tables.items()}


def message(lake: str, before: Locked, now: Locked) -> str:
    """What is wrong with a golden lake; empty where it holds what is locked."""
    tables = dict(moved(before, now, declared()))
    if drifted := [name for name, coded in tables.items() if not coded]:
        return (
            f"The fingerprints of {', '.join(drifted)} in the {lake} lake moved, and no code or file behind them did. "
            "An engine or a library computes otherwise, or an identity covers too little."
        )
    if tables:
        named = ", ".join(tables)
        return f"The fingerprints of {named} in the {lake} lake moved with their code. If it is meant:  make goldens"
    if before != now:
        return f"The {lake} lake holds what is locked, and other code or files made it. Lock those too:  make goldens"
    return ""


def read(path: Path = LOCK) -> dict[str, Locked]:
    """The lock, by lake."""
    saved = json.loads(path.read_text()) if path.exists() else {}
    return {
        lake: Locked(one["delivered"], one["intake"], {n: (d, f) for n, (d, f) in one["tables"].items()})
        for lake, one in saved.items()
    }


def write(lake: str, now: Locked, path: Path = LOCK) -> None:
    """Lock what a lake holds now; others stay as they are."""
    locks = {**read(path), lake: now}
    path.write_text(json.dumps({n: asdict(locks[n]) for n in sorted(locks)}, indent=1) + "\n")
