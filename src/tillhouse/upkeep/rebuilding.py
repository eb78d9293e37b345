"""A release built again from nothing but its bronze files, in a lake elsewhere, and compared with the original.

The new lake is complete: settings, fixes and records of earlier releases come along, see `tillhouse.upkeep.transfer`.
So it is also the way out of damage: only the record of the release, and the data files of bronze, have to be sound.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tillhouse import __version__, fingerprint
from tillhouse.catalog import Catalog, catalog, own_as_read
from tillhouse.errors import BadQuery
from tillhouse.lake.checksums import refuse_changed
from tillhouse.lake.delta import Lake, StoredFile
from tillhouse.lake.releases import Partition, Release, Releases, TableState
from tillhouse.own_tables import is_own
from tillhouse.pipeline import cluster, intake
from tillhouse.pipeline.building import Builder, not_here
from tillhouse.pipeline.closing import closed
from tillhouse.pipeline.stages import window_of
from tillhouse.settings.feed import saved_feed
from tillhouse.settings.recorded import remade
from tillhouse.settings.settings import Settings
from tillhouse.storage.durable import storage, sync
from tillhouse.table import Table
from tillhouse.telemetry import Telemetry
from tillhouse.upkeep import salvage, transfer
from tillhouse.upkeep.records import Finding
from tillhouse.upkeep.verification import Verification, differences


def rebuilt(
    settings: Settings, release: Release, where: Path, progress: Telemetry | None = None
) -> Verification:
    """Build a release again in a new lake at ``where``, and compare every partition with the original.

    The new lake can be worked with: what it publishes follows the releases of the old one, which are on record.
    Raises `BadQuery` when ``where`` is not empty, `DamagedLake` when bronze is damaged; nothing is left there then.
    """
    if where.exists() and (not where.is_dir() or any(where.iterdir())):
        raise BadQuery(
            f"{where} is {'not empty' if where.is_dir() else 'a file'}.",
            "Name a folder that does not exist yet.",
        )
    try:
        with storage("building a lake", known=True):
            missing = transfer.belongings(settings, release, where)
            return _built(settings, release, where, progress or Telemetry(), missing)
    except BaseException:
        shutil.rmtree(where, ignore_errors=True)
        raise


def _built(
    settings: Settings, release: Release, where: Path, progress: Telemetry, missing: list[Finding]
) -> Verification:
    lake, (declared, not_as_then) = Lake(where), _as_then(settings, release)
    bronze = _carried(Lake(settings.place, fresh=True), lake, declared, release)
    staging = cluster.staging(settings, lake, declared, replace(release, tables=bronze))
    staging.given_to = _settings(settings.given, release)
    try:
        if release.hash_version != fingerprint.hash_version():
            intake.redigest(staging)
        feeds = {name: saved_feed(saved) for name, saved in release.feeds.items()}
        builder = Builder(staging, feeds)
        builder.build(progress)
        closed(staging)
        analytics, left_out = _analytics(declared, release)
        left_out |= not_as_then
        builder.build(progress, analytics)
        window = window_of(staging, None)
        tables = staging.commit({"rebuilds": str(release.number)}, [*declared.of_runs, *analytics])
    finally:
        staging.close()
    _publish(replace(release, tables=tables, window=window), where)
    files = [file for name, state in tables.items() for file in _files(lake, declared[name], state)]
    size, rows = sum(file.size for file in files), sum(file.rows for file in files)
    findings = (*missing, *_compared(release, tables, left_out))
    return Verification(release.number, len(tables), len(files), size, rows, findings, left_out)


def _as_then(settings: Settings, release: Release) -> tuple[Catalog, dict[str, str]]:
    """The tables as a release has them, without the lake's own whose files are others now; why those are left out."""
    now = catalog(settings, own_as_read(release.feeds))
    tables = now.tables
    left_out = {name: f"{name}.py is gone" for name in release.tables if name not in tables}
    for table in tables.values():
        state = release.tables.get(table.name)
        if not is_own(table) or (state and state.definition == table.definition):
            continue
        left_out[table.name] = f"{table.source.name} {'says something else now' if state else 'is new'}"
    for table in tables.values():
        if others := [name for name in table.inputs if name in left_out]:
            left_out.setdefault(table.name, f"reads {others[0]}")
    return Catalog([t for t in tables.values() if t.name not in left_out], now.own), left_out


def _publish(release: Release, where: Path) -> None:
    sync(where)
    made = replace(
        release,
        number=release.number + 1,
        parent=release.number,
        cause=f"release {release.number} built again from bronze",
        software=__version__,
        hash_version=fingerprint.hash_version(),
        rebuilds=release.number,
    )
    Releases(where).publish(made)


def _analytics(declared: Catalog, release: Release) -> tuple[list[Table], dict[str, str]]:
    """The analytics of a release that can be built again, and why others cannot: they are of another release's rows."""
    held = [table for table in declared.analytics if table.name in release.tables]
    left_out = {name: f"extra {extra} is not installed" for name, extra in not_here(held).items()}
    left_out |= dict.fromkeys(release.stale({}), "was built from an earlier release")
    for table in held:
        for read in table.inputs:
            if read in left_out:
                left_out[table.name] = left_out[read]
            elif read not in release.tables:
                left_out[table.name] = f"reads {read}, which this release does not have"
    return [table for table in held if table.name not in left_out], left_out


def _settings(now: Mapping[str, Any], release: Release) -> dict[str, dict[str, Any]]:
    """The settings that each table was built with, where the record has them."""
    return {
        name: {**now, **{group: remade(now[group], text) for group, text in state.settings.items()}}
        for name, state in release.tables.items()
    }


def _carried(old: Lake, new: Lake, declared: Catalog, release: Release) -> dict[str, TableState]:
    """Bring the tables written by intake over to the new lake, and say what they hold there."""
    states = {}
    for table in declared.tables.values():
        state = release.tables.get(table.name)
        if table.written_by == "intake" and state is not None:
            manifest = salvage.manifest(old, table, state)
            if manifest is None:
                manifest = {
                    month: (new.write(table, month, f),) for month, f in salvage.rows(old, table, state)
                }
            else:
                _copy(old, new, table, [file for files in manifest.values() for file in files])
            version = new.commit(table, manifest, {"rebuilds": str(release.number)})
            states[table.name] = replace(state, version=version, log={})
    return states


def _copy(old: Lake, new: Lake, table: Table, files: list[StoredFile]) -> None:
    """Copies, not links: what harms a file of one lake leaves that of the other as it is."""
    sources = old.paths(table, files)
    refuse_changed(table, sources)
    with storage("copying bronze"):
        for file, source in zip(files, sources, strict=True):
            target = Path(str(new.folder(table))) / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def _files(lake: Lake, table: Table, state: TableState) -> list[StoredFile]:
    return [file for files in lake.manifest(table, state.version).values() for file in files]


def _compared(
    release: Release, tables: Mapping[str, TableState], left_out: Collection[str]
) -> Iterator[Finding]:
    nothing, is_comparable = (
        Partition(0, fingerprint.EMPTY),
        release.hash_version == fingerprint.hash_version(),
    )
    for name in sorted({*release.tables, *tables} - {*left_out}):
        before = release.tables[name].partitions if name in release.tables else {}
        after = tables[name].partitions if name in tables else {}
        for month in sorted({*before, *after}):
            recorded, found = before.get(month, nothing), after.get(month, nothing)
            found = found if is_comparable else replace(found, digest=recorded.digest)
            for what in differences(recorded, found):
                yield Finding(name, month, what)
