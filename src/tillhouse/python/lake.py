"""A lake as a Python program asks it: tables as Polars frames, metrics and SQL, of the published release or an earlier.

What has been read is kept with the snapshot of its release, so a second question is faster than the first. A question
that is asked after another run has published sees the new release; frames that are held do not change.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import date
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING

from tillhouse import engines
from tillhouse.lake.moments import release_at
from tillhouse.lake.releases import Release, Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.settings.settings import Settings, load

if TYPE_CHECKING:
    import polars as pl

    from tillhouse.answers.metrics.measured import Answer
    from tillhouse.runs.unattended import Ran

#: How many snapshots are kept: of the published release, and of those asked for as of a moment.
_KEPT = 3
AsOf = str | date | None


class OpenLake:
    """One lake, for any number of threads; made by `tillhouse.open_lake`.

    ``as_of`` is a day, which means its end, or a moment, as text or as Python has them; None is the published release.
    Raises errors of `tillhouse.errors`: `FixTheSetup` where nothing is published, `BadQuery` where nothing was by then.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._releases = Releases(settings.place)
        self._snapshots: OrderedDict[int, Snapshot] = OrderedDict()
        self._lock = Lock()

    def table(self, name: str, as_of: AsOf = None) -> pl.LazyFrame:
        """The rows of a table as a Polars lazy frame: what is not selected is not read.

        Money is a decimal, and columns that the release did not have yet are null. Raises `UnknownName`, and
        `FixTheSetup` for an analytic that was not built.
        """
        import narwhals as nw

        from tillhouse.answers.selection import matching

        found: pl.LazyFrame = nw.to_native(matching(self.snapshot(as_of), name, ()))
        return found

    def metric(
        self,
        name: str,
        by: str | Sequence[str] = (),
        where: str | Iterable[str] = (),
        as_of: AsOf = None,
    ) -> Answer:
        """What a metric comes to: its ``rows`` (`frame()` makes them a Polars frame), and what they cover.

        by: dimensions, such as ``month``. where: comparisons, such as ``country=France``. Raises `UnknownName`,
        `BadQuery`.
        """
        from tillhouse.answers.metrics.measured import measured

        return measured(self.snapshot(as_of), name, _several(by), _several(where))

    def sql(self, query: str, as_of: AsOf = None) -> pl.DataFrame:
        """What one reading statement in DuckDB's SQL gives, as a Polars frame. Every table is a view.

        Raises `BadQuery` for anything that is wrong, or that reaches for more than the tables.
        """
        from tillhouse.answers.query import frame

        return frame(self.snapshot(as_of), query)

    def releases(self) -> list[Release]:
        """The releases that can be read, the oldest first."""
        return [self._releases.load(number) for number in self._releases.numbers()]

    def snapshot(self, as_of: AsOf = None) -> Snapshot:
        """The snapshot that answers: one for each release, kept while the last few are asked for."""
        release = self._releases.latest() if as_of is None else release_at(self._releases, as_of)
        if release is None:
            return Snapshot(self.settings)  # which says how a lake is filled
        with self._lock:
            found = self._snapshots.pop(release.number, None)
            if found is None or found.release != release:
                found = Snapshot(self.settings, release)
            self._snapshots[release.number] = found
            while len(self._snapshots) > _KEPT:
                self._snapshots.popitem(last=False)
            return found

    def run(self, *feeds: str) -> Ran:
        """Take in what is new of these feeds, or of all, and publish it, as ``tillhouse run`` does.

        Raises what stops the command: `UnreadableFile`, `CheckStopped`, `LakeBusy` and others. Nothing is published
        then.
        """
        from tillhouse.runs import unattended
        from tillhouse.telemetry import Telemetry

        settings = load(os.fspath(self.settings.root), self.settings.engine)
        return unattended.run(settings, feeds, Telemetry())

    def close(self) -> None:
        """Give back what is kept. A later question opens the lake again."""
        with self._lock:
            for snapshot in self._snapshots.values():
                snapshot.close()
            self._snapshots.clear()

    def __enter__(self) -> OpenLake:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_lake(root: str | os.PathLike[str] | None = None, engine: str | None = None) -> OpenLake:
    """See `tillhouse.open_lake`."""
    settings = load(None if root is None else os.fspath(root), engine)
    engines.checked(settings.engine)
    return OpenLake(settings)


def _several(named: str | Iterable[str]) -> tuple[str, ...]:
    """One name is a list of one."""
    return (named,) if isinstance(named, str) else tuple(named)
