"""The lines of a batch as numbers to be compared: quick, and exact enough for that; money is added up exactly."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import narwhals as nw
import polars as pl

from tillhouse import reading
from tillhouse.settings.feed import LINE, Feed

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Columns of numbers, where the feed has them.
NUMBERS = ("quantity", "unit_price", "gross_amount", "discount", "tax", "amount", "order_total")
#: How far two amounts may be apart that were rounded to the penny, once per unit.
PENNY = 0.006
c = pl.col


def valued(lines: pl.DataFrame, feed: Feed, wanted: Iterable[str]) -> pl.DataFrame:
    """The goods among shaped lines: wanted texts as they are, wanted numbers as floats, ``day`` as text.

    Missing columns are null. A line that could not be split is left out.
    """
    names = sorted({*wanted} & {*LINE})
    goods = lines.lazy().filter(c("problem").is_null() & c("role").is_null()).select(*names)
    frame = nw.from_native(goods)
    exact = {n: reading.decimal(nw.col(n), feed) for n in names if n in NUMBERS}
    found: pl.DataFrame = nw.to_native(frame.with_columns(**exact)).collect()
    texts = [c(n).str.strip_chars() for n in names if n not in NUMBERS]
    return found.with_columns(*texts, *(c(n).cast(pl.Float64).alias(f"{n}_") for n in exact))


def close(one: pl.Expr, other: pl.Expr, units: pl.Expr) -> pl.Expr:
    """Whether two amounts are equal but for rounding."""
    return (one - other).abs() <= PENNY * pl.max_horizontal(units.abs(), pl.lit(1.0))


def exact_sum(amounts: pl.Series) -> Decimal:
    """The sum of decimals; 0 where there are none."""
    return Decimal(amounts.cast(pl.Decimal(38, 6)).sum() or 0)
