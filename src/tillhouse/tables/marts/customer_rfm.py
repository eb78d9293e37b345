"""Recency, frequency and monetary value of customers, and the segments they are in."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from tillhouse.analytics import rfm
from tillhouse.checks.in_range import in_range
from tillhouse.checks.not_null import not_null
from tillhouse.checks.refers_to import refers_to
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, bounds, gathered, missing, rows_like
from tillhouse.settings.customers import Customers
from tillhouse.settings.own_files import OwnFile
from tillhouse.table import Column, table

c = nw.col
_ONE = nw.lit(1, nw.Int64)
_ZERO = nw.lit(0, nw.Int64)
_KEY = ("customer_key", "customer_id", "currency")
_COLUMNS = {
    "customer_key": Column("integer", "Durable customer key."),
    "customer_id": Column("text", "Customer as the shop knows it.", "personal"),
    "currency": Column("text", "ISO 4217."),
    "reference_date": Column("date", "As set, or the end of the data: `last_day` of `observation_window`."),
    "first_purchase": Column("date", "First day with a positive net; null: nothing was left of any day."),
    "last_purchase": Column("date", "Last such day; null where the first is."),
    "recency_days": Column(
        "integer",
        "Days from the last purchase to the reference date; without one, from the last day on which they bought.",
    ),
    "frequency": Column("integer", "Purchases: days with a positive net."),
    "product_orders": Column("integer", "Invoices that sold a product, whatever came back."),
    "monetary": Column("total", "Products sold up to the reference date, net of matched returns."),
    "recency_score": Column("integer", "1 to 5; null: nothing was left of what they bought."),
    "frequency_score": Column("integer", "1 to 5; null where the first score is."),
    "monetary_score": Column("integer", "1 to 5; null where the first score is."),
    "segment": Column("text", "First rule of `rfm_segments` that fits the scores, or `No Net Purchase`."),
}


@table(
    key=("customer_key", "currency"),
    money="monetary",
    owner="customers",
    computed_from={
        "*": "customer_days.customer_key customer_days.customer_id customer_days.currency",
        "customer_key": "customer_days.customer_key",
        "customer_id": "customer_days.customer_id",
        "currency": "customer_days.currency",
        "first_purchase last_purchase recency_days recency_score segment": (
            "customer_days.business_date customer_days.net"
        ),
        "frequency monetary frequency_score monetary_score": ("customer_days.net"),
        "reference_date recency_days recency_score segment": ("observation_window.last_day"),
        "product_orders": "customer_days.product_orders",
    },
    scope="customers",
    columns=_COLUMNS,
    checks=[
        unique("customer_key", "currency", on_fail="stop"),
        not_null("segment", on_fail="stop"),
        in_range("recency_days", low=0, on_fail="stop"),
        refers_to("customer_key", "dim_customer.customer_key", on_fail="stop"),
    ],
)
def customer_rfm(
    customer_days: Frame, observation_window: Frame, customers: Customers, own_segments: OwnFile
) -> Frame:
    """One row per identified customer and currency: recency, frequency, monetary value, scores and segment.

    A purchase is a day with a positive net of matched returns. Scores are fifths of the customers of the currency;
    equal customers share one (`tillhouse.analytics.rfm`). Customers who returned all they bought (net not above 0) are
    in the table, so that its money is that of `customer_days`. They have no scores and move no cut point.

    A reference date (`customers.reference_date`) before the end of the data leaves out all days after it, and
    customers who have no other. What came back of an earlier day is off its net, whenever it came back.
    """
    if customers.day:
        customer_days = customer_days.filter(c("business_date") <= nw.lit(customers.day, nw.Date))
    reference = customers.day or bounds(observation_window, "last_day")[1]
    folded: pl.DataFrame = gathered(_customers(customer_days)).to_native()
    last = pl.coalesce("last_purchase", "last_day")
    met = folded.sort("customer_key", "currency").with_columns(
        pl.lit(reference, pl.Date).alias("reference_date"), left=pl.col("monetary") > 0
    )
    met = met.with_columns(recency_days=(pl.col("reference_date") - last).dt.total_days())
    scored = _scored(met, rfm.segments(own_segments))
    return rows_like(customer_days, scored.to_dict(), customer_rfm.types)


def _customers(days: Frame) -> Frame:
    """Each customer's days folded to one row."""
    bought = c("net") > 0
    day = c("business_date")
    marked = days.with_columns(
        kept=nw.when(bought).then(_ONE).otherwise(_ZERO),
        purchase=nw.when(bought).then(day).otherwise(missing(day)),
    )
    sums = marked.group_by(*_KEY).agg(
        c("purchase").min().alias("first_purchase"),
        c("purchase").max().alias("last_purchase"),
        c("business_date").max().alias("last_day"),
        c("kept").sum().alias("frequency"),
        c("product_orders").sum(),
        c("net").sum().alias("monetary"),
    )
    return sums.with_columns(c("frequency", "product_orders").cast(nw.Int64))


def _scored(customers: pl.DataFrame, segments: pl.DataFrame) -> pl.DataFrame:
    """The customers, in their order, with scores among those of whom something was left, and segments."""
    scores = {
        f"{name}_score": rfm.score(column, ("currency", "left"), fewer_is_better=name == rfm.FEWER_IS_BETTER)
        for name, column in rfm.MEASURES.items()
    }
    known = [pl.when("left").then(each).alias(name) for name, each in scores.items()]
    rules = segments.rename(dict(zip(("r", "f", "m"), scores, strict=True)))
    met = customers.with_columns(known).join(rules, on=list(scores), how="left", maintain_order="left")
    return met.with_columns(pl.col("segment").fill_null(rfm.NOTHING_LEFT))
