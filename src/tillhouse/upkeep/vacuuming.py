"""Giving space back: data files that no kept release names are deleted; the newest releases stay readable.

The record of a release that is no longer kept moves to ``releases/retired``: it still says what was published, and
when, but its tables cannot be read. Records move first and durably, files go after: cut off anywhere, no kept release
has lost a file, and the next vacuum finishes the work. Files of the heads of all tables stay too, since a plan may
name them. Only the one writer of a lake deletes, so nothing that is being written is taken for a leftover.

A bucket can have writers on other machines. There a file is left alone for an hour at least, which is how long a run
may take; what is needed is looked up again once the records have moved, and every version that is not published yet
counts, since a release that names it may be on its way.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from tillhouse.errors import BadQuery, DamagedLake
from tillhouse.lake.delta import Lake
from tillhouse.lake.releases import Release, Releases
from tillhouse.pipeline.stages import Pipeline
from tillhouse.storage.durable import storage, sync
from tillhouse.storage.objects import ObjectPath, Place, delete, drop_copies, moved
from tillhouse.table import Table

#: Files and releases younger than this are left alone unless less is asked for.
GRACE_HOURS = 24.0
#: The same where other machines may be writing.
LEAST_HOURS_SHARED = 1.0
_TEMPORARY = ("releases/.*.json.*", "plans/*.new", "*.new")


@dataclass(frozen=True)
class Vacuumed:
    """What was deleted, or would be. tables: files and bytes by table. retired: numbers of releases.

    kept: numbers of releases that stay readable. leftovers: temporary files of killed runs. is_trial: nothing was
    deleted.
    """

    kept: tuple[int, ...]
    retired: tuple[int, ...]
    tables: Mapping[str, tuple[int, int]]
    leftovers: int
    is_trial: bool = field(default=False, compare=False)

    @property
    def files(self) -> int:
        """Data files in all."""
        return sum(files for files, _ in self.tables.values())

    @property
    def bytes(self) -> int:
        """Their bytes in all."""
        return sum(size for _, size in self.tables.values())

    def document(self) -> dict[str, Any]:
        """What a vacuum deleted, for programs.

        dry_run: boolean. Whether nothing was deleted, and this is what would be.
        kept, retired: list of integer. Releases that stay readable, and those that are no longer.
        files, bytes: integer. Data files deleted, and their size.
        leftovers: integer. Temporary files of killed runs.
        tables: object. The same by table.
        tables.*: object. One table.
        tables.*.files, tables.*.bytes: integer. Its files, and their size.
        """
        tables = {name: {"files": files, "bytes": size} for name, (files, size) in self.tables.items()}
        return {
            "dry_run": self.is_trial,
            "kept": list(self.kept),
            "retired": list(self.retired),
            "files": self.files,
            "bytes": self.bytes,
            "leftovers": self.leftovers,
            "tables": tables,
        }


def vacuum(pipeline: Pipeline, keep: int, hours: float = GRACE_HOURS, *, dry_run: bool = False) -> Vacuumed:
    """Delete what nothing needs. Call it within `Pipeline.writing` with ``restore=False``, so that plans stand.

    keep: how many of the newest releases stay readable. hours: a release is retired only when it stopped being the
    published one that long ago, and a file deleted only when it was written that long ago. dry_run: delete nothing.
    Raises `BadQuery` for fewer than one release or negative hours, `DamagedLake` when a kept release has lost a file.
    """
    if keep < 1 or hours < 0:
        raise BadQuery(
            f"--keep {keep} --older-than {hours:g} is not possible.", "Keep at least 1; hours from 0."
        )
    shared = not isinstance(pipeline.lake.root, Path)
    if shared and hours < LEAST_HOURS_SHARED:
        raise BadQuery(
            f"--older-than {hours:g} is too short for {pipeline.lake.root}: another machine may be writing there.",
            f"Give it {LEAST_HOURS_SHARED:g} hours or more.",
        )
    root, releases = pipeline.settings.root, pipeline.releases
    retired = _to_retire(releases, keep, hours)
    kept = [number for number in releases.numbers() if number not in retired]
    needed = _needed(pipeline, [releases.load(number) for number in kept])
    if shared and not dry_run and retired:
        _retire(releases, retired)
        needed = _needed(pipeline, [releases.load(number) for number in releases.numbers()])
    deadline = time.time() - hours * 3600
    doomed = {
        table.name: [p for p in _data_files(pipeline.lake, table) if p not in needed and _older(p, deadline)]
        for table in pipeline.catalog.tables.values()
    }
    leftovers: list[Place] = [p for pattern in _TEMPORARY for p in root.glob(pattern) if _older(p, deadline)]
    tables = {
        name: (len(paths), sum(p.stat().st_size for p in paths)) for name, paths in doomed.items() if paths
    }
    if not dry_run:
        if not shared:
            _retire(releases, retired)
        _delete([*leftovers, *(path for paths in doomed.values() for path in paths)])
        _drop_copies(pipeline)
    return Vacuumed(tuple(kept), tuple(retired), tables, len(leftovers), dry_run)


def retired_record(releases: Releases, number: int) -> Place:
    """Where the record of a retired release is kept."""
    return releases.folder / "retired" / f"{number:08d}.json"


def retired_numbers(releases: Releases) -> list[int]:
    """The releases that are on record but can no longer be read, oldest first."""
    return sorted(int(path.stem) for path in (releases.folder / "retired").glob("[0-9]*.json"))


def _to_retire(releases: Releases, keep: int, hours: float) -> list[int]:
    """Releases beyond the newest, whose successor has been the published one for long enough."""
    deadline = datetime.now(UTC) - timedelta(hours=hours)
    numbers = releases.numbers()
    successors = dict(pairwise(numbers))
    return [
        number
        for number in numbers[:-keep]
        if datetime.fromisoformat(releases.load(successors[number]).created_at) <= deadline
    ]


def _needed(pipeline: Pipeline, releases: list[Release]) -> set[Place]:
    """Every file that a kept release or the head of a table names."""
    lake = pipeline.lake
    needed: set[Place] = set()
    for table in pipeline.catalog.tables.values():
        rows = {
            release.tables[table.name].version: release.tables[table.name].rows
            for release in releases
            if table.name in release.tables
        }
        for version, count in rows.items():
            manifest = lake.manifest(table, version, count)
            needed |= set(lake.stored(table, [f for files in manifest.values() for f in files]))
        for version in _unpublished(lake, table, max(rows, default=-1)):
            if version not in rows:
                needed |= _named_by(lake, table, version)
    return needed


def _unpublished(lake: Lake, table: Table, published: int) -> range:
    """The head; in a bucket every version beyond the newest that a release names."""
    head = lake.head(table)
    return range(max(head, 0) if isinstance(lake.root, Path) else published + 1, head + 1)


def _named_by(lake: Lake, table: Table, version: int) -> set[Place]:
    try:
        manifest = lake.manifest(table, version)
    except DamagedLake:  # what a killed run left; the next run removes that commit, and names nothing of it
        return set()
    return {lake.folder(table) / file.path for files in manifest.values() for file in files}


def _data_files(lake: Lake, table: Table) -> Iterator[Place]:
    for path in lake.folder(table).rglob("*.parquet"):
        if "_delta_log" not in path.parts:
            yield path


def _older(path: Place, deadline: float) -> bool:
    return path.is_file() and path.stat().st_mtime <= deadline


def _retire(releases: Releases, numbers: list[int]) -> None:
    if not numbers:
        return
    with storage("retiring releases"):
        for number in numbers:
            target = retired_record(releases, number)
            target.parent.mkdir(exist_ok=True)
            moved(releases.path(number), target)
    sync(releases.folder)


def _drop_copies(pipeline: Pipeline) -> None:
    """Remove what this machine has kept of files that are gone from the bucket, whoever deleted them."""
    for table in pipeline.catalog.tables.values():
        folder = pipeline.lake.folder(table)
        if isinstance(folder, ObjectPath):
            drop_copies(folder, folder.rglob("*.parquet"))


def _delete(paths: list[Place]) -> None:
    delete([path for path in paths if isinstance(path, ObjectPath)])
    with storage("deleting files"):
        for path in (path for path in paths if isinstance(path, Path)):
            path.unlink(missing_ok=True)
            if path.suffix == ".parquet" and not any(path.parent.iterdir()):
                path.parent.rmdir()
