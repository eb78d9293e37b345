"""The bridge from gross to net."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.not_null import not_null
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame
from tillhouse.table import Column, table

KEY = ("month", "business_date", "country", "currency", "event", "line_type")
c = nw.col
_ONE = nw.lit(1, nw.Int64)
_MONEY = ("gross_amount", "discount", "tax", "amount")


@table(
    key=KEY,
    by="month",
    money="amount",
    owner="finance",
    columns={
        "month": Column("text", "Month of the trading day."),
        "business_date": Column("date", "Trading day."),
        "country": Column("text", "Country by its standard name."),
        "currency": Column("text", "ISO 4217."),
        "event": Column("text", "What happened."),
        "line_type": Column("text", "What it concerns."),
        "lines": Column("integer", "Loaded lines."),
        "quantity": Column("total", "Sum of quantity."),
        "gross_amount": Column("total", "Sum of money before discounts, signed."),
        "discount": Column("total", "Sum of what was taken off the lines, signed."),
        "tax": Column("total", "Sum of tax, where the files say it."),
        "amount": Column("total", "Sum of amount, signed."),
    },
    checks=[
        unique(*KEY, on_fail="stop"),
        not_null("event", on_fail="stop"),
        not_null("line_type", on_fail="stop"),
    ],
)
def sales_bridge(ledger: Frame) -> Frame:
    """One row per trading day, country, currency, event and line type.

    It is the cross-table of event and line type. Gross product sales, less cancellations and returns, and every other
    line add up to the total of all loaded lines.
    """
    lines = ledger.filter(c("fate") == "loaded").with_columns(
        c("quantity", *_MONEY).cast(nw.Decimal(38, 6)), one=_ONE
    )
    return lines.group_by(*KEY).agg(
        c("one").sum().alias("lines"),
        c("quantity").sum(),
        *(c(name).sum() for name in _MONEY),
    )
