"""The fingerprints of a release, computed from the stored rows; see `tillhouse.fingerprint` for their definition.

A release records digests, which are cheap but belong to one machine and version. Fingerprints can be compared
anywhere, so they are computed when asked for, and remembered in ``cache/fingerprints.json`` by the digest of each
partition. The cache is disposable.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tillhouse import fingerprint
from tillhouse.lake.releases import Release, TableState
from tillhouse.lake.snapshot import Snapshot
from tillhouse.settings.settings import Settings
from tillhouse.table import Table
from tillhouse.upkeep.verification import Stored, verified


@dataclass(frozen=True)
class Fingerprints:
    """Hashes of a release. whole: of silver, gold and marts. differing: tables whose rows are not as recorded.

    is_recomputed: every stored row was read.
    """

    release: int
    whole: str
    tables: Mapping[str, str]
    differing: tuple[str, ...] = ()
    is_recomputed: bool = False

    def document(self) -> dict[str, Any]:
        """Fingerprints, for programs.

        number: integer. The release that answers.
        release: text. One hash of silver, gold and marts.
        tables: object of text. The hash of each table.
        differing: list of text, absent. Tables whose stored rows are not as recorded; with `--recompute` only.
        """
        said = {"number": self.release, "release": self.whole, "tables": dict(self.tables)}
        return said | ({"differing": list(self.differing)} if self.is_recomputed else {})


def fingerprints_of(snapshot: Snapshot, table: str | None = None, recompute: bool = False) -> Fingerprints:
    """The hashes of a release, those of all its tables or of one. recompute: read every row, compare with the record.

    Raises `UnknownName`, `DamagedLake`.
    """
    settings, release = snapshot.settings, snapshot.release
    found = fingerprints(settings, release, sorted(release.tables), fresh=recompute)
    wanted = {snapshot.table(table).name: found.get(table, "")} if table else found
    findings = verified(settings, release).findings if recompute else ()
    differing = sorted({finding.table for finding in findings} & set(wanted))
    return Fingerprints(release.number, of_release(release, found), wanted, tuple(differing), recompute)


def fingerprints(
    settings: Settings, release: Release, names: Iterable[str], *, fresh: bool = False
) -> dict[str, str]:
    """The fingerprint of each named table. fresh: read every stored row, whatever is remembered.

    Raises `DamagedLake` when stored rows cannot be read, `UnknownName` for a table that is not declared.
    """
    path = settings.root / "cache" / "fingerprints.json"
    known = {} if fresh else _remembered(path)
    before = dict(known)
    stored = Stored(settings, release)
    try:
        found = {
            name: _of_table(stored, stored.staging.catalog[name], release.tables[name], known)
            for name in names
            if name in release.tables
        }
    finally:
        stored.staging.close()
    if known != before:
        _remember(path, known)
    return found


def of_release(release: Release, tables: dict[str, str]) -> str:
    """One hash for silver, gold and marts together, from the fingerprints of all their tables."""
    return fingerprint.of_names({name: tables[name] for name in release.sold})


def _of_table(stored: Stored, table: Table, state: TableState, known: dict[str, str]) -> str:
    types = {name: table.columns[name].type for name in table.content}
    # Other columns or types make another fingerprint of the same digest.
    make = f"{fingerprint.word(repr(types)):016x}"
    manifest = None
    prints = []
    for month, partition in state.partitions.items():
        key = f"{table.name} {month} {partition.digest} {make}"
        if key not in known:
            manifest = stored.lake.manifest(table, state.version) if manifest is None else manifest
            known[key] = fingerprint.of_frame(stored.rows(table, manifest.get(month, ())), types)
        prints.append(known[key])
    return fingerprint.total(prints)


def _remembered(path: Path) -> dict[str, str]:
    try:
        return dict(json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return {}


def _remember(path: Path, known: dict[str, str]) -> None:
    with suppress(OSError):  # a reader may lack the right to write
        path.parent.mkdir(exist_ok=True)
        temporary = path.with_suffix(".new")
        temporary.write_text(json.dumps(known))
        temporary.replace(path)
