"""Money of findings by currency: sums of two currencies stand side by side, and are never added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from tillhouse.retail import sums
from tillhouse.retail.currency_signs import standard_currency

if TYPE_CHECKING:
    from tillhouse.settings.feed import Feed

#: Money by the code of its currency; the empty code where a line names none.
Sums = Mapping[str, Decimal]


def named(lines: pl.DataFrame) -> pl.Expr:
    """The currency of each line, as it names it; empty where it names none."""
    if "currency" not in lines.columns:
        return pl.lit("")
    return pl.col("currency").cast(pl.String).str.strip_chars().fill_null("")


def code(text: str | None, feed: Feed | None = None) -> str:
    """The code of a currency as a line names it, else that of the feed."""
    return standard_currency(text) if text else feed.currency if feed else ""


def whole(amounts: Sums) -> Decimal:
    """All of it as one number, to compare readings by; it is not shown where there are several currencies."""
    return sum(amounts.values(), Decimal(0))


def told(amounts: Sums, beside: Iterable[Sums] = ()) -> str:
    """As people read it, with currencies where it, or what stands beside it, has several."""
    if sums.several((amounts, *beside)):
        return sums.said(amounts)
    return sums.said({"": whole(amounts)})


def apart(amounts: Sums) -> Sums:
    """The sums where there are several currencies, else none: one amount says it then."""
    return amounts if sums.several([amounts]) else {}
