"""Customer versions in use: the link between a sale and the version of its customer."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.unique import unique
from tillhouse.frame import Frame
from tillhouse.retail.events import ANONYMOUS
from tillhouse.table import Column, table

c = nw.col


@table(
    key=("month", "customer_version_key"),
    by="month",
    owner="customers",
    follows={"dim_customer": ("receipts", "customer_id")},
    columns={
        "month": Column("text", "A month in which this version bought or returned something."),
        "customer_id": Column("text", "Customer as the shop knows it.", "personal"),
        "customer_key": Column("integer", "Durable key of the customer."),
        "customer_version_key": Column("integer", "Key of the version."),
        "valid_from": Column("datetime", "First sale in this version."),
        "ends": Column("datetime", "Latest receipt of this month in this version."),
    },
    checks=[unique("month", "customer_version_key", on_fail="stop")],
)
def customer_versions(receipts: Frame, dim_customer: Frame) -> Frame:
    """One row per customer version and month in which it was valid at some receipt.

    `fact_sales` reads this instead of the whole dimension: a month's facts change only if these rows do.
    """
    versions = dim_customer.select(
        "customer_id", "customer_key", "customer_version_key", "valid_from", "valid_to"
    )
    moments = receipts.select("month", "sold_at", c("customer_id").fill_null(ANONYMOUS)).unique()
    met = moments.join(versions, on="customer_id", how="inner")
    valid = met.filter(
        (c("sold_at") >= c("valid_from")) & (c("valid_to").is_null() | (c("sold_at") < c("valid_to")))
    )
    key = ("month", "customer_id", "customer_key", "customer_version_key", "valid_from")
    return valid.group_by(*key).agg(c("sold_at").max().alias("ends"))
