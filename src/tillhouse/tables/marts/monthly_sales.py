"""Sales by month."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.unique import unique
from tillhouse.frame import Frame
from tillhouse.retail import events
from tillhouse.table import Column, table

c = nw.col


@table(
    key=("month", "currency"),
    by="month",
    money="net_sales",
    owner="finance",
    columns={
        "month": Column("text", "Month of the trading day."),
        "currency": Column("text", "ISO 4217."),
        "trading_days": Column("integer", "Days with at least one loaded line."),
        "orders": Column(
            "integer", "Orders with a sale line in the month; null where no line is of an order."
        ),
        "buyers": Column(
            "integer", "Identified customers with a sale line in the month; null where no line has one."
        ),
        "lines": Column("integer", "Loaded lines."),
        "units": Column("total", "Product units, net of what came back; null where no line says how many."),
        "gross_sales": Column("total", "Products sold."),
        "reversals": Column("total", "Products cancelled, returned or adjusted, by the day it happened."),
        "other_income": Column("total", "All else, and discounts, those on lines too."),
        "net_sales": Column(
            "total", "Gross sales + reversals + other income: the total of all loaded lines."
        ),
    },
    checks=[unique("month", "currency", on_fail="stop")],
)
def monthly_sales(daily_sales: Frame, receipts: Frame) -> Frame:
    """One row per month and currency. Orders and buyers are counted once in the month, not once a day."""
    key = ("month", "currency")
    sums = daily_sales.group_by(*key).agg(
        c("business_date").n_unique().alias("trading_days"),
        c("orders").max().alias("most_orders"),
        c("buyers").max().alias("most_buyers"),
        c("units").max().alias("most_units"),
        *(
            c(name).sum()
            for name in ("lines", "units", "gross_sales", "reversals", "other_income", "net_sales")
        ),
    )
    sold = receipts.filter(c("sale_lines") > 0).with_columns(order=events.order())
    orders = sold.group_by(*key).agg(c("order").n_unique().alias("orders"))
    known = sold.filter(~c("customer_id").is_null())
    buyers = known.group_by(*key).agg(c("customer_id").n_unique().alias("buyers"))
    met = sums.join(orders, on=list(key), how="left").join(buyers, on=list(key), how="left")
    return met.with_columns(
        nw.when(~c("most_orders").is_null()).then(c("orders").fill_null(0)),
        nw.when(~c("most_buyers").is_null()).then(c("buyers").fill_null(0)),
        nw.when(~c("most_units").is_null()).then(c("units")),
    )
