"""Going back: a new release whose tables are those of an earlier one. What was published stays on record."""

from __future__ import annotations

from dataclasses import replace

from tillhouse import __version__
from tillhouse.catalog import catalog
from tillhouse.errors import FixTheSetup
from tillhouse.lake.releases import Release, TableState, difference
from tillhouse.pipeline.stages import Candidate, Pipeline
from tillhouse.runs import afterwards
from tillhouse.settings.settings import Settings
from tillhouse.telemetry import Telemetry


def roll_back(settings: Settings, number: int, progress: Telemetry | None = None) -> Release | None:
    """Publish a release that equals release ``number``; None when the published one already does."""
    pipeline = afterwards.pipeline(settings, progress)
    with pipeline.writing():
        candidate = rolled_back(pipeline, number)
        return pipeline.publish(candidate) if candidate else None


def rolled_back(pipeline: Pipeline, number: int) -> Candidate | None:
    """The next release, staged to equal release ``number``; None when the published one already does.

    Call it within `Pipeline.writing`. Bronze goes back too: files delivered since then are not taken in any more, and
    can be taken in again. Raises `UnknownName` for a number without a release, `DamagedLake` when its files are gone.
    """
    published = pipeline.releases.latest()
    if published is None:
        raise FixTheSetup("Nothing has been published yet.", "Take a file in:  tillhouse open FILE")
    target = pipeline.releases.load(number)
    if target.number == published.number or _equal(published, target):
        return None
    following = published.number + 1
    tables = _tables(pipeline, target, {"release": str(following), "rollback": str(number)})
    pipeline.releases.load(
        number
    )  # a vacuum on another machine spares its files only until it retires the record
    release = replace(
        target,
        number=following,
        parent=published.number,
        cause=f"rollback to release {number}",
        tables=tables,
        software=__version__,
    )
    return Candidate(release, published, ())


def _equal(a: Release, b: Release) -> bool:
    return set(a.tables) == set(b.tables) and dict(a.feeds) == dict(b.feeds) and not difference(a, b)


def _tables(pipeline: Pipeline, target: Release, note: dict[str, str]) -> dict[str, TableState]:
    """Commit the files of the target as the head of every table, after all of them were found."""
    lake, wanted = pipeline.lake, {}
    for table in catalog().tables.values():
        state = target.tables.get(table.name)
        manifest = lake.manifest(table, state.version, state.rows) if state else {}
        lake.stored(table, [file for files in manifest.values() for file in files])
        wanted[table.name] = manifest
    tables: dict[str, TableState] = {}
    for name, manifest in wanted.items():
        table = catalog()[name]
        state = target.tables.get(name)
        if state or lake.head(table) >= 0:
            version = lake.commit(table, manifest, note)
            tables |= {name: replace(state, version=version)} if state else {}
    return tables
