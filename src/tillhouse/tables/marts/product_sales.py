"""Sales by product."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.refers_to import refers_to
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame
from tillhouse.retail.money import less
from tillhouse.table import Column, table

c = nw.col
_NOTHING = nw.lit(0).cast(nw.Decimal(38, 6))


@table(
    key=("product_key", "currency"),
    money="net_product_sales",
    owner="products",
    columns={
        "product_key": Column("integer", "Product."),
        "stock_code": Column("text", "Stock code."),
        "name": Column("text", "Product name."),
        "currency": Column("text", "ISO 4217."),
        "product_lines": Column("integer", "Loaded lines of any event."),
        "units_sold": Column("total", "Units sold."),
        "units_reversed": Column("total", "Units cancelled, returned or adjusted."),
        "units_written_off": Column("total", "Units removed from stock at no price, not above zero."),
        "units_free": Column("total", "Units given away."),
        "gross_sales": Column("total", "Money of the units sold, before discounts."),
        "line_discounts": Column("total", "Taken off the units sold, not above 0."),
        "reversals": Column("total", "Money of cancellations, returns and adjustments."),
        "net_product_sales": Column("total", "Gross sales + line discounts + reversals."),
        "first_sold_at": Column("datetime", "Earliest line."),
        "last_sold_at": Column("datetime", "Latest line."),
    },
    checks=[
        unique("product_key", "currency", on_fail="stop"),
        refers_to("product_key", "dim_product.product_key", on_fail="stop"),
    ],
)
def product_sales(product_months: Frame, dim_product: Frame) -> Frame:
    """One row per product and currency, over all time."""
    back = c("event").is_in(["cancellation", "return", "adjustment"])
    lines = product_months.with_columns(
        units_sold=_units(c("event") == "sale"),
        units_reversed=_units(back),
        units_written_off=_units(c("event") == "write_off"),
        units_free=_units(c("event") == "free"),
        gross_sales=nw.when(~back).then(c("gross_amount")).otherwise(_NOTHING),
        line_discounts=nw.when(~back).then(less(c("amount"), c("gross_amount"))).otherwise(_NOTHING),
        reversals=nw.when(back).then(c("amount")).otherwise(_NOTHING),
    )
    counts = (
        "product_lines",
        "units_sold",
        "units_reversed",
        "units_written_off",
        "units_free",
        "gross_sales",
        "line_discounts",
        "reversals",
    )
    sums = lines.group_by("stock_code", "currency").agg(
        *(c(name).sum() for name in counts),
        c("amount").sum().alias("net_product_sales"),
        c("first_sold_at").min(),
        c("last_sold_at").max(),
    )
    return sums.join(dim_product.select("stock_code", "product_key", "name"), on="stock_code", how="left")


def _units(which: nw.Expr) -> nw.Expr:
    return nw.when(which).then(c("units")).otherwise(_NOTHING)
