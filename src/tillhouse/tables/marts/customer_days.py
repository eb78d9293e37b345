"""Days on which customers bought: what customer analytics are made from."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.in_range import in_range
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, until_end, with_key
from tillhouse.retail import events
from tillhouse.retail.money import added
from tillhouse.table import Column, table

KEY = ("customer_id", "currency", "business_date")
c = nw.col
#: What tells the day of a sale: its moment, of a customer.
_SALE = ("sold_at", "customer_id", "currency")
_TOTAL = nw.Decimal(38, 6)
_NOTHING = nw.lit(0).cast(nw.Decimal(38, 6))


@table(
    key=("customer_key", "currency", "business_date"),
    money="net",
    owner="customers",
    scope="customers",
    columns={
        "customer_key": Column("integer", "Durable customer key."),
        "customer_id": Column("text", "Customer as the shop knows it.", "personal"),
        "currency": Column("text", "ISO 4217."),
        "business_date": Column("date", "Trading day of the sale."),
        "product_orders": Column("integer", "Invoices that sold a product that day."),
        "sold": Column("total", "Products sold."),
        "returned": Column("total", "What of them came back, that day or later; not above 0."),
        "net": Column("total", "Sold + returned."),
    },
    checks=[
        unique("customer_key", "currency", "business_date", on_fail="stop"),
        in_range("returned", high=0, on_fail="warn"),
    ],
)
def customer_days(receipts: Frame, fact_returns: Frame, observation_window: Frame) -> Frame:
    """One row per identified customer, currency and trading day on which products were sold to them.

    Returns are booked on the day of the sale they are matched with, so a sale that was cancelled whole leaves a net
    of 0. Returns without a sale are in no row: they say nothing about a day on which somebody bought.
    Days after the last of `observation_window` are left out, and returns of later months.
    """
    known = until_end(receipts, observation_window).filter(~c("customer_id").is_null() & (c("sold") != 0))
    sold = (
        known.with_columns(order=events.order())
        .group_by(*KEY)
        .agg(c("order").n_unique().alias("product_orders"), c("sold").sum())
    )
    matched = until_end(fact_returns, observation_window, "month")
    back = matched.filter(~c("sale_month").is_null() & events.is_goods()).select(
        *KEY[:2], "sold_at", returned=c("amount").cast(_TOTAL)
    )
    days = known.group_by(*_SALE).agg(c("business_date").min())
    returned = back.join(days, on=list(_SALE), how="inner").group_by(*KEY).agg(c("returned").sum())
    met = sold.join(returned, on=list(KEY), how="left").with_columns(nw.coalesce(c("returned"), _NOTHING))
    return with_key(
        met.with_columns(c("product_orders").cast(nw.Int64), net=added(c("sold"), c("returned"))),
        "customer_key",
        "customer_id",
    )
