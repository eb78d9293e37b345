"""Sales facts."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.in_range import in_range
from tillhouse.checks.not_null import not_null
from tillhouse.checks.refers_to import refers_to
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, looked_up, with_key
from tillhouse.retail.events import ANONYMOUS
from tillhouse.table import Column, table

c = nw.col


@table(
    key=("line_id", "part"),
    by="month",
    money="amount",
    owner="sales",
    columns={
        "line_id": Column("integer", "The record of the ledger line.", provenance=True),
        "part": Column("integer", "Which line of the record.", provenance=True),
        "month": Column("text", "Month of the trading day."),
        "date_key": Column("integer", "Trading day as YYYYMMDD."),
        "customer_key": Column("integer", "Durable customer key, or that of `ANONYMOUS`."),
        "customer_version_key": Column("integer", "The version of the customer valid at the time of sale."),
        "product_key": Column("integer", "Product."),
        "country_key": Column("integer", "Country by its standard name; null where there was none."),
        "invoice_no": Column("text", "Invoice number (a degenerate dimension)."),
        "sold_at": Column("datetime", "Local time of the store."),
        "event": Column("text", "What happened."),
        "quantity": Column("quantity", "Signed quantity."),
        "unit": Column("text", "Unit of the quantity, where the file has one."),
        "unit_price": Column("price", "Price of one unit."),
        "gross_amount": Column("money", "Money of the line before discounts, signed."),
        "discount": Column("money", "What was taken off, with the sign of the line."),
        "tax": Column("money", "Tax of the line, where the file says it."),
        "amount": Column("money", "Money of the line, signed."),
        "currency": Column("text", "ISO 4217, or its code for no currency where nothing names one."),
        "store": Column("text", "Store or register, as received."),
        "channel": Column("text", "Channel or marketplace, as received."),
    },
    checks=[
        unique("line_id", "part", on_fail="stop"),
        not_null("customer_version_key", on_fail="stop"),
        not_null("product_key", on_fail="stop"),
        refers_to("product_key", "dim_product.product_key", on_fail="stop"),
        refers_to("customer_version_key", "dim_customer.customer_version_key", on_fail="stop"),
        refers_to("date_key", "dim_date.date_key", on_fail="stop"),
        in_range("unit_price", low=0, on_fail="warn"),
    ],
)
def fact_sales(ledger: Frame, customer_versions: Frame) -> Frame:
    """One row per loaded ledger line that concerns a product.

    Cancellations, returns, write-offs and free goods are in it with their signs; the event tells them apart.
    """
    lines = ledger.filter((c("fate") == "loaded") & (c("line_type") == "product")).with_columns(
        c("customer_id").fill_null(ANONYMOUS), date_key=_date_key(c("business_date"))
    )
    versions = customer_versions.select(
        "month", "customer_id", "customer_key", "customer_version_key", "valid_from", "ends"
    )
    met = looked_up(lines, versions, ["month", "customer_id"])
    valid = met.filter(
        c("valid_from").is_null() | ((c("sold_at") >= c("valid_from")) & (c("sold_at") <= c("ends")))
    )
    return with_key(with_key(valid, "product_key", "stock_code"), "country_key", "country")


def _date_key(day: nw.Expr) -> nw.Expr:
    return day.dt.year().cast(nw.Int64) * 10_000 + day.dt.month().cast(nw.Int64) * 100 + day.dt.day()
