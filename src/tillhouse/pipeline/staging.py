"""A release in the making: files written and partitions known, that no version names and nobody reads yet.

Frames are served from memory while what was just built fits, from disk otherwise. A partition whose content equals
the published one is not written again, and does not count as changed: what reads it need not be rebuilt.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from threading import RLock
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tillhouse import fingerprint
from tillhouse.catalog import Catalog
from tillhouse.engines._contract import Engine
from tillhouse.frame import Frame, framed
from tillhouse.lake import checksums
from tillhouse.lake.check_results import Totals, counted, failures_of
from tillhouse.lake.compaction import compacted
from tillhouse.lake.delta import Lake, Manifest, StoredFile
from tillhouse.lake.releases import Failure, Partition, Release, TableState, contents
from tillhouse.lake.rows_by_month import by_month, joined
from tillhouse.pipeline.checking import WHOLE, run_checks, run_checks_by_month
from tillhouse.settings.recorded import all_recorded
from tillhouse.storage.parallel import Now, each
from tillhouse.table import Table

if TYPE_CHECKING:
    import polars as pl

#: Bytes of freshly built frames kept in memory for the tables that read them.
MEMORY = 700_000_000
_WRITERS = 2
#: What bodies may ask for besides tables, by name.
Given = Mapping[str, Any]


@dataclass(frozen=True)
class _Fresh:
    """Rows just built: the file they are being written to, and the rows while they are held in memory."""

    file: Future[StoredFile]
    rows: pl.DataFrame | None


class Staging:
    """The tables of the next release, starting from the published one.

    at_once: all months of a table are built by one query.
    given: what bodies may ask for besides tables, by name. given_to: the same for tables that are given something else.
    """

    at_once = False

    def __init__(
        self, lake: Lake, catalog: Catalog, published: Release | None, engine: Engine[Any], given: Given
    ) -> None:
        self.lake = lake
        self.catalog = catalog
        self.published = published
        self.engine = engine
        self.given = given
        self.given_to: Mapping[str, Given] = {}
        self.changed: dict[str, set[str]] = {}
        self._memory = MEMORY
        self._partitions: dict[str, dict[str, Partition]] = {}
        self._whole: dict[str, Mapping[str, Failure]] = {}
        self._stored: dict[str, Manifest] = {}
        self._fresh: dict[tuple[str, str], list[_Fresh]] = {}
        self._lock = RLock()
        self._now = Now()
        self._later = ThreadPoolExecutor(_WRITERS, thread_name_prefix="write")

    def partitions(self, table: Table) -> dict[str, Partition]:
        """The partitions of a table as they will be published, by month."""
        with self._lock:
            if table.name not in self._partitions:
                state = self._published(table)
                self._partitions[table.name] = dict(state.partitions) if state else {}
            return self._partitions[table.name]

    def frame(self, table: Table, months: Iterable[str] | None = None, *, stored: bool = False) -> Frame:
        """The rows of some months (or all); ``stored`` reads them back from disk even where memory has them."""
        held: list[Any] = []
        files: list[StoredFile] = []
        for month in sorted(self.partitions(table) if months is None else months):
            files.extend(self._files(table).get(month, ()))
            for fresh in self._fresh.get((table.name, month), ()):
                if fresh.rows is None or stored:
                    files.append(fresh.file.result())
                else:
                    held.append(self.engine.held(fresh.rows))
        if files or not held:
            held.append(self.engine.scan(self.lake.paths(table, files), table.types))
        return framed(held[0] if len(held) == 1 else self.engine.concat(held))

    def computed(self, table: Table, frame: Frame) -> pl.DataFrame:
        """The rows of a frame in the columns and types of a table; a lossy cast raises."""
        return self.engine.computed(nw.to_native(frame), table.types)

    def rows(self, table: Table, months: Iterable[str] | None = None) -> pl.DataFrame:
        """The rows of some months (or all) in memory."""
        return self.computed(table, self.frame(table, months))

    def append(self, table: Table, rows: pl.DataFrame, prints: Mapping[str, str]) -> None:
        """Add rows to a table written by intake, with the digest of what each month gains.

        They are written to disk while the caller goes on.
        """
        partitions = self.partitions(table)
        gained = rows.height
        if not table.by:
            # Few rows and many appends: one file that is written again, not one more each time.
            rows = joined([self.rows(table), rows])
            self._files(table).clear()
            self._fresh.pop((table.name, ""), None)
        given = by_month(table, rows)
        failures = self._checked(table, self._held(rows), counted(table, given))
        for month, some in given.items():
            before = partitions.get(month, Partition(0, fingerprint.EMPTY))
            both = fingerprint.total([before.digest, prints[month]])
            kept = dict(before.failures) if table.by else {}
            found = kept | failures.get(month, {})
            held = before.rows + (some.height if table.by else gained)
            partitions[month] = Partition(held, both, None, found)
            self._store(table, month, some, self._later)

    def build(self, table: Table, body: Callable[[], Frame], months: Iterable[str]) -> None:
        """Make these months of a table consist of the rows of its body; see `replace`."""
        self.replace(table, self.computed(table, body()), months)

    def portions(self, table: Table, months: list[str]) -> list[list[str]]:  # noqa: ARG002 (see `cluster`)
        """The months of a table that one query is to build, query by query."""
        return [months]

    def watched(self, tell: Callable[[str, float], None]) -> AbstractContextManager[None]:  # noqa: ARG002 (see `cluster`)
        """Tell of work that others do for this staging, while it is done; here nobody else does any."""
        return nullcontext()

    def soon(self, function: Callable[..., Any], *given: Any) -> Future[Any]:
        """Run something beside the caller."""
        return self._later.submit(function, *given)

    def replace(self, table: Table, rows: pl.DataFrame, months: Iterable[str]) -> None:
        """Make these months of a table consist of these rows, checked and written when this returns.

        Months whose content is as published are left as they are, but new code may hold them to other checks.
        """
        given = by_month(table, rows)
        content = contents(table, given)
        stale = [month for month in months if not self._as_published(table, month, content.get(month))]
        judged = list(given) if self.unchecked(table) else [month for month in stale if month in given]
        some = {month: given[month] for month in judged}
        if len(some) < len(given):
            rows = joined([rows.clear(), *some.values()])
        failures = self._checked(table, self._held(rows), counted(table, some)) if stale or judged else {}
        partitions = self.partitions(table)
        for month in stale:
            self._files(table).pop(month, None)
            self._fresh.pop((table.name, month), None)
            partitions.pop(month, None)
            self.changed.setdefault(table.name, set()).add(month)
            if month in given:
                self._store(table, month, given[month], self._now)
        for month in judged:
            partitions[month] = replace(content[month], failures=failures.get(month, {}))

    def commit(self, note: Mapping[str, str], tables: Iterable[Table] | None = None) -> dict[str, TableState]:
        """Commit tables to Delta, those of runs or these; the versions are read by nobody until a release names them.

        All others are as published, where they are.
        """

        def committed(table: Table) -> TableState:
            state = self._published(table)
            if table.name in self.changed or state is None or self.unchecked(table):
                changed = self.changed.get(table.name, ())
                files = compacted(self.lake, table, self._manifest(table), changed)
                version = self.lake.commit(table, files, note)
                checks = self._held_to(table, state)
                whole = self._whole.get(table.name, state.failures if state else {})
                known = table.definition, self.partitions(table)
                state = TableState(table.layer, version, *known, checks, whole, checked_by=table.checked_by)
            inputs = self.inputs(table) if table.is_analytic else {}
            given = all_recorded(self.settings(table))
            made = replace(state, inputs=inputs, shape=table.shape, settings=given)
            return checksums.logged(self.lake.log(table), made, self._published(table))

        # The first alone: of two machines that share a bucket one fails at it, and leaves the others as they are.
        chosen = self.catalog.of_runs if tables is None else tables
        first = sorted(chosen, key=lambda table: table.name not in self.changed)
        states = [committed(table) for table in first[:1]]
        states += each(committed, first[1:], self.lake.root)
        found = dict(self.published.tables) if self.published else {}
        found |= {table.name: state for table, state in zip(first, states, strict=True)}
        return {name: found[name] for name in self.catalog.tables if name in found}

    def settings(self, table: Table) -> dict[str, Any]:
        """What the body of a table asks for besides tables, by name."""
        given = self.given_to.get(table.name, self.given)
        return {name: given[name] for name in table.parameters if name in given}

    def redefined(self, table: Table) -> bool:
        """Whether the published partitions were made by other code or rules, settings or digests; or there are none."""
        state, now = self._published(table), all_recorded(self.settings(table))
        if not self.published or not state or self.published.hash_version != fingerprint.hash_version():
            return True
        return (state.definition, dict(state.settings)) != (table.definition, now)

    def unchecked(self, table: Table) -> bool:
        """Whether the published partitions were made, or checked, by other code than there is now."""
        state = self._published(table)
        return state is None or state.checked_by != table.checked_by or self.redefined(table)

    def inputs(self, table: Table) -> dict[str, str]:
        """The digest of each table that a table is built from, as it is here."""
        read = {name: self.partitions(self.catalog[name]).values() for name in table.inputs}
        return {name: fingerprint.total(one.digest for one in found) for name, found in read.items()}

    def outdated(self, table: Table) -> bool:
        """Whether an analytic was built from other inputs, or by other code, or not at all."""
        state = self._published(table)
        return state is None or self.unchecked(table) or dict(state.inputs) != self.inputs(table)

    def close(self) -> None:
        """Wait for files still being written."""
        self._later.shutdown()

    def _published(self, table: Table) -> TableState | None:
        return self.published.tables.get(table.name) if self.published else None

    def _held_to(self, table: Table, state: TableState | None) -> tuple[str, ...]:
        """The checks all partitions were held to: what was taken in before a check was declared was not."""
        was = None if state is None or table.written_by == "body" else state.checks
        return tuple(check.name for check in table.checks if was is None or check.name in was)

    def _files(self, table: Table) -> Manifest:
        """Files that stay as published, by month."""
        with self._lock:
            if table.name not in self._stored:
                was = self._published(table)
                self._stored[table.name] = self.lake.manifest(table, was.version, was.rows) if was else {}
            return self._stored[table.name]

    def _manifest(self, table: Table) -> Manifest:
        manifest = dict(self._files(table))
        for (name, month), fresh in self._fresh.items():
            if name == table.name:
                manifest[month] = (*manifest.get(month, ()), *(f.file.result() for f in fresh))
        return manifest

    def _as_published(self, table: Table, month: str, partition: Partition | None) -> bool:
        old = self.partitions(table).get(month)
        if partition is None or old is None:
            return partition is old
        state = self._published(table)
        reshaped = state and state.shape != table.shape and self.redefined(table)
        return not reshaped and (partition.digest, partition.rows) == (old.digest, old.rows)

    def _held(self, rows: pl.DataFrame) -> Frame:
        return framed(self.engine.held(rows))

    def _checked(self, table: Table, frame: Frame, totals: Totals) -> dict[str, dict[str, Failure]]:
        """What the checks found in a frame, by month and check; passes are left out. totals: all its rows by month."""
        if not table.checks:
            return {}
        needs = {need for check in table.checks for need in check.needs}
        others = {name: self.frame(self.catalog[name]) for name in needs}
        if table.by:
            whole = self._whole_table(table, frame, totals)
            failed = failures_of(run_checks_by_month(table, frame, others, whole, totals))
        else:
            failed = failures_of({"": run_checks(table, frame, others, totals[""])})
        if WHOLE in failed:
            self._whole[table.name] = failed.pop(WHOLE)
        return failed

    def _whole_table(self, table: Table, frame: Frame, months: Collection[str]) -> Frame | None:
        """All months with these rows in place of their own; None where no check judges the table as a whole."""
        if all(check.scope == "rows" for check in table.checks):
            return None
        return nw.concat([self.frame(table, set(self.partitions(table)) - set(months)), frame])

    def _store(self, table: Table, month: str, rows: pl.DataFrame, writer: Executor) -> None:
        self.changed.setdefault(table.name, set()).add(month)
        if rows.is_empty():
            return
        keep = (size := int(rows.estimated_size())) <= self._memory
        self._memory -= size if keep else 0
        written = writer.submit(self.lake.write, table, month, rows)
        fresh = self._fresh.setdefault((table.name, month), [])
        if fresh and not keep:
            fresh[-1].file.result()  # rows that wait for a slow disk are in memory too
        fresh.append(_Fresh(written, rows if keep else None))
