"""The lock of golden fingerprints: what each table of a golden lake held, and which code made it.

A fingerprint moves because code moved, and then the lock is written again. If none moved, an engine or a library
computes otherwise, or an identity covers too little: that is never written.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.shops import Shop
from tillhouse.catalog import catalog
from tillhouse.definition import installed

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
    return Locked(hashlib.sha256(deliveries.encode()).hexdigest()[:16], _intake(), tables)


def _intake() -> str:
    """The identity of all that turns files into bronze, words included."""
    package = installed().package
    read = [*sorted((package / "sources").rglob("*.py")), package / "pipeline" / "intake.py"]
    said = [ast.dump(ast.parse(path.read_bytes())) for path in read]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


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
