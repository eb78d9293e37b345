"""One delivery's records, batch by batch, as lines under canonical names.

Most feeds have one line per record, which costs a renaming. Where fields of an order stand only on its first row they
are filled down; where a record has money of its order, that becomes a line of its own, counted once per order. A record
that holds its lines in a list gives a line for each.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tillhouse.retail.nested import exploded
from tillhouse.settings.feed import BACK_QUANTITIES, LINE, ORDER_MONEY, Feed
from tillhouse.settings.fields import OF_ORDER, ORDER_ROW
from tillhouse.shaping.orders import order_key
from tillhouse.shaping.parts import money_parts, reversals
from tillhouse.shaping.shares import shares_back
from tillhouse.shaping.sums import added_up

#: What a batch says of a record besides its fields.
ENDING = ("line", "raw", "problem")
_MISSING = pl.lit(None, pl.String)


class Shaper:
    """Makes lines of one delivery's batches; remembers what the last order said, and which orders were paid for."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._last: dict[str, str | None] = {}
        self._paid: dict[str, set[str]] = {}

    def lines(self, batch: pl.DataFrame) -> pl.DataFrame:
        """The lines of a batch, in order: columns `LINE`, ``extra``, ``part``, ``role``, and those of `ENDING`."""
        feed = self._feed
        if feed.lines:
            batch = exploded(batch, feed.lines, [*feed.columns.values()])
        named = _named(batch, feed)
        if feed.fill_down:
            named = self._filled(named)
        if feed.order_rows:
            named = named.with_columns(role=pl.when(names_no_goods(feed)).then(pl.lit(ORDER_ROW)))
        named = named.with_columns(whole_total="order_total")
        if "order_total" in feed.columns:
            named = self._once(named, "order_total")
        if not feed.has_parts:
            return named.select(*LINE, "extra", "part", "role", *ENDING)
        parts = [named, *(self._part(named, name) for name in ORDER_MONEY if name in feed.columns)]
        own = [part.select(*LINE, "extra", "part", "role", *ENDING) for part in parts]
        shares = shares_back(named, feed).select(*LINE, "extra", "part", "role", *ENDING)
        both = pl.concat([*own, *reversals(own, feed, named), shares])
        place = pl.when(pl.col("part") < 0).then(1_000_000_000 - pl.col("part")).otherwise(pl.col("part"))
        return both.sort("line", place, maintain_order=True)

    def _filled(self, lines: pl.DataFrame) -> pl.DataFrame:
        """Fields of an order that a row leaves out are those of the row of the same order before it."""
        number = pl.col("invoice_no").forward_fill().fill_null(pl.lit(self._last.get("invoice_no")))
        keyed = lines.with_columns(invoice_no=pl.when(pl.col("problem").is_null()).then(number))
        same = pl.col("invoice_no") == pl.lit(self._last.get("invoice_no"), pl.String)
        filled = keyed.with_columns(
            pl.when(pl.col("problem").is_null()).then(
                pl.coalesce(
                    pl.col(name).forward_fill().over("invoice_no"),
                    pl.when(same).then(pl.lit(self._last.get(name), pl.String)),
                )
            )
            for name in OF_ORDER
        )
        whole = filled.filter(pl.col("problem").is_null())
        if len(whole):
            last = whole.row(-1, named=True)
            self._last = {name: last[name] for name in ("invoice_no", *OF_ORDER)}
        return filled

    def _part(self, lines: pl.DataFrame, name: str) -> pl.DataFrame:
        """The lines that stand for one kind of money."""
        found = lines.filter(pl.col(name).is_not_null() & pl.col(name).str.contains("[1-9]"))
        if name not in self._feed.per_line:
            found = self._first(found, name)
        return money_parts(found, name)

    def _first(self, lines: pl.DataFrame, name: str) -> pl.DataFrame:
        """The first row of each order that was not met before in this delivery."""
        if "invoice_no" not in self._feed.columns:
            return lines
        paid = self._paid.setdefault(name, set())
        keyed = lines.with_columns(order=order_key(self._feed))
        key = pl.col("order")
        new = keyed.filter((key.is_first_distinct() & ~key.is_in(list(paid))) | (key == ""))
        paid.update(new["order"])
        return new.drop("order")

    def _once(self, lines: pl.DataFrame, name: str) -> pl.DataFrame:
        """A column of text that stays on the first row of each order only."""
        first = self._first(lines.filter(pl.col(name).is_not_null()), name)["line"]
        return lines.with_columns(
            pl.when(pl.col("line").is_in(first.implode()) & (pl.col("part") == 0))
            .then(pl.col(name))
            .alias(name)
        )


def names_no_goods(feed: Feed) -> pl.Expr:
    """Whether a shaped line says neither what was sold nor at what price."""
    there = [name for name in ("stock_code", "description", "unit_price") if name in feed.columns]
    said = [pl.col(name).fill_null("").str.strip_chars() == "" for name in there]
    return pl.all_horizontal(pl.col("problem").is_null(), *said)


def _named(batch: pl.DataFrame, feed: Feed) -> pl.DataFrame:
    """The batch under canonical names; all columns without one of their own stand in ``extra`` as JSON."""
    batch = _without_words(batch, feed)
    header: Mapping[str, str] = feed.columns
    named = [_said(batch, feed, name).alias(name) for name in (*LINE, *ORDER_MONEY, *BACK_QUANTITIES)]
    # of a sum its columns are kept as they came
    taken = {header[name] for name in LINE if name in header and name not in feed.added.values()}
    beside = [name for name in batch.columns if name not in {*taken, *ENDING, "part"}]
    extra = pl.struct(beside).struct.json_encode() if beside else _MISSING
    part = pl.col("part").cast(pl.Int64) if "part" in batch.columns else pl.lit(0, pl.Int64)
    return (
        batch.lazy()
        .select(*named, extra.alias("extra"), part.alias("part"), _MISSING.alias("role"), *ENDING)
        .collect()
    )


def _without_words(batch: pl.DataFrame, feed: Feed) -> pl.DataFrame:
    """The batch without words that stand for no value."""
    if not feed.nothing:
        return batch
    fields = [name for name in batch.columns if name not in {*ENDING, "part"}]
    said = [
        pl.when(~pl.col(name).str.strip_chars().is_in([*feed.nothing])).then(pl.col(name)) for name in fields
    ]
    return batch.with_columns(said)


def _said(batch: pl.DataFrame, feed: Feed, name: str) -> pl.Expr:
    """What a record says of a meaning: by its column or, where that is blank, by another."""
    if name in feed.added.values() and name in feed.columns:
        return added_up(batch, feed, name)
    own = _column(batch, feed.columns.get(name, ""))
    if name not in feed.otherwise or name not in feed.columns:
        return own
    other = _column(batch, feed.otherwise[name])
    # Dashes and dots stand for nothing.
    blank = ~own.fill_null("").str.contains(r"[\p{L}\p{N}]")
    return pl.when(blank & other.is_not_null()).then(other).otherwise(own)


def _column(batch: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name) if name in batch.columns else _MISSING
