"""Receipts: the ledger folded to one row per till receipt."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.not_null import not_null
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame
from tillhouse.retail import events
from tillhouse.table import Column, table

KEY = ("month", "feed", "order_id", "sold_at", "customer_id", "country", "currency")
c = nw.col
_ONE = nw.lit(1, nw.Int64)
_ZERO = nw.lit(0, nw.Int64)


@table(
    key=KEY,
    by="month",
    money="amount",
    owner="sales",
    columns={
        "month": Column("text", "Month of the trading day."),
        "feed": Column("text", "The feed; two shops may use the same number.", provenance=True),
        "order_id": Column("text", "The order: its number, unless its feed says otherwise."),
        "sold_at": Column("datetime", "Local time of the store."),
        "business_date": Column("date", "Trading day."),
        "customer_id": Column("text", "Customer, or null for an anonymous sale.", "personal"),
        "country": Column("text", "Country by its standard name."),
        "currency": Column("text", "ISO 4217."),
        "lines": Column("integer", "Loaded lines."),
        "sale_lines": Column("integer", "Lines whose event is `sale`."),
        "units": Column("total", "Sum of quantity over product lines."),
        "gross_sold": Column("total", "Product lines sold: their money before discounts."),
        "sold": Column("total", "Product lines sold: their amount."),
        "reversed": Column("total", "Product lines cancelled, returned or adjusted: their amount."),
        "amount": Column("total", "All loaded lines, whatever they concern."),
    },
    checks=[unique(*KEY, on_fail="stop"), not_null("order_id", on_fail="stop")],
)
def receipts(ledger: Frame) -> Frame:
    """One row per order of a feed, moment, customer, country and currency.

    Small enough to be read whole: customers, orders and the history of a customer's country are made from it.
    """
    product = events.is_goods()
    lines = ledger.filter(c("fate") == "loaded").select(
        *KEY,
        "business_date",
        c("amount").cast(nw.Decimal(38, 6)),
        one=_ONE,
        is_sale=nw.when(c("event") == "sale").then(_ONE).otherwise(_ZERO),
        units=_if(product, "quantity"),
        gross_sold=_if(product & (c("event") == "sale"), "gross_amount"),
        sold=_if(product & (c("event") == "sale"), "amount"),
        reversed=_if(product & c("event").is_in(["cancellation", "return", "adjustment"]), "amount"),
    )
    return lines.group_by(*KEY, "business_date").agg(
        c("one").sum().alias("lines"),
        c("is_sale").sum().alias("sale_lines"),
        c("units").sum(),
        c("gross_sold").sum(),
        c("sold").sum(),
        c("reversed").sum(),
        c("amount").sum(),
    )


def _if(which: nw.Expr, column: str) -> nw.Expr:
    nothing = nw.lit(0).cast(nw.Decimal(38, 6))
    return nw.when(which).then(c(column).cast(nw.Decimal(38, 6))).otherwise(nothing)
