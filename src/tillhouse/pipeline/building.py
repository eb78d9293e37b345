"""Which tables are rebuilt, for which months, and in what order.

A table by month is rebuilt for the months in which an input changed; a table that reads the past, for those and
all later ones; any other table whole. Tables by month that read one another are built in a chain, a few
months at a time, so that what was just built is still at hand; groups of months run on all cores.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Any

import narwhals as nw

from tillhouse.analytics._kept import Kept
from tillhouse.catalog import needs
from tillhouse.errors import missing
from tillhouse.frame import Frame
from tillhouse.lake.rows_by_month import grouped
from tillhouse.own_tables import blamed
from tillhouse.pipeline.invalidation import touched
from tillhouse.pipeline.staging import Staging
from tillhouse.settings.feed import Feed
from tillhouse.table import Table
from tillhouse.telemetry import Telemetry

_WORKERS = os.cpu_count() or 2
#: Bounds for the bronze rows that are built together; one month is never split.
_FEWEST_ROWS, _MOST_ROWS = 200_000, 400_000
#: The same for tables that read the past: each group reads it again.
_MOST_ROWS_WITH_PAST = 6_000_000


class Builder:
    """Brings every table of a staging up to date with its inputs."""

    def __init__(self, staging: Staging, feeds: Mapping[str, Feed], stale_feeds: Iterable[str] = ()) -> None:
        self.staging = staging
        self.catalog = staging.catalog
        self.feeds = feeds
        self.stale_feeds = set(stale_feeds)
        self._reached: dict[tuple[str, str], set[str]] = {}
        self._following = Lock()
        self._kept = Kept()

    def build(self, progress: Telemetry, tables: Iterable[Table] | None = None) -> None:
        """Build tables, those of runs or these, whose inputs or definition changed; ``progress`` gets each name."""
        chosen = self.catalog.of_runs if tables is None else tables
        waiting = [t for t in chosen if t.written_by == "body"]
        with (
            self.staging.watched(progress),
            ThreadPoolExecutor(_WORKERS, thread_name_prefix="build") as pool,
        ):
            while waiting:
                jobs, done = self._ready(waiting)
                for _ in pool.map(lambda job: self._run(job[0], job[1], progress), jobs):
                    pass
                waiting = [t for t in waiting if t not in done]

    def _ready(self, waiting: list[Table]) -> tuple[list[tuple[list[Table], list[str]]], list[Table]]:
        """What can be built now, as jobs that are independent of one another: (tables in order, months)."""
        names = {t.name for t in waiting}
        wave = self._wave(waiting)
        alone = [t for t in waiting if t not in wave and not needs(t) & names]
        by_month = [(wave, group) for group in self._groups()] if wave else []
        by_past = [([t], group) for t in alone if t.by for group in self._groups(_MOST_ROWS_WITH_PAST)]
        whole = [([t], [""]) for t in alone if not t.by]
        return [*whole, *by_past, *by_month], [*wave, *alone]

    def _wave(self, waiting: list[Table]) -> list[Table]:
        """The tables by month that can be built month by month, one after the other, from what is there now."""
        wave: list[Table] = []
        blocked = {t.name for t in waiting}
        for table in waiting:
            if table.by and not table.past and not needs(table) & blocked:
                wave.append(table)
                blocked.discard(table.name)
        return wave

    def _run(self, tables: list[Table], months: list[str], progress: Telemetry) -> None:
        for table in tables:
            stale = self._months(table, months) if table.by else months if self._is_stale(table) else []
            if stale:
                with progress.step(table.name), self._kept.in_use(), blamed(table):
                    for some in self.staging.portions(table, stale):
                        self.staging.build(table, partial(self._body, table, some), some)
            progress(table.name, len(months) / max(1, len(self._all_months())))

    def _body(self, table: Table, months: list[str]) -> Frame:
        """The body's frame for these months; one call for each feed where it reads the feed."""
        given = self.staging.settings(table)
        for name in table.parameters:
            if name.startswith("past_"):
                before = [m for m in self._all_months() if m < min(months)]
                given[name] = self.staging.frame(self.catalog[name.removeprefix("past_")], before)
            elif name != "feed" and name not in given:
                given[name] = self._input(table, self.catalog[name], months)
        if "feed" not in table.parameters:
            return table.body(**given)
        bodies = [
            table.body(**_of_feed(given, feed, len(self.feeds)), feed=feed) for feed in self.feeds.values()
        ]
        return bodies[0] if len(bodies) == 1 else nw.concat(bodies)

    def _input(self, table: Table, read: Table, months: list[str]) -> Frame:
        aligned = months if table.by and read.by else None
        return self.staging.frame(read, aligned, stored=table.layer == "books")

    def _months(self, table: Table, group: list[str]) -> list[str]:
        """The months of the group for which this table is to be rebuilt."""
        if self.staging.unchecked(table) or self._reread(table):
            return sorted(group)
        stale: set[str] = set()
        for name in table.inputs:
            changed = self.staging.changed.get(name, set())
            if name in table.follows:
                stale |= self._touched(table, name)
            else:
                stale |= changed if self.catalog[name].by else (set(group) if changed else set())
        if table.past and stale:
            stale = {month for month in group if month >= min(stale)}
        return sorted(stale & set(group))

    def _touched(self, table: Table, name: str) -> set[str]:
        """See `tillhouse.pipeline.invalidation`; found once for all groups of months."""
        with self._following:
            if (table.name, name) not in self._reached:
                self._reached[table.name, name] = touched(self.staging, table, name)
            return self._reached[table.name, name]

    def _is_stale(self, table: Table) -> bool:
        if table.is_analytic:
            return self.staging.outdated(table)
        changed = any(self.staging.changed.get(name) for name in table.inputs)
        return changed or self.staging.unchecked(table)

    def _reread(self, table: Table) -> bool:
        return "feed" in table.parameters and bool(self.stale_feeds)

    def _all_months(self) -> list[str]:
        """The months of bronze, and those it held until now: what was built of them must go."""
        held = self.staging.partitions(self.catalog["raw_sales"])
        return sorted({*held, *self.staging.changed.get("raw_sales", ())})

    def _groups(self, rows_at_most: int = 0) -> list[list[str]]:
        """All months in groups of that many rows of bronze; else of what is worth a query and keeps cores busy."""
        if self.staging.at_once:
            return [self._all_months()]
        rows = {
            month: partition.rows
            for month, partition in self.staging.partitions(self.catalog["raw_sales"]).items()
        }
        limit = rows_at_most or min(max(sum(rows.values()) // (2 * _WORKERS), _FEWEST_ROWS), _MOST_ROWS)
        return grouped(self._all_months(), rows, limit)


def not_here(tables: Iterable[Table]) -> dict[str, str]:
    """Those of these tables, each after those it reads, that cannot be built here: name to the extra to install."""
    found: dict[str, str] = {}
    for table in tables:
        lacks = table.extra and missing(table.extra)
        for extra in [table.extra] if lacks else [found[read] for read in table.inputs if read in found]:
            found[table.name] = extra
    return found


def _of_feed(given: Mapping[str, Any], feed: Feed, feeds: int) -> dict[str, Any]:
    if feeds == 1:
        return dict(given)
    column = nw.col("feed")
    return {
        name: frame.filter(column == feed.name) if "feed" in frame.collect_schema().names() else frame
        for name, frame in given.items()
    }
