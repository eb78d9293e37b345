"""Releases: one atomic published state of all tables. History, diff, rollback, as-of are reading another record.

A release is one JSON file, ``releases/00000001.json``, created whole by a hard link. It names the Delta version
of every table and, for each month of each table, the rows, the money and a digest of the content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from tillhouse import fingerprint
from tillhouse.errors import DamagedLake, LakeBusy, UnknownName
from tillhouse.lake import checksums
from tillhouse.storage import seals
from tillhouse.storage.durable import publish, sync_names

if TYPE_CHECKING:
    import polars as pl

    from tillhouse.storage.objects import Place
    from tillhouse.table import Table

#: The layers that say what happened; bronze and the books also say how it was delivered.
CONTENT_LAYERS = ("silver", "gold", "marts")
#: Rows that break a check, their money, the outcome (``fail``, ``error`` or ``not_run``), and what it said.
Failure = tuple[int, str | None, str, str]
#: What a table was made by or with that is another now; ``code`` stands for rules too.
Cause = Literal["code", "settings"]


@dataclass(frozen=True)
class Partition:
    """What one month of a table holds (tables that are not by month have one partition, ``""``).

    amount: the sum of the table's money column as a decimal text, or None where it has none.
    failures: by check name, for the checks that did not pass on this partition.
    """

    rows: int
    digest: str
    amount: str | None = None
    failures: Mapping[str, Failure] = field(default_factory=dict)


@dataclass(frozen=True)
class TableState:
    """One table in one release.

    definition: identifies the code that built it. checks: the checks it was held to. checked_by: identifies their code.
    failures: those that judge the table as a whole and did not pass; others are with their partition.
    inputs: of an analytic, the digest of each table it was built from. shape: identifies its columns and their types.
    settings: the groups of settings that it was built with, see `tillhouse.settings.recorded`.
    log: the SHA-256 of each file of its Delta log since the newest checkpoint, see `tillhouse.lake.checksums`.
    """

    layer: str
    version: int
    definition: str
    partitions: Mapping[str, Partition]
    checks: tuple[str, ...] = ()
    failures: Mapping[str, Failure] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    shape: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    checked_by: str = ""
    log: Mapping[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows of the whole table."""
        return sum(partition.rows for partition in self.partitions.values())

    @property
    def digest(self) -> str:
        """The digest of the whole table's content."""
        return fingerprint.total(partition.digest for partition in self.partitions.values())


@dataclass(frozen=True)
class Release:
    """A published state. ``feeds`` holds each feed as it was read at the time.

    hash_version: what made the digests; those of releases with another one are unlike for the same content.
    window: the ``first_day`` and the ``last_day`` of the data, see `tillhouse.metrics.lines.window`; nothing in
    releases of an earlier version.
    rebuilds: the release of another lake that it was built again from; the commits of that one are not here.
    """

    number: int
    parent: int | None
    created_at: str
    cause: str
    feeds: Mapping[str, Mapping[str, Any]]
    tables: Mapping[str, TableState]
    software: str
    hash_version: str = ""
    window: Mapping[str, str | None] = field(default_factory=dict)
    rebuilds: int = 0

    @property
    def digest(self) -> str:
        """One hash for silver, gold and marts together: what was sold, however it was delivered."""
        return fingerprint.of_names({name: self.tables[name].digest for name in self.sold})

    @property
    def sold(self) -> list[str]:
        """The tables that say what was sold; what is estimated from them is not among them."""
        return [n for n, s in self.tables.items() if s.layer in CONTENT_LAYERS and not s.inputs]

    def stale(
        self, settings: Mapping[str, str], definitions: Mapping[str, str] = MappingProxyType({})
    ) -> list[str]:
        """The stale analytics: an input is not what they were built from, or is itself stale.

        So are those made with other settings or by other code than these; what is not named here does not count.
        """
        nothing = fingerprint.EMPTY
        now = {name: state.digest for name, state in self.tables.items()}
        late = list(self.outdated(settings, definitions))
        while found := [
            n
            for n, s in self.tables.items()
            if n not in late and any(i in late or now.get(i, nothing) != d for i, d in s.inputs.items())
        ]:
            late += found
        return [name for name, state in self.tables.items() if name in late and state.inputs]

    def outdated(self, settings: Mapping[str, str], definitions: Mapping[str, str]) -> dict[str, Cause]:
        """The tables made by other code or rules, or with other settings, than these; each with which it is.

        settings: by group, as recorded. definitions: by table. What is not named in them does not count.
        """
        found: dict[str, Cause] = {}
        for name, state in self.tables.items():
            if definitions.get(name, state.definition) != state.definition:
                found[name] = "code"
            elif any(settings.get(group, said) != said for group, said in state.settings.items()):
                found[name] = "settings"
        return found

    def to_json(self) -> str:
        """The record as JSON; it is stored sealed, see `tillhouse.storage.seals`."""
        return json.dumps(asdict(self), indent=None, separators=(",", ":"), ensure_ascii=False)

    @staticmethod
    def from_json(text: str) -> Release:
        """A record from its JSON."""
        raw = json.loads(text)
        tables = {name: _table_state(state) for name, state in raw.pop("tables").items()}
        if "probe" in raw:  # as it was called once
            raw["hash_version"] = raw.pop("probe")
        return Release(tables=tables, **raw)


