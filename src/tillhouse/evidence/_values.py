"""The lines of a batch as numbers to be compared: quick, and exact enough for that. No float reaches the books."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import narwhals as nw
import polars as pl

from tillhouse import reading
from tillhouse.settings.feed import LINE, REVERSED, Feed
from tillhouse.settings.fields import NUMBERS, ORDER_ROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Columns that hold the money of a line; the first that is there counts.
WHOLE = ("amount", "gross_amount", "amount_with_tax", "order_total")
#: How far two amounts may be apart that were rounded to the penny, once per unit.
PENNY = 0.006
c = pl.col


def valued(lines: pl.DataFrame, feed: Feed, wanted: Iterable[str]) -> pl.DataFrame:
    """The goods among shaped lines: wanted texts as they are, wanted numbers as floats.

    A line that could not be split is left out; what is no number is null.
    """
    names = sorted({*wanted} & {*LINE})
    goods = lines.filter(is_goods()).select(*names)
    numbers = [name for name in names if name in NUMBERS]
    plain = goods.with_columns(c(name).cast(pl.Float64, strict=False) for name in numbers)
    odd = [name for name in numbers if plain[name].null_count() > goods[name].null_count()]
    if feed.decimal != "." or feed.thousands or odd:
        frame = nw.from_native(goods.select(*numbers).lazy())
        exact = nw.to_native(reading.with_numbers(frame, {name: name for name in numbers}, feed))
        plain = plain.with_columns(exact.collect().cast(pl.Float64))
    plain = _with_discount(plain, goods, feed) if "discount" in numbers else plain
    return _with_tax(plain, goods, feed) if "tax" in numbers else plain


def is_goods() -> pl.Expr:
    """Whether a shaped line is goods of a record, and not what takes such a line back."""
    return c("problem").is_null() & c("role").is_null() & (c("part") > REVERSED)


def is_record() -> pl.Expr:
    """Whether a shaped line is goods of a record, or the row of an order."""
    return is_goods() | (c("problem").is_null() & (c("role") == ORDER_ROW) & (c("part") == 0)).fill_null(
        False
    )


def _with_discount(plain: pl.DataFrame, texts: pl.DataFrame, feed: Feed) -> pl.DataFrame:
    """The lines with discounts that are rates, or of one unit, as the money that they take off the line."""
    rates = _rates(texts, "discount", feed)
    if not {"quantity", "unit_price"} <= {*plain.columns} or (
        feed.discount_as == "line" and rates.null_count() == len(rates)
    ):
        return plain
    each = {
        "percent": c("discount") / 100,
        "fraction": c("discount"),
        "unit": c("discount") / c("unit_price").abs(),
    }
    share = rates / 100
    whole = (c("quantity") * c("unit_price")).abs()
    taken = each[feed.discount_as] * whole if feed.discount_as in each else c("discount")
    return plain.with_columns(
        discount=pl.when(share.is_not_null()).then(pl.lit(share) * whole).otherwise(taken)
    )


def _with_tax(plain: pl.DataFrame, texts: pl.DataFrame, feed: Feed) -> pl.DataFrame:
    """The lines with taxes that are rates as the money that comes on top of the line."""
    rates = _rates(texts, "tax", feed)
    if not {"quantity", "unit_price"} <= {*plain.columns} or (
        feed.tax_as == "amount" and rates.null_count() == len(rates)
    ):
        return plain
    off = c("discount").abs().fill_null(0) if "discount" in plain.columns else pl.lit(0.0)
    whole = c("quantity") * c("unit_price")
    left = whole - off * whole.sign()
    each = {
        "percent": c("tax") / 100 * left,
        "fraction": c("tax") * left,
        "unit": c("tax").abs() * c("quantity").abs() * whole.sign(),
    }
    share = pl.lit(rates) / 100
    return plain.with_columns(
        tax=pl.when(share.is_not_null()).then(share * left).otherwise(each.get(feed.tax_as, c("tax")))
    )


def _rates(texts: pl.DataFrame, name: str, feed: Feed) -> pl.Series:
    """The numbers of values with a percent sign; null for others."""
    marked = nw.from_native(texts.lazy()).select(rate=reading.percent(nw.col(name)))
    read = nw.to_native(reading.with_numbers(marked, {"rate": "rate"}, feed)).collect()
    found: pl.Series = read["rate"].cast(pl.Float64)
    return found


def money(amount: float | None) -> Decimal:
    """A sum of amounts as people are told it, to the penny."""
    return Decimal(str(round(amount or 0.0, 2)))


def close(one: pl.Expr, other: pl.Expr, units: pl.Expr) -> pl.Expr:
    """Whether two amounts are equal but for rounding."""
    return (one - other).abs() <= PENNY * pl.max_horizontal(units.abs(), pl.lit(1.0))


def means_otherwise(feed: Feed, meaning: str, other: str) -> dict[str, str]:
    """The columns of a feed where the column of one meaning has another."""
    return {(other if name == meaning else name): header for name, header in feed.columns.items()}


def line_money(lines: pl.DataFrame, whole: Sequence[str] = WHOLE) -> pl.Expr:
    """The money of a line, as far as its columns say it. whole: those that hold it whole."""
    there = [name for name in whole if name in lines.columns]
    if "unit_price" not in lines.columns or there[:1] == ["amount"]:
        return c(there[0]) if there else pl.lit(0.0)
    return c("unit_price") * c("quantity") if "quantity" in lines.columns else c("unit_price")
