"""Sales by customer."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.refers_to import refers_to
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, with_key
from tillhouse.retail import events
from tillhouse.retail.money import added, less
from tillhouse.table import Column, table

c = nw.col


@table(
    key=("customer_key", "currency"),
    money="net_sales",
    owner="customers",
    columns={
        "customer_key": Column("integer", "Durable customer key."),
        "customer_id": Column("text", "Customer as the shop knows it.", "personal"),
        "currency": Column("text", "ISO 4217."),
        "orders": Column("integer", "Invoices with a sale line."),
        "lines": Column("integer", "Loaded lines."),
        "units": Column("total", "Product units, net of what came back."),
        "gross_sales": Column("total", "Products sold."),
        "line_discounts": Column("total", "Taken off products sold, not above 0."),
        "reversals": Column("total", "Products cancelled, returned or adjusted."),
        "net_product_sales": Column("total", "Gross sales + line discounts + reversals."),
        "net_sales": Column("total", "All loaded lines of the customer, whatever they concern."),
        "first_sold_at": Column("datetime", "First receipt."),
        "last_sold_at": Column("datetime", "Last receipt."),
    },
    checks=[
        unique("customer_key", "currency", on_fail="stop"),
        refers_to("customer_key", "dim_customer.customer_key", on_fail="stop"),
    ],
)
def customer_sales(receipts: Frame) -> Frame:
    """One row per identified customer and currency, over all time.

    Anonymous sales are in revenue but not here: 135,080 lines of the reference data have no customer.
    """
    known = receipts.filter(~c("customer_id").is_null())
    key = ("customer_id", "currency")
    sums = known.group_by(*key).agg(
        c("lines").sum(),
        c("units").sum(),
        c("gross_sold").sum().alias("gross_sales"),
        c("sold").sum(),
        c("reversed").sum().alias("reversals"),
        c("amount").sum().alias("net_sales"),
        c("sold_at").min().alias("first_sold_at"),
        c("sold_at").max().alias("last_sold_at"),
    )
    sold = known.filter(c("sale_lines") > 0).with_columns(order=events.order())
    orders = sold.group_by(*key).agg(c("order").n_unique().alias("orders"))
    met = sums.join(orders, on=list(key), how="left").with_columns(
        c("orders").fill_null(0),
        line_discounts=less(c("sold"), c("gross_sales")),
        net_product_sales=added(c("sold"), c("reversals")),
    )
    return with_key(met, "customer_key", "customer_id")
