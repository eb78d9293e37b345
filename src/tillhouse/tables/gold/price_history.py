"""Prices: what was charged for a product, and when."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.in_range import in_range
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, with_key
from tillhouse.retail import events
from tillhouse.table import Column, table

KEY = ("month", "stock_code", "currency", "unit_price")
c = nw.col
_ONE = nw.lit(1, nw.Int64)


@table(
    key=("month", "product_key", "currency", "unit_price"),
    by="month",
    money="amount",
    owner="products",
    columns={
        "month": Column("text", "Month of the trading day."),
        "product_key": Column("integer", "Product."),
        "stock_code": Column("text", "Stock code."),
        "currency": Column("text", "ISO 4217."),
        "unit_price": Column("price", "Price charged for one unit."),
        "lines_sold": Column("integer", "Sale lines at this price."),
        "units_sold": Column("total", "Units sold at this price."),
        "amount": Column("total", "Money taken at this price."),
        "first_sold_at": Column("datetime", "Earliest sale at this price in the month."),
        "last_sold_at": Column("datetime", "Latest sale at this price in the month."),
    },
    checks=[
        unique("month", "product_key", "currency", "unit_price", on_fail="stop"),
        in_range("units_sold", low=0, on_fail="warn"),
    ],
)
def price_history(ledger: Frame) -> Frame:
    """One row per product, currency, unit price and month in which a product was sold at that price.

    Only sales: a refund at an old price does not bring the price back. Units sum to the units sold.
    """
    lines = ledger.filter(events.is_product_sale()).with_columns(
        c("quantity", "amount").cast(nw.Decimal(38, 6)), one=_ONE
    )
    prices = lines.group_by(*KEY).agg(
        c("one").sum().alias("lines_sold"),
        c("quantity").sum().alias("units_sold"),
        c("amount").sum(),
        c("sold_at").min().alias("first_sold_at"),
        c("sold_at").max().alias("last_sold_at"),
    )
    return with_key(prices, "product_key", "stock_code")
