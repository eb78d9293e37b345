"""Sales by day."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.unique import unique
from tillhouse.frame import Frame
from tillhouse.retail import events
from tillhouse.retail.money import less
from tillhouse.table import Column, table

c = nw.col
_ONE = nw.lit(1, nw.Int64)
_ZERO = nw.lit(0, nw.Int64)
_NOTHING = nw.lit(0).cast(nw.Decimal(38, 6))


@table(
    key=("business_date", "currency"),
    by="month",
    money="net_sales",
    owner="finance",
    columns={
        "month": Column("text", "Month of the trading day."),
        "business_date": Column("date", "Trading day."),
        "currency": Column("text", "ISO 4217."),
        "orders": Column(
            "integer", "Orders with a sale line that day; null where no line of the month is of an order."
        ),
        "buyers": Column(
            "integer",
            "Identified customers with a sale line that day; null where no line of the month has one.",
        ),
        "lines": Column("integer", "Loaded lines."),
        "units": Column(
            "total", "Product units, net of what came back; null where no line of the month says how many."
        ),
        "gross_sales": Column("total", "Products sold, before discounts."),
        "reversals": Column("total", "Products cancelled, returned or adjusted, by the day it happened."),
        "other_income": Column(
            "total", "All else: postage, fees, bad debt, …, and discounts, those on lines too."
        ),
        "net_sales": Column(
            "total", "Gross sales + reversals + other income: the total of all loaded lines."
        ),
    },
    checks=[unique("business_date", "currency", on_fail="stop")],
)
def daily_sales(sales_bridge: Frame, receipts: Frame, ledger: Frame) -> Frame:
    """One row per trading day and currency.

    Without numbers of orders each line stands alone. To count lines as orders would be wrong, so there is no figure.
    So it is with buyers where no line names a customer, and with units.
    """
    key = ("month", "business_date", "currency")
    product = events.is_goods()
    money = sales_bridge.with_columns(
        units=_if(product, "quantity"),
        gross_sales=_if(product & c("event").is_in(["sale", "free"]), "gross_amount"),
        reversals=_if(product & ~c("event").is_in(["sale", "free"]), "amount"),
        other_income=less(
            _if(~product, "amount"), _if(product & c("event").is_in(["sale", "free"]), "discount")
        ),
    )
    sums = money.group_by(*key).agg(
        c("lines").sum(),
        c("units").sum(),
        c("gross_sales").sum(),
        c("reversals").sum(),
        c("other_income").sum(),
        c("amount").sum().alias("net_sales"),
    )
    sold = receipts.filter(c("sale_lines") > 0).with_columns(order=events.order())
    orders = sold.group_by(*key).agg(c("order").n_unique().alias("orders"))
    named = sold.filter(~c("customer_id").is_null())
    buyers = named.group_by(*key).agg(c("customer_id").n_unique().alias("buyers"))
    met = sums.join(orders, on=list(key), how="left").join(buyers, on=list(key), how="left")
    known = met.join(_known(ledger), on=["month", "currency"], how="left")
    return known.with_columns(
        nw.when(c("has_orders") == 1).then(c("orders").fill_null(0)),
        nw.when(c("has_customers") == 1).then(c("buyers").fill_null(0)),
        nw.when(c("has_units") == 1).then(c("units")),
    )


def _known(ledger: Frame) -> Frame:
    """By month and currency, whether a loaded line is of an order that is told, names a customer, and says how many."""
    said = ledger.filter(c("fate") == "loaded").select(
        "month",
        "currency",
        has_orders=nw.when(events.has_order()).then(_ONE).otherwise(_ZERO),
        has_customers=nw.when(~c("customer_id").is_null()).then(_ONE).otherwise(_ZERO),
        has_units=nw.when(events.is_goods() & ~c("quantity").is_null()).then(_ONE).otherwise(_ZERO),
    )
    names = ("has_orders", "has_customers", "has_units")
    return said.group_by("month", "currency").agg(*(c(name).max() for name in names))


def _if(which: nw.Expr, column: str) -> nw.Expr:
    return nw.when(which).then(c(column)).otherwise(_NOTHING)
