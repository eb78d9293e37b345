"""Which tables are rebuilt, for which months, and in what order.

A table by month is rebuilt for the months in which an input changed; a table that reads the past, for those and
all later ones; any other table whole. Tables by month that read one another month by month are built together,
a group of months at a time, so that memory is bounded and what was just built need not be read back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import narwhals as nw

from tillhouse.calendar import Calendar
from tillhouse.catalog import needs
from tillhouse.feed import Feed
from tillhouse.frame import Frame
from tillhouse.staging import Staging
from tillhouse.table import Table

#: Rows of bronze that are built together; more months than that are built group after group.
GROUP_ROWS = 1_000_000
Progress = Callable[[str, float], None]


class Builder:
    """Brings every table of a staging up to date with its inputs."""

    def __init__(
        self, staging: Staging, feeds: Mapping[str, Feed], calendar: Calendar, stale_feeds: Iterable[str] = ()
    ) -> None:
        self.staging = staging
        self.catalog = staging.catalog
        self.feeds = feeds
        self.calendar = calendar
        self.stale_feeds = set(stale_feeds)

    def build(self, progress: Progress) -> None:
        """Build all tables whose inputs or definition changed, calling ``progress`` with each name."""
        computed = [t for t in self.catalog.tables.values() if t.written_by == "body"]
        # The books read back from disk what all others wrote; meanwhile it is being written.
        self._build_all([t for t in computed if t.layer != "books"], progress)
        self._build_all([t for t in computed if t.layer == "books"], progress)

    def _build_all(self, waiting: list[Table], progress: Progress) -> None:
        while waiting:
            wave = self._wave(waiting)
            if wave:
                self._build_months(wave, progress)
            else:
                wave = [t for t in waiting if not needs(t) & {w.name for w in waiting}]
                self._build_whole([t for t in wave if self._is_stale(t)], progress)
            waiting = [t for t in waiting if t not in wave]

    def _wave(self, waiting: list[Table]) -> list[Table]:
        """The tables by month that can be built now, together with those that read only them and what is there."""
        wave: list[Table] = []
        blocked = {t.name for t in waiting}
        for table in waiting:
            alone = table.past or any(c.needs for c in table.checks)
            if table.by and not needs(table) & blocked and not (alone and needs(table) & {t.name for t in wave}):
                wave.append(table)
                if not table.past:
                    blocked.discard(table.name)
        return wave

    def _build_months(self, wave: list[Table], progress: Progress) -> None:
        for group in self._groups():
            for level in _levels(wave):
                jobs = [(table, self._months(table, group)) for table in level if not table.past]
                self._build([(table, months) for table, months in jobs if months], progress)
        for table in wave:
            if table.past and (months := self._months(table, self._all_months())):
                self._build([(table, months)], progress)

    def _build_whole(self, tables: list[Table], progress: Progress) -> None:
        self._build([(table, [""]) for table in tables], progress)

    def _build(self, jobs: list[tuple[Table, list[str]]], progress: Progress) -> None:
        if not jobs:
            return
        frames = [nw.to_native(self._body(table, months)) for table, months in jobs]
        types = [{name: column.type for name, column in table.columns.items()} for table, _ in jobs]
        for (table, months), rows in zip(jobs, self.staging.engine.collect(frames, types), strict=True):
            self.staging.replace(table, rows, months)
            progress(table.name, 1.0)

    def _body(self, table: Table, months: list[str]) -> Frame:
        """The body's frame for these months; one call for each feed where it reads the feed."""
        given: dict[str, Any] = {}
        for name in table.parameters:
            if name == "calendar":
                given[name] = self.calendar
            elif name.startswith("past_"):
                before = [m for m in self._all_months() if m < min(months)]
                given[name] = self.staging.frame(self.catalog[name.removeprefix("past_")], before)
            elif name != "feed":
                given[name] = self._input(table, self.catalog[name], months)
        if "feed" not in table.parameters:
            return table.body(**given)
        bodies = [table.body(**_of_feed(given, feed, len(self.feeds)), feed=feed) for feed in self.feeds.values()]
        return bodies[0] if len(bodies) == 1 else nw.concat(bodies)

    def _input(self, table: Table, read: Table, months: list[str]) -> Frame:
        aligned = months if table.by and read.by else None
        return self.staging.frame(read, aligned, stored=table.layer == "books")

    def _months(self, table: Table, group: list[str]) -> list[str]:
        """The months of the group for which this table is to be rebuilt."""
        existing = set(self.staging.parts(table)) | set(group)
        if self._redefined(table) or self._reread(table):
            return sorted(existing & set(group))
        stale: set[str] = set()
        for name in table.inputs:
            changed = self.staging.changed.get(name, set())
            stale |= changed if self.catalog[name].by else (set(group) if changed else set())
        if table.past and stale:
            stale = {month for month in existing if month >= min(stale)}
        return sorted(stale & set(group))

    def _is_stale(self, table: Table) -> bool:
        changed = any(self.staging.changed.get(name) for name in table.inputs)
        return changed or self._redefined(table)

    def _redefined(self, table: Table) -> bool:
        state = self.staging.published.tables.get(table.name) if self.staging.published else None
        return state is None or state.definition != self.staging.definition(table)

    def _reread(self, table: Table) -> bool:
        return "feed" in table.parameters and bool(self.stale_feeds)

    def _all_months(self) -> list[str]:
        return sorted(self.staging.parts(self.catalog["raw_sales"]))

    def _groups(self) -> list[list[str]]:
        """All months, split so that the bronze rows of a group stay within bounds where a month allows it."""
        groups: list[list[str]] = [[]]
        rows = 0
        for month, part in sorted(self.staging.parts(self.catalog["raw_sales"]).items()):
            if groups[-1] and rows + part.rows > GROUP_ROWS:
                groups.append([])
                rows = 0
            groups[-1].append(month)
            rows += part.rows
        return groups


def _of_feed(given: Mapping[str, Any], feed: Feed, feeds: int) -> dict[str, Any]:
    if feeds == 1:
        return dict(given)
    column = nw.col("feed")
    return {
        name: frame.filter(column == feed.name) if "feed" in frame.collect_schema().names() else frame
        for name, frame in given.items()
    }


def _levels(wave: list[Table]) -> list[list[Table]]:
    """The wave in steps: each table after those of the wave it reads."""
    levels: list[list[Table]] = []
    done: set[str] = set()
    names = {table.name for table in wave}
    rest = list(wave)
    while rest:
        level = [t for t in rest if not needs(t) & (names - done)]
        levels.append(level)
        done |= {t.name for t in level}
        rest = [t for t in rest if t not in level]
    return levels
