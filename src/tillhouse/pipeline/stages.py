"""Plan → build → check → publish: from new files to one release, or to nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from tillhouse import __version__, fingerprint
from tillhouse.catalog import catalog, own_as_read
from tillhouse.errors import FixTheSetup, StalePlan, StorageFailed
from tillhouse.frame import gathered
from tillhouse.lake.checksums import refuse_damaged
from tillhouse.lake.delta import Lake
from tillhouse.lake.releases import Change, Release, Releases, difference
from tillhouse.lake.versions import refuse_other
from tillhouse.metrics import lines
from tillhouse.pipeline import (
    cluster,
    completion,
    contradictions,
    decisions,
    intake,
    overruling,
    retracting,
    same_sales,
)
from tillhouse.pipeline.building import Builder
from tillhouse.pipeline.closing import closed
from tillhouse.pipeline.decisions import Decision
from tillhouse.pipeline.retracting import Retraction
from tillhouse.pipeline.staging import Staging
from tillhouse.pipeline.stopping import stop_on_failures
from tillhouse.settings.feed import Feed, saved_feed
from tillhouse.settings.own_line_types import with_own_line_types
from tillhouse.settings.settings import Settings
from tillhouse.sources import Opened
from tillhouse.storage.durable import storage, sync, writer_lock
from tillhouse.storage.parallel import each
from tillhouse.table import Table
from tillhouse.telemetry import Telemetry, failpoint

#: Writes what is new to the bronze of a staging, and says by name what it took in.
_Bring = Callable[[Staging, Mapping[str, Feed]], tuple[str, ...]]
#: What follows a release that was published.
After = Callable[[Release], None]


@dataclass(frozen=True)
class Candidate:
    """A release that is staged and checked but not published; ``before`` is the one it would follow."""

    release: Release
    before: Release | None
    taken: tuple[str, ...]

    @property
    def changes(self) -> list[Change]:
        """What publishing would change, partition by partition."""
        return difference(self.before, self.release)


class Pipeline:
    """Runs for one lake. Use `writing` around whatever changes it."""

    def __init__(
        self, settings: Settings, progress: Telemetry | None = None, after: After = lambda _release: None
    ) -> None:
        """Use `tillhouse.runs.afterwards.pipeline`, which says what follows a release as ``after``."""
        self.settings = settings
        self.catalog = catalog(settings)
        self.after = after
        self.lake, self.releases = Lake(settings.place), Releases(settings.place)
        self.progress = progress or Telemetry()
        self._published_here: Release | None = None

    @contextmanager
    def writing(self, *, restore: bool = True) -> Iterator[None]:
        """Hold the writer's place, with every table restored to what is published unless a plan is to be applied.

        What follows a release begins when the place is free again.
        """
        self._published_here = None
        with writer_lock(self.settings.root):
            if restore:
                with storage("restoring the lake", known=True):
                    self.restore()
            yield
        if self._published_here:
            self.after(self._published_here)

    def restore(self) -> None:
        """Bring the head of every table back to the published version; a killed run may have left it ahead.

        The published record is made durable first: its writer may have been killed before it could do so.
        """
        self.releases.settle()
        published = self.releases.latest()
        note = {"restores": str(published.number if published else 0)}
        if published:
            refuse_damaged(self.settings.place, published)

        def restored(table: Table) -> None:
            state = published.tables.get(table.name) if published else None
            version, rows = (state.version, state.rows) if state else (-1, 0)
            self.lake.restore(table, version, rows, note)

        each(restored, self.catalog.tables.values(), self.lake.root)

    def stage(self, files: Mapping[str, Sequence[Opened]], cause: str) -> Candidate | None:
        """Take in new files by feed, build and check what follows from them; None when nothing is new."""

        def bring(staging: Staging, feeds: Mapping[str, Feed]) -> tuple[str, ...]:
            taken: list[str] = []
            for name, opened in files.items():
                fresh = intake.new_deliveries(staging, feeds[name], opened)
                intake.take_in(staging, fresh, self.progress)
                completion.supersede(staging, fresh)
                contradictions.refuse(staging, feeds[name], fresh)
                same_sales.refuse(staging, feeds[name], fresh)
                taken.extend(delivery.file.name for delivery in fresh)
            return tuple(taken)

        return self._staged(bring, files, cause)

    def stage_decisions(self, made: Iterable[Decision], cause: str) -> Candidate | None:
        """Write decisions about quarantined records, build and check what follows; None when there are none."""
        return self._staged(lambda staging, feeds: decisions.append(staging, made, feeds), (), cause)

    def stage_retraction(self, made: Retraction, cause: str) -> Candidate | None:
        """Write a decision about a delivery, build and check what follows."""
        tell = self.progress
        return self._staged(lambda staging, feeds: retracting.append(staging, made, feeds, tell), (), cause)

    def stage_rows(self, table: str, rows: list[dict[str, Any]], cause: str) -> Candidate | None:
        """Append rows to a table that is written from outside, build and check what follows from them."""

        def bring(staging: Staging, _feeds: Mapping[str, Feed]) -> tuple[str, ...]:
            intake.append_rows(staging, table, rows)
            return ()

        return self._staged(bring, (), cause)

    def stage_analytics(self, tables: Sequence[Table]) -> Candidate | None:
        """Build those of these analytics whose inputs or code changed; None when none did."""
        published = self.releases.latest()
        if published is None:
            raise FixTheSetup("Nothing has been published yet.", "Take a file in:  tillhouse open FILE")
        as_read = catalog(self.settings, own_as_read(published.feeds))
        staging = cluster.staging(self.settings, self.lake, as_read, published)
        try:
            outdated = [table for table in tables if staging.outdated(table)]
            if not outdated:
                return None
            with storage("building analytics", known=True):
                Builder(staging, {}).build(self.progress, tables)
                return self._candidate(staging, published, f"analytics of release {published.number}", tables)
        finally:
            staging.close()

    def _staged(self, bring: _Bring, names: Iterable[str], cause: str) -> Candidate | None:
        published = self.releases.latest()
        feeds = self._feeds(published, names)
        self.catalog = catalog(self.settings, {name: feed.own for name, feed in feeds.items()})
        if published:
            refuse_other(published, self.catalog.tables)
        staging = cluster.staging(self.settings, self.lake, self.catalog, published)
        try:
            if published and published.hash_version != fingerprint.hash_version():
                intake.redigest(staging)
            with storage("taking in and building", known=True):
                with self.progress.step("take in"):
                    stale = self._reread(staging, published, feeds)
                    taken = bring(staging, feeds)
                    overruling.renew(staging, feeds)
                failpoint("bronze written")
                return self._built(staging, published, feeds, stale, cause, taken)
        finally:
            staging.close()

    def _built(
        self,
        staging: Staging,
        published: Release | None,
        feeds: Mapping[str, Feed],
        stale: Sequence[str],
        cause: str,
        taken: tuple[str, ...],
    ) -> Candidate | None:
        Builder(staging, feeds, stale).build(self.progress)
        failpoint("tables built")
        gone = published and not published.tables.keys() <= self.catalog.tables.keys()
        if (
            published
            and not gone
            and not staging.changed
            and not any(map(staging.unchecked, self.catalog.of_runs))
        ):
            return None
        with self.progress.step("state"):
            closed(staging)
        saved = {name: asdict(feed) for name, feed in feeds.items()}
        return self._candidate(staging, published, cause, self.catalog.of_runs, saved, taken)

    def _candidate(
        self,
        staging: Staging,
        published: Release | None,
        cause: str,
        tables: Sequence[Table],
        feeds: Mapping[str, Mapping[str, Any]] | None = None,
        taken: tuple[str, ...] = (),
    ) -> Candidate:
        """The release that these tables of a staging make, with all others as published."""
        number = (self.releases.numbers() or [0])[-1] + 1
        window = window_of(staging, published)
        with self.progress.step("commit"):
            states = staging.commit({"release": str(number)}, tables)
        failpoint("tables committed")
        release = Release(
            number=number,
            parent=published.number if published else None,
            created_at=datetime.now(UTC).isoformat(timespec="microseconds"),
            cause=cause,
            feeds=published.feeds if feeds is None and published else feeds or {},
            tables=states,
            software=__version__,
            hash_version=fingerprint.hash_version(),
            window=window,
        )
        stop_on_failures(release, self.catalog)
        return Candidate(release, published, taken)

    def publish(self, candidate: Candidate) -> Release:
        """Make a candidate the published release; its bytes are on the disk when this returns."""
        try:
            return self._published(candidate)
        except StorageFailed:
            self._forget(candidate)
            raise

    def _published(self, candidate: Candidate) -> Release:
        with self.progress.step("sync"):
            sync(self.settings.place)
        failpoint("synced")
        release = replace(candidate.release, created_at=datetime.now(UTC).isoformat(timespec="microseconds"))
        before = candidate.before.number if candidate.before else None
        if next(reversed(self.releases.numbers()), None) != before:
            raise StalePlan(
                "Another release was published since this one was staged.",
                "Run the same command again; what was planned, plan again:  tillhouse plan",
            )
        self.progress.check()
        self.releases.publish(release)
        self._published_here = release
        failpoint("published")
        return release

    def _forget(self, candidate: Candidate) -> None:
        """Remove commits that may not be on the disk: after a failed sync they can still look whole from memory."""
        before = candidate.before.tables if candidate.before else {}
        for table in self.catalog.tables.values():
            with suppress(StorageFailed):
                self.lake.forget(table, before[table.name].version if table.name in before else -1)

    def _feeds(self, published: Release | None, new: Iterable[str]) -> dict[str, Feed]:
        """The feeds with data: those of the published release, as configured now, and those being taken in."""
        names = [*(published.feeds if published else ()), *new]
        known = {name: saved_feed(values) for name, values in published.feeds.items()} if published else {}
        file = self.settings.own_line_types
        return {
            name: with_own_line_types(self.settings.feeds.get(name) or known[name], file) for name in names
        }

    def _reread(self, staging: Staging, published: Release | None, feeds: Mapping[str, Feed]) -> list[str]:
        """Read bronze again for feeds whose reading was changed; their names."""
        stale = []
        for name, saved in (published.feeds if published else {}).items():
            before = saved_feed(saved)
            if before.reading != feeds[name].reading:
                intake.read_again(staging, before, feeds[name])
                stale.append(name)
        return stale


def window_of(staging: Staging, published: Release | None) -> Mapping[str, str | None]:
    """The first and the last day of the data as a release records them; the ledger is read where it changed."""
    if published and published.window and not staging.changed.get("ledger"):
        return published.window
    days = lines.window(gathered(lines.dated(staging.frame(staging.catalog["ledger"]))))
    first, last = (None if day is None else day.isoformat() for day in days)
    return {"first_day": first, "last_day": last}
