"""Which lines a delivery overrules: by a policy of its feed, by its bytes, or by a decision about a delivery.

A feed can say that a later delivery corrects earlier ones: `newest` for each order, `replace` for a file of the same
name, `period` for the days it covers. Later is what arrived later, never what is named or hashed later. All months
are looked at together, because a corrected order may stand in another month. What is found follows from the deliveries
and decisions alone: where one is taken out of the books, what it overruled counts again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tillhouse.frame import Frame, gathered
from tillhouse.pipeline.arrivals import Arrivals, arrivals
from tillhouse.pipeline.staging import Staging
from tillhouse.settings.feed import Feed
from tillhouse.tables.silver.ledger import trusted, values

if TYPE_CHECKING:
    import polars as pl

#: Policies that look at all months, and at the order in which deliveries arrived.
POLICIES = ("newest", "replace", "period", "key")
#: What `newest` goes by where the feed names no columns.
ORDER = ("order_id",)
_PLACED = ("line_id", "month", "delivery_counted", "position")
#: A line that is found: line_id, month, why, and the delivery that counts in its place.
Found = tuple[int, str, str, int | None]
c = nw.col


def renew(staging: Staging, feeds: Mapping[str, Feed]) -> None:
    """Find the overruled lines of all feeds again, where something of a staging can have changed them."""
    catalog = staging.catalog
    table, repairs = catalog["overruled_lines"], staging.rows(catalog["repairs"])
    retractions, known = staging.rows(catalog["retractions"]), staging.partitions(table)
    concerned = [feed for feed in feeds.values() if feed.duplicates in POLICIES]
    completed = "completed" in repairs["action"]
    if not staging.changed or not (concerned or known or completed or retractions.height):
        return
    deliveries, raw = staging.rows(catalog["deliveries"]), staging.frame(catalog["raw_sales"])
    found: dict[tuple[int, str], tuple[str, str, int | None]] = {}
    for feed in feeds.values():
        order = arrivals(feed.name, deliveries, retractions)
        for line_id, month, why, by in overruled(raw.filter(c("feed") == feed.name), feed, order, repairs):
            found.setdefault((line_id, month), ("duplicate" if why == "key" else "superseded", why, by))
    rows = _rows(found, table.types)
    staging.replace(table, rows, sorted({*known, *rows["month"]}))


def overruled(raw: Frame, feed: Feed, order: Arrivals, repairs: pl.DataFrame) -> Iterator[Found]:
    """The overruled lines of a feed, those of stronger reasons first; a line may come more than once.

    raw: its records. repairs: the decisions about records.
    """
    if order.out:
        for line_id, month, delivery in _lines(raw, feed, order.out).select(*_PLACED[:3]).iter_rows():
            by = order.out[delivery]
            yield line_id, month, "retracted" if by is None else "replaced", by
    yield from _completed(order, repairs)
    if feed.duplicates in POLICIES:
        policy = {"newest": _newest, "replace": _replace, "period": _period, "key": _key}[feed.duplicates]
        for line_id, month, by in policy(raw, feed, order, repairs):
            yield line_id, month, feed.duplicates, by


def _completed(order: Arrivals, repairs: pl.DataFrame) -> Iterator[Found]:
    """Lines that a file stopped inside and that a later file in the books has whole."""
    made = repairs.select("line_id", "month", "action", "delivery").iter_rows()
    for line_id, month, action, whole in made:
        if action == "completed" and (whole is None or whole in order.standing):
            yield line_id, month, "completed", whole


def _lines(raw: Frame, feed: Feed, deliveries: Collection[int], *columns: str | nw.Expr) -> pl.DataFrame:
    """The records of some deliveries, corrected ones with the delivery they were part of, in memory."""
    of_these = values(raw, feed).filter(c("delivery_counted").is_in(sorted(deliveries)))
    rows: pl.DataFrame = gathered(of_these.select(*_PLACED, *columns)).to_native()
    return rows.unique(["line_id", "month"], keep="first", maintain_order=True)


def _newest(raw: Frame, feed: Feed, order: Arrivals, repairs: pl.DataFrame) -> Iterator[tuple[int, str, int]]:
    """Lines of an order that a later delivery has too. An order with a line that waits is delivered all the same."""
    import polars as pl

    key = _joined(feed.duplicate_key or ORDER)
    told = values(raw, feed).with_columns(key=key).filter(~c("key").is_null())
    told = _without(told, _corrected(repairs))
    pairs: pl.DataFrame = gathered(told.select("delivery_counted", "key").unique()).to_native()
    placed = _placed(pairs, order)
    last = placed.sort("place").group_by("key").agg(pl.col("delivery_counted").last().alias("by"))
    old = placed.join(last, on="key").filter(pl.col("by") != pl.col("delivery_counted"))
    if not old.is_empty():
        lines = _lines(raw, feed, set(old["delivery_counted"]), key.alias("key"))
        same = lines.join(old, on=["delivery_counted", "key"])
        yield from same.select("line_id", "month", "by").iter_rows()


def _replace(raw: Frame, feed: Feed, order: Arrivals, _: pl.DataFrame) -> Iterator[tuple[int, str, int]]:
    """Lines of a file that arrived again under its name."""
    last = {order.names[key]: key for key, _ in sorted(order.standing.items(), key=lambda item: item[1])}
    old = {key: last[order.names[key]] for key in order.standing if last[order.names[key]] != key}
    if old:
        for line_id, month, delivery in _lines(raw, feed, old).select(*_PLACED[:3]).iter_rows():
            yield line_id, month, old[delivery]


def _period(raw: Frame, feed: Feed, order: Arrivals, repairs: pl.DataFrame) -> Iterator[tuple[int, str, int]]:
    """Lines of days that a later delivery covers; lines without a day go with a delivery that is covered whole."""
    dated = _without(values(raw, feed), _corrected(repairs))
    pairs = gathered(dated.select("delivery_counted", "business_date").unique()).rows()
    days = sorted({day for _, day in pairs if day is not None})
    spans = _spans(pairs, order)
    last: dict[date, int] = {}
    for key, (first, end) in spans.items():
        last |= dict.fromkeys(days[bisect_left(days, first) : bisect_right(days, end)], key)
    old = {(key, day): by for key, day in pairs if (by := _covered(key, day, last, spans)) is not None}
    if old:
        lines = _lines(raw, feed, {key for key, _ in old}, "business_date")
        for line_id, month, key, _, day in lines.iter_rows():
            if (key, day) in old:
                yield line_id, month, old[key, day]


def _spans(pairs: list[Any], order: Arrivals) -> dict[int, tuple[date, date]]:
    """The first and the last day of each delivery in the books, in their order of arrival."""
    found: dict[int, list[date]] = {}
    for key, day in pairs:
        if day is not None and key in order.standing:
            found.setdefault(key, []).append(day)
    ordered = sorted(found, key=lambda key: order.place[key])
    return {key: (min(found[key]), max(found[key])) for key in ordered}


def _covered(
    key: int, day: date | None, last: Mapping[date, int], spans: Mapping[int, tuple[date, date]]
) -> int | None:
    """The last delivery that covers a day of an earlier one, or without a day all of it."""
    if key not in spans:
        return None
    if day is not None:
        return None if last[day] == key else last[day]
    first, end = spans[key]
    later = list(spans)[list(spans).index(key) + 1 :]
    return next((one for one in reversed(later) if spans[one][0] <= first and end <= spans[one][1]), None)


def _key(raw: Frame, feed: Feed, order: Arrivals, repairs: pl.DataFrame) -> Iterator[tuple[int, str, int]]:
    """Lines whose key another line has that arrived before: in an earlier delivery, or further up in the file."""
    import polars as pl

    key = _joined(feed.duplicate_key or ("invoice_no", "stock_code"))
    sure = _without(trusted(raw, feed).filter(c("reasons").is_null()), [*repairs["line_id"]])
    alike = sure.with_columns(key=key).with_columns(alike=nw.len().over("key")).filter(c("alike") > 1)
    rows: pl.DataFrame = gathered(alike.select(*_PLACED, "key")).to_native()
    placed = _placed(rows, order).sort("place", "position")
    ranked = placed.with_columns(
        at=pl.int_range(pl.len()).over("key"), by=pl.col("delivery_counted").first().over("key")
    )
    yield from ranked.filter(pl.col("at") > 0).select("line_id", "month", "by").iter_rows()


def _corrected(repairs: pl.DataFrame) -> list[int]:
    """Records that others stand for: they say nothing of orders and days themselves."""
    import polars as pl

    return [*repairs.filter(pl.col("action").is_in(["replaced", "completed"]))["line_id"]]


def _without(lines: Frame, line_ids: Collection[int]) -> Frame:
    return lines.filter(~c("line_id").is_in(list(line_ids))) if line_ids else lines


def _joined(names: Collection[str]) -> nw.Expr:
    """Columns as one text; null where all of them are."""
    text = [c(name).cast(nw.String) for name in names]
    known = nw.any_horizontal(*(~one.is_null() for one in text), ignore_nulls=True)
    both = nw.concat_str(*(one.fill_null("") for one in text), separator="\x1f")
    return nw.when(known).then(both)


def _placed(rows: pl.DataFrame, order: Arrivals) -> pl.DataFrame:
    """The rows of deliveries in the books, with the number of each in the order of arrival."""
    import polars as pl

    standing = order.standing
    places = pl.DataFrame(
        {"delivery_counted": [*standing], "place": [*standing.values()]},
        schema={"delivery_counted": pl.Int64, "place": pl.Int64},
    )
    return rows.join(places, on="delivery_counted")


def _rows(
    found: Mapping[tuple[int, str], tuple[str, str, int | None]], types: Mapping[str, str]
) -> pl.DataFrame:
    import polars as pl

    from tillhouse.column_types import dtypes

    rows = [(*place, *found[place]) for place in sorted(found)]
    return pl.DataFrame(rows, schema=dtypes(types), orient="row")
