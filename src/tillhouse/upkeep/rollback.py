"""Going back: a new release whose tables are those of an earlier one. What was published stays on record.

It is also the way out of damage: the published record, or the newest commit of any table, need not be readable.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tillhouse import __version__
from tillhouse.errors import DamagedLake, FixTheSetup
from tillhouse.lake import checksums
from tillhouse.lake.delta import Manifest
from tillhouse.lake.mending import mend
from tillhouse.lake.releases import Release, TableState, difference
from tillhouse.pipeline.stages import Candidate, Pipeline
from tillhouse.runs import afterwards
from tillhouse.settings.settings import Settings
from tillhouse.telemetry import Telemetry


def roll_back(settings: Settings, number: int, progress: Telemetry | None = None) -> Release | None:
    """Publish a release that equals release ``number``; None when the published one already does."""
    pipeline = afterwards.pipeline(settings, progress)
    with pipeline.writing(restore=False):
        candidate = rolled_back(pipeline, number)
        return pipeline.publish(candidate) if candidate else None


def rolled_back(pipeline: Pipeline, number: int) -> Candidate | None:
    """The next release, staged to equal release ``number``; None when the published one already does.

    Call it within `Pipeline.writing`; tables need not be restored. Bronze goes back too: files delivered since then
    are not taken in any more, and can be taken in again. Raises `UnknownName` for a number without a release,
    `DamagedLake` when its files are gone.
    """
    pipeline.releases.settle()
    numbers = pipeline.releases.numbers()
    if not numbers:
        raise FixTheSetup("Nothing has been published yet.", "Take a file in:  tillhouse open FILE")
    target, published = pipeline.releases.load(number), _published(pipeline)
    is_sound = published and not any(checksums.damages(pipeline.settings.place, published))
    if published and is_sound and (target.number == published.number or _equal(published, target)):
        return None
    before = published if published and is_sound else _heads(pipeline, target, numbers[-1])
    following = before.number + 1
    note = {"release": str(following), "rollback": str(number)}
    tables = _tables(pipeline, target, published, note)
    pipeline.releases.load(
        number
    )  # a vacuum on another machine spares its files only until it retires the record
    release = replace(
        target,
        number=following,
        parent=before.number,
        cause=f"rollback to release {number}",
        tables=tables,
        software=__version__,
        rebuilds=0,
    )
    return Candidate(release, before, ())


def _published(pipeline: Pipeline) -> Release | None:
    """The published release, where its record can be read."""
    try:
        return pipeline.releases.latest()
    except DamagedLake:
        return None


def _heads(pipeline: Pipeline, target: Release, number: int) -> Release:
    """What stands for a damaged release ``number``: nothing is known of it but how far the commits go."""
    heads = {table.name: pipeline.lake.head(table) for table in pipeline.catalog.tables.values()}
    tables = {name: TableState("", head, "", {}) for name, head in heads.items() if head >= 0}
    return replace(target, number=number, tables=tables)


def _equal(a: Release, b: Release) -> bool:
    return set(a.tables) == set(b.tables) and dict(a.feeds) == dict(b.feeds) and not difference(a, b)


def _tables(
    pipeline: Pipeline, target: Release, published: Release | None, note: dict[str, str]
) -> dict[str, TableState]:
    """Commit the files of the target as the head of every table, after all of them were found."""
    lake, wanted = pipeline.lake, _wanted(pipeline, target)
    tables: dict[str, TableState] = {}
    damaged = {name for name, _ in checksums.damages(lake.root, published)} if published else {*wanted}
    for name, manifest in wanted.items():
        table = pipeline.catalog[name]
        state, known = target.tables.get(name), published.tables.get(name) if published else None
        mend(lake, table, state.version if state else -1, known.version if known else -1)
        if state or lake.head(table) >= 0:
            version = lake.commit(table, manifest, note)
            if state:
                made = replace(state, version=version, log={})
                tables[name] = checksums.logged(lake.log(table), made, None if name in damaged else known)
    return tables


def _wanted(pipeline: Pipeline, target: Release) -> dict[str, Manifest]:
    """The files of each table of the target. Raises `DamagedLake` where one is not as it was."""
    lake, wanted = pipeline.lake, {}
    for table in pipeline.catalog.tables.values():
        state = target.tables.get(table.name)
        manifest = lake.manifest(table, state.version, state.rows) if state else {}
        places = lake.stored(table, [file for files in manifest.values() for file in files])
        checksums.refuse_changed(table, [str(place) for place in places if isinstance(place, Path)])
        wanted[table.name] = manifest
    return wanted