def _table_state(raw: Mapping[str, Any]) -> TableState:
    partitions = {
        month: Partition(p["rows"], p["digest"], p["amount"], _failures(p["failures"]))
        for month, p in (raw.get("partitions") or raw.get("parts", {})).items()  # as they were called once
    }
    whole, checks = _failures(raw["failures"]), tuple(raw["checks"])
    known = (raw["layer"], raw["version"], raw["definition"])
    said = {name: raw[name] for name in ("inputs", "shape", "settings", "checked_by", "log") if name in raw}
    return TableState(*known, partitions, checks, whole, **said)


def _failures(raw: Mapping[str, Sequence[Any]]) -> dict[str, Failure]:
    return {check: (rows, amount, outcome, said) for check, (rows, amount, outcome, said) in raw.items()}


def content(table: Table, rows: pl.DataFrame) -> Partition:
    """What a partition holds that consists of these rows, without what its checks found."""
    amount = str(rows[table.money].sum() or 0) if table.money else None
    return Partition(rows.height, fingerprint.digest_of(rows, table.content), amount)


def contents(table: Table, rows: Mapping[str, pl.DataFrame]) -> dict[str, Partition]:
    """What each month of a table holds that consists of these rows, without what its checks found."""
    found = {month: content(table, some) for month, some in rows.items()}
    if not (table.by and table.money):
        return found
    return {
        month: replace(one, amount=f"{rows[month][table.money].sum() or 0:.6f}")
        for month, one in found.items()
    }


class Releases:
    """The releases of one root, oldest first."""

    def __init__(self, root: Place) -> None:
        self.folder = root / "releases"

    def numbers(self) -> list[int]:
        """All release numbers; reads names only."""
        return sorted(int(p.stem) for p in self.folder.glob("[0-9]*.json"))

    def latest(self) -> Release | None:
        """The published release, or None in an empty lake."""
        numbers = self.numbers()
        return self.load(numbers[-1]) if numbers else None

    def load(self, number: int) -> Release:
        """One release. Raises `UnknownName` for a number that was never published."""
        path = self.path(number)
        try:
            stat = path.stat()
        except FileNotFoundError:
            raise UnknownName("release", str(number), [str(n) for n in self.numbers()]) from None
        return _load(path, (stat.st_ino, stat.st_mtime_ns))

    def origin(self) -> str:
        """What tells this lake from others: a hash of the record of its first release.

        That record says when it was published; it stays when the release is retired, and when the lake is moved or
        copied. Empty where there is no record.
        """
        name = self.path(1).name
        for path in (self.folder / name, self.folder / "retired" / name):
            try:
                return hashlib.sha256(path.read_text().encode()).hexdigest()[:16]
            except FileNotFoundError:
                continue
        return ""

    def as_of(self, moment: datetime) -> Release:
        """The release that was the published one at a moment."""
        for number in reversed(self.numbers()):
            release = self.load(number)
            if datetime.fromisoformat(release.created_at) <= moment:
                return release
        raise UnknownName("release before", moment.isoformat(), [])

    def publish(self, release: Release) -> None:
        """Make a release the published one: durable when this returns. Raises `LakeBusy` if another came first."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not publish(self.path(release.number), seals.sealed(release.to_json())):
            raise LakeBusy(
                f"Release {release.number} was published by another run.", "Run the same command again."
            )

    def settle(self) -> None:
        """Make the newest record durable, and remove what a killed run left of an unpublished one."""
        if isinstance(self.folder, Path) and self.folder.exists():
            for leftover in self.folder.glob(".*.json.*"):
                leftover.unlink(missing_ok=True)
            sync_names(self.folder)

    def path(self, number: int) -> Place:
        """Where a release is recorded."""
        return self.folder / f"{number:08d}.json"


@lru_cache(maxsize=8)
def _load(path: Place, _identity: tuple[int, int]) -> Release:
    try:
        return Release.from_json(seals.opened(path.read_bytes()))
    except (ValueError, KeyError, TypeError) as error:
        number = int(path.stem) - 1
        raise DamagedLake(
            f"The release record {path} cannot be read: {error}",
            checksums.ways_out(
                "Restore it", number or None, f"--rebuild --release {number}" if number else ""
            ),
        ) from error


@dataclass(frozen=True)
class Change:
    """How one month of one table differs between two releases; absent on one side counts as nothing."""

    table: str
    month: str
    rows_before: int
    rows_after: int
    amount_before: str | None
    amount_after: str | None
    #: Decimals before and after by currency, where the lake has several; the amounts are None then.
    currencies: Mapping[str, tuple[Any, Any]] | None = None


def difference(before: Release | None, after: Release) -> list[Change]:
    """Every partition whose content differs, table by table in the order of the newer release."""
    nothing = Partition(0, fingerprint.EMPTY)
    changes = []
    for name, state in after.tables.items():
        old = before.tables[name].partitions if before and name in before.tables else {}
        for month in sorted({*old, *state.partitions}):
            a, b = old.get(month, nothing), state.partitions.get(month, nothing)
            if (a.digest, a.rows) != (b.digest, b.rows):
                changes.append(Change(name, month, a.rows, b.rows, a.amount, b.amount))
    return changes
