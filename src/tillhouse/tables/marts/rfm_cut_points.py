"""Where the scores of `customer_rfm` are cut."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from tillhouse.analytics import rfm
from tillhouse.checks.in_range import in_range
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, gathered, rows_like
from tillhouse.table import Column, table

c = nw.col
_KEY = ("currency", "measure", "score")
_ONE = nw.lit(1, nw.Int64)
_TOTAL = nw.Decimal(38, 6)
_COLUMNS = {
    "currency": Column("text", "ISO 4217."),
    "measure": Column("text", "`recency` (days), `frequency` (purchases) or `monetary` (money)."),
    "score": Column("integer", "1 to 5."),
    "low": Column("total", "Least value with this score; null: no customer has it."),
    "high": Column("total", "Greatest value with this score; null where `low` is."),
    "scored_customers": Column("integer", "Customers with this score."),
    "money": Column("total", "What they spent, net of matched returns."),
}


@table(
    key=_KEY,
    money="money",
    owner="customers",
    computed_from={
        "*": (
            "customer_rfm.currency customer_rfm.recency_score customer_rfm.frequency_score "
            "customer_rfm.monetary_score"
        ),
        "currency": "customer_rfm.currency",
        "low high": "customer_rfm.recency_days customer_rfm.frequency customer_rfm.monetary",
        "money": "customer_rfm.monetary",
    },
    scope="customers",
    columns=_COLUMNS,
    checks=[
        unique(*_KEY, on_fail="stop"),
        one_of("measure", tuple(rfm.MEASURES), on_fail="stop"),
        in_range("score", low=1, high=rfm.HIGHEST, on_fail="stop"),
    ],
)
def rfm_cut_points(customer_rfm: Frame) -> Frame:
    """One row per currency, measure and score: the values that get the score, its customers and their money.

    For each measure, customers and money add up to those of all customers with scores.
    """
    parts = [
        customer_rfm.filter(~c(f"{name}_score").is_null())
        .select(
            "currency",
            score=c(f"{name}_score"),
            value=c(column).cast(_TOTAL),
            money=c("monetary"),
            one=_ONE,
        )
        .group_by("currency", "score")
        .agg(
            c("value").min().alias("low"),
            c("value").max().alias("high"),
            c("one").sum().alias("scored_customers"),
            c("money").sum(),
        )
        .with_columns(c("scored_customers").cast(nw.Int64), measure=nw.lit(name))
        for name, column in rfm.MEASURES.items()
    ]
    found: pl.DataFrame = gathered(nw.concat(parts)).to_native()
    scores = pl.DataFrame({"score": range(1, rfm.HIGHEST + 1)}, schema={"score": pl.Int64})
    every = found.select("currency", "measure").unique().join(scores, how="cross")
    met = every.join(found, on=list(_KEY), how="left", nulls_equal=True).sort(_KEY)
    full = met.with_columns(pl.col("scored_customers", "money").fill_null(0))
    return rows_like(customer_rfm, full.to_dict(), rfm_cut_points.types)
