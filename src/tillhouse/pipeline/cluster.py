"""Staging where rows stay on a cluster: the engine writes whole tables itself, and tells of each month what it holds.

No table passes through this process. What does: the rows that intake reads, batch by batch, on their way to disk;
one row for each month and table; what checks count; and what bodies gather because it is few.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tillhouse import engines, fingerprint
from tillhouse.catalog import Catalog
from tillhouse.engines._contract import ClusterEngine, on_cluster
from tillhouse.frame import Frame, framed
from tillhouse.lake.check_results import Tally
from tillhouse.lake.delta import Lake, StoredFile
from tillhouse.lake.releases import Partition, Release
from tillhouse.lake.rows_by_month import grouped
from tillhouse.pipeline.staging import Given, Staging
from tillhouse.settings.settings import Settings
from tillhouse.table import Table

if TYPE_CHECKING:
    import polars as pl

#: Bronze rows whose distinct texts of quantity and price are brought here at once, a month at least.
_READ_AT_ONCE = 2_000_000
#: What a line of the reference data takes as delivered: how large a lake is, said of what it was made of.
_BYTES_A_ROW = 84
#: Seconds between two looks at how far the cluster is.
_LOOKS_EVERY = 0.5


def staging(settings: Settings, lake: Lake, catalog: Catalog, published: Release | None) -> Staging:
    """The staging of a run: on a cluster where the engine is one."""
    name = settings.engine
    if name == engines.AUTO:
        rows = published.tables["raw_sales"].rows if published else 0
        name = engines.chosen(rows * _BYTES_A_ROW, settings.spark.remote or settings.spark.master).name
    engine = engines.engine(name)
    if not on_cluster(engine):
        return Staging(lake, catalog, published, engine, settings.given)
    leave = engine.use(settings.spark.with_bucket() if settings.store else settings.spark)
    if isinstance(lake.root, Path):
        lake = Lake(lake.root.absolute())  # a server of Spark Connect stands in another folder
    return OnCluster(lake, catalog, published, engine, settings.given, leave)


class OnCluster(Staging):
    """The tables of the next release; those built from bodies are written by the engine."""

    at_once = True
    engine: ClusterEngine[Any]

    def __init__(
        self,
        lake: Lake,
        catalog: Catalog,
        published: Release | None,
        engine: ClusterEngine[Any],
        given: Given,
        leave: Callable[[], None],
    ) -> None:
        """Called: ``leave``, when the cluster is not needed any more."""
        super().__init__(lake, catalog, published, engine, given)
        self._leave = leave
        self._memory = 0
        self._building: dict[str, None] = {}

    def build(self, table: Table, body: Callable[[], Frame], months: Iterable[str]) -> None:
        """Make these months of a table consist of the rows of its body, checked and committed to its Delta table.

        Months whose content is as published are not written, but new code may hold them to other checks.
        """
        types = table.types
        self._building[table.name] = None
        with self.engine.working(table.name):
            rows = self.engine.once(self.engine.declared(nw.to_native(body()), types))
            self._become(table, rows, sorted(months))
        self._building.pop(table.name)

    def close(self) -> None:
        """Wait for what is being written, and leave the cluster to others."""
        try:
            super().close()
        finally:
            self._leave()

    def portions(self, table: Table, months: list[str]) -> list[list[str]]:
        """All months at once, but for the books: their text is read here, so it comes in bounded portions."""
        if table.layer != "books":
            return [months]
        bronze = self.partitions(self.catalog["raw_sales"])
        return grouped(months, {month: partition.rows for month, partition in bronze.items()}, _READ_AT_ONCE)

    def rows(self, table: Table, months: Iterable[str] | None = None) -> pl.DataFrame:
        """The rows of some months (or all) in the memory of this process, past the engine: for few."""
        from tillhouse.engines import polars as reader

        types = table.types
        paths = self.lake.paths(table, self._files_of(table, months))
        return reader.computed(reader.scan(paths, types), types)

    def frame(self, table: Table, months: Iterable[str] | None = None, *, stored: bool = False) -> Frame:  # noqa: ARG002
        """The rows of some months (or all), as their files hold them; none are kept in memory."""
        files = self._files_of(table, months)
        self.lake.settle(table)
        places = self.lake.stored(table, files)
        types = table.types
        return framed(self.engine.scan([str(place) for place in places], types))

    @contextmanager
    def watched(self, tell: Callable[[str, float], None]) -> Iterator[None]:
        """Tell every half second how many tasks of how many are done, while the cluster works."""
        ended = Event()

        def watch() -> None:
            while not ended.wait(_LOOKS_EVERY):
                done, known = self.engine.tasks()
                if known:
                    tell(f"{', '.join(list(self._building))}: {done:,} of {known:,} tasks", done / known)

        watcher = Thread(target=watch, name="watch", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()

    def _files_of(self, table: Table, months: Iterable[str] | None) -> list[StoredFile]:
        wanted = sorted(self.partitions(table) if months is None else months)
        kept = [file for month in wanted for file in self._files(table).get(month, ())]
        fresh = [one for month in wanted for one in self._fresh.get((table.name, month), ())]
        return [*kept, *(one.file.result() for one in fresh)]

    def _become(self, table: Table, rows: Any, months: list[str]) -> None:
        content = self._contents(table, rows)
        stale = [month for month in months if not self._as_published(table, month, content.get(month))]
        judged = list(content) if self.unchecked(table) else [month for month in stale if month in content]
        if not stale and not judged:
            return
        totals = {month: Tally.of(content[month].rows, content[month].amount) for month in judged}
        failures = self._checked(table, framed(self._of_months(table, rows, judged)), totals)
        if stale:
            self._write(table, self._of_months(table, rows, stale), stale)
        partitions = self.partitions(table)
        for month in stale:
            partitions.pop(month, None)
            self.changed.setdefault(table.name, set()).add(month)
        for month in judged:
            partition = content[month]
            partitions[month] = Partition(
                partition.rows, partition.digest, partition.amount, failures.get(month, {})
            )

    def _contents(self, table: Table, rows: Any) -> dict[str, Partition]:
        """What each month holds, summed where the rows are."""
        found = {
            partition: Partition(count, digest, None if table.money is None else f"{amount or 0:.6f}")
            for partition, count, digest, amount in self.engine.contents(
                rows, table.content, table.by, table.money
            )
        }
        nothing = Partition(0, fingerprint.EMPTY, "0" if table.money else None)
        return found if table.by else {"": found.get("", nothing)}

    def _of_months(self, table: Table, rows: Any, months: Collection[str]) -> Any:
        return self.engine.among(rows, table.by, months) if table.by else rows

    def _write(self, table: Table, rows: Any, months: list[str]) -> None:
        """Commit these months; the head is then ahead of what is published, as it is when a run is killed."""
        note = {"after": str(self.published.number if self.published else 0)}
        self.lake.commit(table, self._files(table), note)
        folder = self.lake.folder(table)
        self.engine.written(rows, str(folder), months if table.by else None, json.dumps(note))
        with self._lock:
            self._stored[table.name] = self.lake.manifest(table, self.lake.head(table))

    def _held(self, rows: pl.DataFrame) -> Frame:
        """What intake brings is judged here, batch by batch: it would be sent to the cluster for that alone."""
        return framed(rows.lazy())
