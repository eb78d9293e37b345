"""Product months: the ledger folded to one row per product, name and month."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.unique import unique
from tillhouse.frame import Frame
from tillhouse.table import Column, table

KEY = ("month", "stock_code", "description", "currency", "event")
c = nw.col
_ONE = nw.lit(1, nw.Int64)


@table(
    key=KEY,
    by="month",
    money="amount",
    owner="products",
    columns={
        "month": Column("text", "Month of the trading day."),
        "stock_code": Column("text", "Stock code of a product."),
        "description": Column("text", "A text the code was sold under; null where there was none."),
        "currency": Column("text", "ISO 4217."),
        "event": Column("text", "What happened."),
        "product_lines": Column("integer", "Loaded lines."),
        "units": Column("total", "Sum of quantity."),
        "gross_amount": Column("total", "Sum of money before discounts."),
        "amount": Column("total", "Sum of amount."),
        "first_sold_at": Column("datetime", "Earliest line."),
        "last_sold_at": Column("datetime", "Latest line."),
    },
    checks=[unique(*KEY, on_fail="stop")],
)
def product_months(ledger: Frame) -> Frame:
    """One row per product, description, currency, event and month.

    Names and totals of products are made from it, so their cost grows with products, not with lines.
    """
    lines = ledger.filter((c("fate") == "loaded") & (c("line_type") == "product")).with_columns(
        c("quantity", "gross_amount", "amount").cast(nw.Decimal(38, 6)), one=_ONE
    )
    return lines.group_by(*KEY).agg(
        c("one").sum().alias("product_lines"),
        c("quantity").sum().alias("units"),
        c("gross_amount").sum(),
        c("amount").sum(),
        c("sold_at").min().alias("first_sold_at"),
        c("sold_at").max().alias("last_sold_at"),
    )
