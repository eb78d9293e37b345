"""What makes lines of text one order, before dates are read: the feed's own declaration, on text."""

from __future__ import annotations

import polars as pl

from tillhouse.settings.feed import Feed

#: The time of the day behind a date.
_CLOCK = r"[T\s]+\d{1,2}[:.]\d{2}.*$"
c = pl.col


def day(moment: pl.Expr) -> pl.Expr:
    """The date of a line as it is written, without its time."""
    return moment.str.strip_chars().str.replace(_CLOCK, "")


def order_key(feed: Feed) -> pl.Expr:
    """The number of an order with its store and its day, where they belong to it; empty without a number."""
    number = c("invoice_no").fill_null("")
    parts = [c("store").fill_null("")] if "store" in feed.order else []
    parts += [day(c("sold_at")).fill_null("")] if "day" in feed.order else []
    if not parts or feed.order == "day":
        return number
    return pl.when(number != "").then(pl.concat_str(number, *parts, separator="\x1f")).otherwise(number)
