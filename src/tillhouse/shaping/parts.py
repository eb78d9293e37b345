"""Lines that a record gives besides its goods: money of its order, and lines that take others back."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tillhouse.settings.feed import ORDER_MONEY, REVERSED, REVERSED_GOODS, Feed

_TEXTS = (
    "stock_code",
    "description",
    "category",
    "quantity",
    "unit",
    "unit_price",
    "gross_amount",
    "discount",
    "tax",
    "amount",
    "amount_with_tax",
    "order_total",
    "extra",
)


def part_number(name: str) -> int:
    """The part of a record that stands for a kind of money: -1, -2, …"""
    return -1 - list(ORDER_MONEY).index(name)


def money_parts(lines: pl.DataFrame, name: str) -> pl.DataFrame:
    """A line for the money in column ``name`` of each of these lines."""
    said = {text: pl.lit(None, pl.String) for text in _TEXTS}
    said["tax" if name == "order_tax" else "amount"] = pl.col(name)
    if name == "refund":
        # Where all of the order is paid back, its tax is too.
        said |= {"order_total": pl.col("whole_total"), "tax": pl.col("order_tax")}
    role, part = pl.lit(ORDER_MONEY[name]), pl.lit(part_number(name), pl.Int64)
    return lines.filter(pl.col("problem").is_null()).with_columns(**said, role=role, part=part)


def reversals(parts: Sequence[pl.DataFrame], feed: Feed, named: pl.DataFrame) -> list[pl.DataFrame]:
    """Lines that take back those of orders whose status says `refunded`, where no column says how much.

    named: all records. A column that writes a nought for the whole order does not say it.
    """
    back = is_taken_back(feed)
    if "refund" in feed.columns:
        some = named.filter(pl.col("refund").str.contains("[1-9]"))["invoice_no"]
        unsaid = pl.col("refund").str.contains("^[^1-9]*0[^1-9]*$") & ~pl.col("invoice_no").is_in(
            some.implode()
        )
        back &= pl.col("line").is_in(named.filter(unsaid)["line"].implode())
    part = (
        pl.when(pl.col("part") < 0).then(REVERSED + pl.col("part")).otherwise(REVERSED_GOODS - pl.col("part"))
    )
    return [lines.filter(back).with_columns(part=part, extra=pl.lit(None, pl.String)) for lines in parts]


def is_taken_back(feed: Feed) -> pl.Expr:
    """Whether the status of a line, or its type, says `refunded`."""
    back = pl.lit(False)
    for name, words in (("status", feed.statuses), ("kind", feed.kinds)):
        values = [value for value, word in words.items() if word == "refunded"]
        said = pl.col(name).str.strip_chars().str.replace_all(r"\s+", " ").str.to_lowercase().fill_null("")
        back = back | said.is_in(values)
    return back
