"""The bridge between two readings of net sales: by the day of the return, and by the day of the sale."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.distribution import distribution
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame
from tillhouse.retail.money import added
from tillhouse.table import Column, table

c = nw.col
_NOTHING = nw.lit(0).cast(nw.Decimal(38, 6))
_PARTS = ("by_event_date", "moved_out", "moved_in")


@table(
    key=("month", "currency"),
    money="by_event_date",
    owner="finance",
    columns={
        "month": Column("text", "Month."),
        "currency": Column("text", "ISO 4217."),
        "by_event_date": Column("total", "Net of all lines in the month they happened: the books."),
        "moved_out": Column(
            "total", "Less returns of this month that take back sales of other months; not below 0."
        ),
        "moved_in": Column(
            "total", "Returns of other months that take back sales of this month; not above 0."
        ),
        "by_sale_date": Column("total", "by_event_date + moved_out + moved_in: the cohort view."),
        "difference": Column("total", "by_sale_date less by_event_date; sums to zero over all months."),
        "unmatched": Column("total", "Returns of this month without a sale; they stay in their month."),
    },
    checks=[
        unique("month", "currency", on_fail="stop"),
        distribution("by_event_date", measure="total", within=75),
    ],
)
def returns_bridge(sales_bridge: Frame, fact_returns: Frame) -> Frame:
    """One row per month and currency: what moves when returns are booked where the sale was."""
    key = ("month", "currency")
    booked = sales_bridge.select(*key, *_parts(by_event_date=c("amount")))
    moved = fact_returns.filter(~c("sale_month").is_null() & (c("sale_month") != c("month")))
    money = c("amount").cast(nw.Decimal(38, 6))
    out = moved.select(*key, *_parts(moved_out=-money))
    into = moved.select(c("sale_month").alias("month"), "currency", *_parts(moved_in=money))
    lost = fact_returns.filter(c("sale_month").is_null()).select(*key, *_parts(unmatched=money))
    rows = nw.concat([booked, out, into, lost])
    sums = rows.group_by(*key).agg(*(c(name).sum() for name in (*_PARTS, "unmatched")))
    return sums.with_columns(
        by_sale_date=added(c("by_event_date"), c("moved_out"), c("moved_in")),
        difference=added(c("moved_out"), c("moved_in")),
    )


def _parts(**given: nw.Expr) -> list[nw.Expr]:
    return [given.get(name, _NOTHING).alias(name) for name in (*_PARTS, "unmatched")]
