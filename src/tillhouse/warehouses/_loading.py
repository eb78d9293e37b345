"""Loading: the partitions that differ between the published release and the one held, in one transaction."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from tillhouse.errors import FixTheSetup
from tillhouse.lake.releases import Release, Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.settings.settings import Settings
from tillhouse.telemetry import Telemetry, failpoint
from tillhouse.warehouses._place import Place
from tillhouse.warehouses._store import Held, Kind, PartitionName, Stamp, Store, kind_of
from tillhouse.warehouses._tables import copied, differing, exact, stamps

#: Rows read and encoded at once, ahead of what is being written.
AHEAD = 120_000


@dataclass(frozen=True)
class Loaded:
    """What a load did. before: the release that was held, None for an empty warehouse.

    replaced: the partitions that were written, by table; rows: written; notes: sentences for the person who loads.
    to: the kind of the warehouse. place: its address without a password.
    """

    release: Release
    before: int | None
    replaced: Mapping[str, tuple[str, ...]]
    rows: int
    seconds: float
    notes: Sequence[str]
    to: str = ""
    place: str = ""

    @property
    def partitions(self) -> int:
        """Partitions that were written."""
        return sum(len(months) for months in self.replaced.values())

    def document(self) -> dict[str, Any]:
        """A warehouse that was loaded, for programs.

        warehouse: text. Its kind: `postgres`, `sqlite` or `duckdb`.
        place: text. Where it is, without a password.
        release: integer. The release it holds now.
        as_of: moment. When that was published.
        before: integer or null. The release it held before; null where it was empty.
        replaced: object of any. Months that were written, by table.
        rows: integer. Rows that were written.
        seconds: number. Time taken.
        notes: list of text. What could not be done.
        """
        return {
            "warehouse": self.to,
            "place": self.place,
            "release": self.release.number,
            "as_of": self.release.created_at,
            "before": self.before,
            "replaced": {name: sorted(months) for name, months in sorted(self.replaced.items())},
            "rows": self.rows,
            "seconds": round(self.seconds, 3),
            "notes": list(self.notes),
        }


def load(
    settings: Settings, place: Place, *, whole: bool = False, progress: Telemetry | None = None
) -> Loaded:
    """Make a warehouse hold the published release: what differs is replaced, readers see all of it or none.

    whole: replace every partition, whatever the warehouse records, and be it of another lake.
    Raises `FixTheSetup`, `WarehouseUnavailable`.
    """
    started = time.perf_counter()
    kind = kind_of(place.to)

    def work(store: Store) -> Loaded:
        return _loaded(store, kind, settings, place, whole, progress or Telemetry())

    # Notes may be added to until the warehouse is done.
    done = kind.written(place.url, work)
    failpoint("warehouse committed")
    seconds = time.perf_counter() - started
    return replace(done, notes=tuple(done.notes), seconds=seconds, to=place.to, place=place.shown)


def refused(held: Held, lake: str, place: Place) -> None:
    """Raise `FixTheSetup` for a warehouse that holds another lake; one that is not known is taken for this one."""
    if held.lake and lake and held.lake != lake:
        raise FixTheSetup(
            f"The warehouse {place.shown} holds release {held.release} of another lake.",
            f"Replace it by this lake:  tillhouse warehouse load --all --to {place.to}        "
            "Or give this lake a warehouse of its own.",
        )


def _loaded(
    store: Store, kind: Kind, settings: Settings, place: Place, whole: bool, progress: Telemetry
) -> Loaded:
    """Within the transaction of the one loader: what is published is looked up here, so that a loader that had to
    wait does not put an older release over the one that came meanwhile.
    """
    snapshot, held = Snapshot(settings), store.held()
    release, lake = snapshot.release, Releases(settings.place).origin()
    if held and not whole:
        refused(held, lake, place)
    with progress.step("compare"):
        wanted = stamps(snapshot)
    tables = copied(snapshot)
    with progress.step("prepare"):
        empty = store.prepare(tables, exact(release))
    failpoint("warehouse prepared")
    kept = {name: stamp for name, stamp in (held.partitions if held else {}).items() if name[0] not in empty}
    if whole:
        for table in tables:
            store.clear(table)
        kept = {}
    # A part of a table that is not declared any more went with the table.
    partitions = [(name, month) for name, month in differing(kept, wanted) if name in snapshot.catalog.tables]
    with progress.step("copy"):
        for (name, month), encoded in _encoded(snapshot, kind, partitions, wanted):
            progress(name, 0.0)
            store.replace(snapshot.catalog[name], month, encoded)
            failpoint(f"warehouse {name}")
    with progress.step("record"):
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        store.record(Held(release.number, release.created_at, now, wanted, lake))
    failpoint("warehouse recorded")
    replaced = {name: tuple(m for n, m in partitions if n == name) for name, _ in partitions}
    rows = sum(wanted[partition].rows for partition in partitions if partition in wanted)
    return Loaded(release, held.release if held else None, replaced, rows, 0.0, store.notes)


def _encoded(
    snapshot: Snapshot, kind: Kind, partitions: Iterable[PartitionName], wanted: Mapping[PartitionName, Stamp]
) -> Iterator[tuple[PartitionName, Any]]:
    """Each partition with its rows as the warehouse takes them, read and encoded while the one before is written."""
    with ThreadPoolExecutor(1, thread_name_prefix="encode") as beside:
        pending = None
        for batch in _batches(partitions, wanted):
            following = beside.submit(_read, snapshot, kind, batch, wanted)
            if pending:
                yield from pending.result()
            pending = following
        if pending:
            yield from pending.result()


def _batches(
    partitions: Iterable[PartitionName], wanted: Mapping[PartitionName, Stamp]
) -> Iterator[list[PartitionName]]:
    """Partitions of one table that together have few enough rows to be read at once."""
    batch: list[PartitionName] = []
    rows = 0
    for partition in partitions:
        more = wanted[partition].rows if partition in wanted else 0
        if batch and (batch[-1][0] != partition[0] or rows + more > AHEAD):
            yield batch
            batch, rows = [], 0
        batch.append(partition)
        rows += more
    if batch:
        yield batch


def _read(
    snapshot: Snapshot, kind: Kind, batch: list[PartitionName], wanted: Mapping[PartitionName, Stamp]
) -> list[tuple[PartitionName, Any]]:
    table = snapshot.catalog[batch[0][0]]
    months = [month for name, month in batch if (name, month) in wanted]
    rows = snapshot.rows(table.name, months) if months else None
    found: dict[str, Any] = {}
    if rows is not None:
        by_month = rows.partition_by("month", as_dict=True) if table.by else {("",): rows}
        found = {str(month): kind.encoded(table, some) for (month,), some in by_month.items()}
    return [((name, month), found.get(month)) for name, month in batch]
