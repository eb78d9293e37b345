"""Snapshots: the tables as one release names them. What a run is staging, or left behind, is never seen.

Whatever engine built a release, it is read by Polars, which streams it from the files. A snapshot can be kept and asked
by several threads until the next release: what it names is never changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING

import narwhals as nw

from tillhouse.catalog import Catalog, catalog, own_as_read, own_now
from tillhouse.errors import FixTheSetup
from tillhouse.frame import Frame, gathered
from tillhouse.lake import views
from tillhouse.lake.delta import Lake, Manifest
from tillhouse.lake.memory import Memory
from tillhouse.lake.releases import Cause, Release, Releases, TableState
from tillhouse.metrics import lines
from tillhouse.settings.recorded import all_recorded
from tillhouse.settings.settings import Settings
from tillhouse.table import Table

if TYPE_CHECKING:
    import duckdb
    import polars as pl


#: Rows of a table that is kept in memory once it was read.
_FEW = 1_000_000


def as_stored(table: Table, state: TableState | None, paths: Sequence[str]) -> Table:
    """A table with those of its columns that its files have: in an earlier release it may have had fewer."""
    if state is None or state.shape == table.shape or not paths:
        return table
    from tillhouse.engines import polars as engine

    return table.only(engine.columns(paths))


def _completed(frame: Frame, stored: Table, table: Table) -> Frame:
    import polars as pl

    from tillhouse.column_types import DTYPES

    rows: pl.LazyFrame = nw.to_native(frame)
    found: Frame = nw.from_native(
        rows.select(
            pl.col(name) if name in stored.columns else pl.lit(None, DTYPES[kind]).alias(name)
            for name, kind in table.types.items()
        )
    )
    return found


class Snapshot:
    """The tables of one release: the published one, unless another is given."""

    def __init__(self, settings: Settings, release: Release | None = None) -> None:
        published = release or Releases(settings.place).latest()
        if published is None:
            raise FixTheSetup(
                f"Nothing has been published in {settings.place} yet.",
                "Take a file in:  tillhouse open FILE        Or try it on a sample:  tillhouse demo",
            )
        self.release = published
        self.settings = settings
        self.lake = Lake(settings.place)
        self._manifests: dict[str, Manifest] = {}
        self.memory = Memory()
        self._views: duckdb.DuckDBPyConnection | None = None
        self._lock = RLock()

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor for one question in SQL: the tables are views, made once, and nothing else is in reach."""
        with self._lock:
            if self._views is None:
                tables = [
                    (self.table(name), self.paths(name))
                    for name in self.release.tables
                    if name in self.catalog.tables
                ]
                self._views = views.opened(tables)
            return self._views.cursor()

    def close(self) -> None:
        """Give back what the snapshot keeps. Open cursors finish; a later question opens it again."""
        with self._lock:
            self._views = None  # closing it would close its cursors; the last of them closes it
        self.memory.clear()

    @cached_property
    def catalog(self) -> Catalog:
        """The tables of the lake, with the columns that the feeds of the release declare."""
        return catalog(self.settings, own_as_read(self.release.feeds))

    @cached_property
    def window(self) -> tuple[date | None, date | None]:
        """The first and the last day of the data, as recorded; read from the ledger where no record says them."""
        if not self.release.window:
            return lines.window(gathered(lines.dated(self.frame("ledger"))))
        recorded = (self.release.window.get(name) for name in ("first_day", "last_day"))
        first, last = (None if day is None else date.fromisoformat(day) for day in recorded)
        return first, last

    @cached_property
    def stale(self) -> list[str]:
        """The analytics of the release that were built from other sales, with other settings or by other code."""
        return self.release.stale(self._settings, self._definitions)

    @cached_property
    def outdated(self) -> dict[str, Cause]:
        """The tables of the release that were made by other code or rules, or with other settings, than now."""
        return self.release.outdated(self._settings, self._definitions)

    @property
    def refresh_commands(self) -> tuple[str, ...]:
        """The commands that bring what is stale up to date, in their order; a run may be set to make analytics too."""
        of_runs = any(not self.release.tables[name].inputs for name in self.outdated)
        of_analytics = bool(self.stale) and not (of_runs and self.settings.analyse)
        return (*(["run"] if of_runs else []), *(["analyse"] if of_analytics else []))

    @cached_property
    def _definitions(self) -> dict[str, str]:
        declared = catalog(self.settings, own_now(self.settings, self.release.feeds)).tables
        return {name: table.definition for name, table in declared.items() if name in self.release.tables}

    @cached_property
    def _settings(self) -> dict[str, str]:
        return all_recorded(self.settings.given)

    def table(self, name: str) -> Table:
        """The declaration of a table; raises `UnknownName` with the nearest."""
        return self.catalog[name]

    def paths(self, name: str, months: Iterable[str] | None = None) -> list[str]:
        """The Parquet files of a table in this release, those of some months or all."""
        table = self.table(name)
        manifest = self._manifest(name)
        wanted = set(manifest if months is None else months)
        return self.lake.paths(
            table, [f for month, files in manifest.items() if month in wanted for f in files]
        )

    def frame(self, name: str, months: Iterable[str] | None = None) -> Frame:
        """The rows of a table in this release; columns that it did not have by then are null."""
        from tillhouse.engines import polars as engine

        table, paths = self.table(name), self.paths(name, months)
        stored = as_stored(table, self.release.tables.get(name), paths)
        found: Frame = nw.from_native(engine.scan(paths, stored.types))
        return found if stored is table else _completed(found, stored, table)

    def rows(self, name: str, months: Iterable[str] | None = None) -> pl.DataFrame:
        """The rows of a table in this release, computed, as a Polars frame."""
        found: pl.DataFrame = self.frame(name, months).collect("polars").to_native()
        return found

    def in_memory(self, name: str, months: Collection[str] | None = None) -> Frame:
        """The rows of a table as `frame` gives them, read once and kept where the table is small."""
        if not self.is_small(name, months):
            return self.frame(name, months)
        key = ("table", name, None if months is None else frozenset(months))
        return self.memory.frame(key, lambda: self.frame(name, months))

    def is_small(self, name: str, months: Collection[str] | None = None) -> bool:
        """Whether the rows of a table, of some months or all, are few enough to be kept in memory."""
        state = self.release.tables.get(name)
        partitions = state.partitions if state else {}
        return (
            sum(
                partition.rows for month, partition in partitions.items() if months is None or month in months
            )
            <= _FEW
        )

    def files(self, name: str) -> dict[str, tuple[str, ...]]:
        """The names of the stored files of a table in this release, by month."""
        return {month: tuple(file.path for file in files) for month, files in self._manifest(name).items()}

    def _manifest(self, name: str) -> Manifest:
        state = self.release.tables.get(name)
        if state is None:
            return {}
        with self._lock:
            if name not in self._manifests:
                self._manifests[name] = self.lake.manifest(self.table(name), state.version, state.rows)
            return self._manifests[name]
