"""Sales by store and channel."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.unique import unique
from tillhouse.frame import Frame
from tillhouse.retail import events
from tillhouse.table import Column, table

KEY = ("month", "store", "channel", "currency")
c = nw.col
_ONE = nw.lit(1, nw.Int64)
_ZERO = nw.lit(0, nw.Int64)
_NOTHING = nw.lit(0).cast(nw.Decimal(38, 6))
_SUMS = ("lines", "units", "gross_sales", "returns", "discounts", "other_income", "tax", "net_sales")
_SAYS = ("has_orders", "has_units", "has_tax", "is_named")


@table(
    key=KEY,
    by="month",
    money="net_sales",
    owner="finance",
    columns={
        "month": Column("text", "Month of the trading day."),
        "store": Column("text", "Store or register; null of lines that name none."),
        "channel": Column("text", "Channel or marketplace; null of lines that name none."),
        "currency": Column("text", "ISO 4217."),
        "orders": Column("integer", "Orders with a sale line; null where no line is of an order."),
        "lines": Column("integer", "Loaded lines."),
        "units": Column("total", "Product units, net of what came back; null where no line says how many."),
        "gross_sales": Column("total", "Products sold, before discounts."),
        "returns": Column("total", "Products cancelled, returned or adjusted, by the day it happened."),
        "discounts": Column("total", "Lines that are discounts, and what was taken off products sold."),
        "other_income": Column("total", "All else: postage, tips, fees, …"),
        "tax": Column("total", "Tax, within amounts or on top; null where no line says it."),
        "net_sales": Column("total", "Gross sales + returns + discounts + other income: all loaded lines."),
    },
    checks=[unique(*KEY, on_fail="stop")],
)
def store_sales(ledger: Frame) -> Frame:
    """One row per month, store, channel and currency, of months in which a line names a store or a channel."""
    goods, sells = events.is_goods(), c("event").is_in(["sale", "free"])
    amount, whole = c("amount").cast(nw.Decimal(38, 6)), c("gross_amount").cast(nw.Decimal(38, 6))
    off = -c("discount").cast(nw.Decimal(38, 6))
    is_discount = c("line_type") == "discount"
    discounts = nw.when(goods & sells).then(off).otherwise(_if(is_discount, amount))
    lines = ledger.filter(c("fate") == "loaded").select(
        *KEY,
        order=events.order(),
        sold=_says(c("event") == "sale"),
        has_orders=_says(events.has_order()),
        has_units=_says(goods & ~c("quantity").is_null()),
        has_tax=_says(~c("tax").is_null()),
        is_named=_says(~c("store").is_null() | ~c("channel").is_null()),
        lines=_ONE,
        units=_if(goods, c("quantity").cast(nw.Decimal(38, 6))),
        gross_sales=_if(goods & sells, whole),
        returns=_if(goods & ~sells, amount),
        discounts=discounts,
        other_income=_if(~goods & ~is_discount, amount),
        tax=c("tax").cast(nw.Decimal(38, 6)),
        net_sales=amount,
    )
    orders = lines.group_by(*KEY, "order").agg(
        *(c(name).max() for name in ("sold", *_SAYS)), *(c(name).sum() for name in _SUMS)
    )
    found = orders.group_by(*KEY).agg(
        c("sold").sum().alias("orders"),
        *(c(name).max() for name in _SAYS),
        *(c(name).sum() for name in _SUMS),
    )
    named = found.filter(c("is_named") == 1).select("month", "currency").unique()
    return found.join(named, on=["month", "currency"], how="inner").with_columns(
        orders=nw.when(c("has_orders") == 1).then(c("orders")),
        units=nw.when(c("has_units") == 1).then(c("units")),
        tax=nw.when(c("has_tax") == 1).then(c("tax")),
    )


def _says(holds: nw.Expr) -> nw.Expr:
    return nw.when(holds).then(_ONE).otherwise(_ZERO)


def _if(which: nw.Expr, value: nw.Expr) -> nw.Expr:
    return nw.when(which).then(value).otherwise(_NOTHING)
