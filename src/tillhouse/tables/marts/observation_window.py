"""From which day to which analytics look."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tillhouse.checks.in_range import in_range
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, gathered, rows_like
from tillhouse.metrics import lines
from tillhouse.retail import events
from tillhouse.table import Column, table

if TYPE_CHECKING:
    import polars as pl


@table(
    key=("currency",),
    money="amount",
    owner="finance",
    computed_from={
        "*": "ledger.fate ledger.currency",
        "currency": "ledger.currency",
        "first_day last_day latest_day": "ledger.business_date",
        "last_day": "ledger.issues",
        "lines_until lines_after": "ledger.business_date ledger.issues",
        "amount amount_after": "ledger.business_date ledger.issues ledger.amount",
    },
    scope="all",
    columns={
        "currency": Column("text", "ISO 4217."),
        "first_day": Column("date", "First trading day of the data, the same for all currencies."),
        "last_day": Column("date", "Last trading day that analytics look at: the end of the data."),
        "lines_until": Column("integer", "Loaded lines until then, or without a day."),
        "amount": Column("total", "Their money, signed."),
        "lines_after": Column("integer", "Loaded lines of later days, which analytics leave out."),
        "amount_after": Column("total", "Their money, signed."),
        "latest_day": Column("date", "The latest trading day of any line of the currency."),
    },
    checks=[
        unique("currency", on_fail="stop"),
        in_range(
            "lines_after",
            high=0,
            on_fail="warn",
            advice=f"Their dates lie after their delivery; correct them at the source. {events.SEE_SOLD_AFTER}",
        ),
    ],
)
def observation_window(ledger: Frame) -> Frame:
    """One row per currency: the days that analytics look at, and what lies after them.

    The data end with the last day that has a line delivered after it was sold. A date after its own delivery is a
    mistake, such as 2111 for 2011. As a day of trade it would make every customer lost, after a century without a
    sale. Lines with such dates are in the books and in all tables of runs; analytics by day leave them out. Where all
    dates are like that, it is the clock that is wrong, and all count.
    """
    days = gathered(lines.dated(ledger))
    first, last = lines.window(days)
    return rows_like(ledger, _windows(days.to_native(), first, last).to_dict(), observation_window.types)


def _windows(days: pl.DataFrame, first: date | None, last: date | None) -> pl.DataFrame:
    import polars as pl

    day, end = pl.col("business_date"), pl.lit(last, pl.Date)
    after = (day > end).fill_null(False)
    sums = days.group_by("currency").agg(
        first_day=pl.lit(first, pl.Date),
        last_day=end,
        lines_until=pl.col("lines").filter(~after).sum(),
        amount=pl.col("amount").filter(~after).sum(),
        lines_after=pl.col("lines").filter(after).sum(),
        amount_after=pl.col("amount").filter(after).sum(),
        latest_day=day.max(),
    )
    return sums.sort("currency")
