"""Taking in: delivered files become bronze rows, text exactly as received.

A file is known by its content and feed: the same bytes are taken in once, under whatever name. Records are
counted twice, once on the delivered bytes and once as rows; a difference stops the run before anything is built.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tillhouse import fingerprint, reading
from tillhouse.errors import BooksDoNotClose, TryAgain
from tillhouse.evidence import Finding
from tillhouse.evidence.asking import of_later
from tillhouse.evidence.habits import of_feed
from tillhouse.evidence.later import Later
from tillhouse.frame import Frame
from tillhouse.lake.releases import Partition
from tillhouse.pipeline.said import said
from tillhouse.pipeline.staging import Staging
from tillhouse.retail.counts import number_of
from tillhouse.settings.feed import LINE, Feed
from tillhouse.shaping import ENDING, Shaper, records_of
from tillhouse.sources import Opened, cut, source_of
from tillhouse.tables.silver.ledger import LINES_PER_DELIVERY
from tillhouse.telemetry import Tell

if TYPE_CHECKING:
    import polars as pl

_KEY_BITS = 34
#: What JSON puts around a name and no value.
_QUOTED = len('"":null,')


@dataclass(frozen=True)
class Delivery:
    """A file to take in, with its key."""

    key: int
    file: Opened
    feed: Feed


def delivery_key(feed: str, sha256: str) -> int:
    """The 34-bit key of a delivery, from its feed and content; stable in any order of arrival."""
    digest = hashlib.sha256(f"{feed}\x1f{sha256}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - _KEY_BITS)


def unused_key(key: int, used: Collection[int]) -> int:
    """The key, or the next that is free: two contents in 2^34 share one, and the later one moves on."""
    while key in used:
        key = (key + 1) % (1 << _KEY_BITS)
    return key


def new_deliveries(staging: Staging, feed: Feed, files: Iterable[Opened]) -> list[Delivery]:
    """The files whose content this feed has not delivered before, each content once."""
    table = staging.catalog["deliveries"]
    known_rows = staging.rows(table).select("delivery", "feed", "sha256")
    known = {(name, sha) for _, name, sha in known_rows.iter_rows()}
    keys = set(known_rows["delivery"])
    fresh: list[Delivery] = []
    for file in files:
        if (feed.name, file.sha256) in known:
            continue
        known.add((feed.name, file.sha256))
        key = unused_key(delivery_key(feed.name, file.sha256), keys)
        keys.add(key)
        fresh.append(Delivery(key, file, feed))
    return fresh


def take_in(staging: Staging, deliveries: Iterable[Delivery], progress: Tell) -> int:
    """Write the records of deliveries to bronze; returns how many.

    Raises `BooksDoNotClose` on a miscount, `TryAgain` for a file that was written while it was read.
    """
    several = list(deliveries)
    arrived, taken, asked = _arrived(several), [], list[tuple[Delivery, Finding]]()
    known = staging.rows(staging.catalog["deliveries"])
    usual = {name: of_feed(known, name) for name in {one.feed.name for one in several}}
    for delivery in several:
        now = arrived[delivery.key]
        source = source_of(delivery.file, delivery.feed)
        counted = staging.soon(source.records, delivery.file, delivery.feed)
        later = Later(delivery.feed, *usual[delivery.feed.name])
        rows, header = _take_in(staging, delivery, later, now, progress)
        number = counted.result()
        _untouched(delivery.file)
        _agreed(delivery, rows, number)
        found = later.findings(delivery.file) if rows else ()
        asked += [(delivery, one) for one in found if one.is_question]
        taken.append(
            _delivery_row(delivery, rows, header, now)
            | said(delivery.file, delivery.feed, later.habits, found)
        )
    if asked:
        raise of_later([(one.file, finding) for one, finding in asked], asked[0][0].feed)
    if taken:
        append_rows(staging, "deliveries", taken)
    return sum(row["records"] for row in taken)


def _arrived(deliveries: Iterable[Delivery]) -> dict[int, datetime]:
    """The moment of each delivery, no two alike: files that come together arrived as they were last written."""
    now = datetime.now(UTC).replace(tzinfo=None)
    ordered = sorted(deliveries, key=lambda one: one.file.path.stat().st_mtime_ns)
    return {one.key: now + timedelta(microseconds=at) for at, one in enumerate(ordered)}


def append_rows(staging: Staging, table: str, rows: list[dict[str, Any]]) -> None:
    """Append Python rows to a table written by intake."""
    import polars as pl

    from tillhouse.column_types import dtypes

    declared = staging.catalog[table]
    schema = dtypes(declared.types)
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    content = declared.content
    prints = (
        fingerprint.digest_by_month(frame, content)
        if declared.by
        else {"": fingerprint.digest_of(frame, content)}
    )
    staging.append(declared, frame, prints)


def _take_in(
    staging: Staging, delivery: Delivery, later: Later, now: datetime, progress: Tell
) -> tuple[int, list[str]]:
    rows, header, shaper = 0, list[str](), Shaper(delivery.feed)
    for batch in source_of(delivery.file, delivery.feed).batches(delivery.file, delivery.feed):
        header = [name for name in batch.frame.columns if name not in ENDING]
        later.add(batch.frame, header)
        for piece in cut(batch.frame, _names_in_extra(header, delivery.feed)):
            lines = shaper.lines(piece)
            later.add_lines(lines)
            frame = bronze_rows(lines, delivery, now, staging)
            staging.append(staging.catalog["raw_sales"], frame, raw_prints(frame, delivery.file.sha256))
            rows += _records(piece)
            progress("take in", rows)
    return rows, header


def _records(batch: pl.DataFrame) -> int:
    """The records of a batch: of one that holds several lines, the first counts."""
    return int((batch["part"] == 0).sum()) if "part" in batch.columns else batch.height


def _names_in_extra(header: Iterable[str], feed: Feed) -> int:
    """The bytes that each row repeats: the names of columns without a meaning, as JSON."""
    kept = {header for name, header in feed.columns.items() if name in LINE}
    return sum(len(name) + _QUOTED for name in header if name not in kept)


def _untouched(file: Opened) -> None:
    """Raise `TryAgain` if what was read may not be what was hashed."""
    if not file.is_as_hashed:
        raise TryAgain(
            f"{file.name} was written while it was read.",
            "Nothing was published. Run again when it is whole.",
        )


def _agreed(delivery: Delivery, rows: int, counted: int) -> None:
    if counted != rows:
        raise BooksDoNotClose(
            f"{delivery.file.name} holds {number_of(counted, 'record')}, "
            f"but {number_of(rows, 'row was', 'rows were')} read from it.",
            "Nothing was published. Please report this with the file's format and a few lines around the difference.",
        )


def bronze_rows(lines: pl.DataFrame, delivery: Delivery, now: datetime, staging: Staging) -> pl.DataFrame:
    """Lines of a delivery in the columns of `raw_sales`."""
    import polars as pl

    from tillhouse.engines import polars as engine

    feed = delivery.feed
    rows = lines.lazy().with_columns(
        pl.col("line").cast(pl.Int64),
        feed=pl.lit(feed.name),
        delivery=pl.lit(delivery.key, pl.Int64),
        supersedes=pl.lit(None, pl.Int64),
        counts_with=pl.lit(None, pl.Int64),
        taken_at=pl.lit(now, pl.Datetime("us")),
    )
    table = staging.catalog["raw_sales"]
    return engine.computed(nw.to_native(dated(nw.from_native(rows), feed)), table.types)


def dated(lines: Frame, feed: Feed) -> Frame:
    """Lines with the month of their trading day as the feed reads it."""
    return (
        reading.with_moment(lines, feed)
        .with_columns(month=reading.month(nw.col("moment"), feed))
        .drop("moment")
    )


def read_again(staging: Staging, before: Feed, feed: Feed) -> None:
    """Read the bronze of a feed under its new reading: other columns may have other meanings, rows other months."""
    import polars as pl

    table = staging.catalog["raw_sales"]
    rows = staging.rows(table)
    ours = rows.filter(pl.col("feed") == feed.name)
    about = ["delivery", "line", "feed", "supersedes", "counts_with", "taken_at"]
    made = []
    for _, delivered in ours.sort("delivery", "line", "part").group_by("delivery", maintain_order=True):
        lines = (
            Shaper(feed)
            .lines(records_of(delivered, before))
            .with_columns(delivery=pl.lit(delivered["delivery"][0], pl.Int64))
        )
        known = delivered.select(about).unique(["delivery", "line"])
        made.append(lines.join(known, on=["delivery", "line"], how="left", maintain_order="left"))
    moved = nw.from_native(pl.concat(made).lazy()) if made else nw.from_native(ours.lazy())
    again = nw.to_native(dated(moved, feed)).select(rows.columns).collect()
    both = pl.concat([rows.filter(pl.col("feed") != feed.name), again])
    months = {*staging.partitions(table), *both["month"]}
    staging.replace(table, both, sorted(months))
    staging.changed.setdefault(table.name, set()).update(months)
    _move_repairs(staging, both)


def _move_repairs(staging: Staging, raw: pl.DataFrame) -> None:
    """Put each decision into the month in which the record it is about stands now."""
    import polars as pl

    table = staging.catalog["repairs"]
    made = staging.rows(table)
    if made.is_empty():
        return
    own = raw.filter(pl.col("part") >= 0).unique(["delivery", "line"])
    places = own.select("month", line_id=pl.col("delivery") * LINES_PER_DELIVERY + pl.col("line"))
    moved = made.drop("month").join(places, on="line_id", how="left").select(made.columns)
    staging.replace(table, moved, sorted({*made["month"], *moved["month"]}))


def raw_prints(rows: pl.DataFrame, sha256: str) -> dict[str, str]:
    """The fingerprint of bronze rows by month: their content is the delivered bytes, so those are what is hashed.

    Each row counts the hash of its delivery's SHA-256 and its month; both lanes are the same multiple of it.
    """
    counts = rows.group_by("month").len()
    return {month: fingerprint.repeated(f"{sha256} {month}", n) for month, n in counts.iter_rows()}


def _delivery_row(delivery: Delivery, records: int, header: list[str], now: datetime) -> dict[str, Any]:
    return {
        "delivery": delivery.key,
        "feed": delivery.feed.name,
        "name": delivery.file.name,
        "sha256": delivery.file.sha256,
        "size": delivery.file.size,
        "records": records,
        "kind": "file",
        "header": json.dumps(header, ensure_ascii=False),
        "reading": delivery.feed.reading,
        "taken_at": now,
    }


def redigest(staging: Staging) -> None:
    """Digest again what intake wrote, after the published release was made by another version or processor."""
    for table in staging.catalog.tables.values():
        if table.written_by == "intake" and table.name != "raw_sales":
            for month, partition in staging.partitions(table).items():
                digest = fingerprint.digest_of(staging.rows(table, [month]), table.content)
                staging.partitions(table)[month] = Partition(
                    partition.rows, digest, partition.amount, partition.failures
                )
