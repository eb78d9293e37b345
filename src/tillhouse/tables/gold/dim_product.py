"""Products."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.not_null import not_null
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, with_key
from tillhouse.table import Column, table

c = nw.col


@table(
    key=("product_key",),
    owner="products",
    columns={
        "product_key": Column("integer", "Stable key of the stock code."),
        "stock_code": Column("text", "Stock code, upper case."),
        "name": Column(
            "text", "The text it was sold under most often; ties by the latest, then the alphabet."
        ),
        "first_sold_at": Column("datetime", "Earliest line of any event."),
        "last_sold_at": Column("datetime", "Latest line of any event."),
    },
    checks=[
        unique("product_key", on_fail="stop"),
        unique("stock_code", on_fail="stop"),
        not_null("name", on_fail="warn"),
    ],
)
def dim_product(product_months: Frame) -> Frame:
    """One row per product: the latest knowledge of it (SCD type 1). Prices are facts; see `price_history`."""
    spans = product_months.group_by("stock_code").agg(c("first_sold_at").min(), c("last_sold_at").max())
    names = (
        product_months.filter(~c("description").is_null())
        .group_by("stock_code", "description")
        .agg(c("product_lines").sum(), c("last_sold_at").max().alias("latest"))
        .with_columns(most=c("product_lines").max().over("stock_code"))
        .filter(c("product_lines") == c("most"))
        .with_columns(newest=c("latest").max().over("stock_code"))
        .filter(c("latest") == c("newest"))
        .group_by("stock_code")
        .agg(c("description").min().alias("name"))
    )
    return with_key(spans.join(names, on="stock_code", how="left"), "product_key", "stock_code")
