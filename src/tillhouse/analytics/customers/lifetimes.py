"""What models of customer lifetime value are told of each customer, how they are fitted, and what is said of them.

Here `tillhouse.analytics.purchases` (how often) and `tillhouse.analytics.spend` (how much) meet the days on which
customers bought. A purchase is a distinct day: what was bought on one day is one purchase. The first is where a
customer's time begins; models count and value those that follow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tillhouse.frame import Frame, gathered, with_share
from tillhouse.retail.money import less

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from tillhouse.analytics.logistic import Logistic
    from tillhouse.analytics.purchases import PurchaseFit, Rates
    from tillhouse.analytics.spend import Spend, SpendFit

    Floats = NDArray[np.float64]

c = nw.col
_ONE = nw.lit(1, nw.Int64)
#: A correlation of frequency and value from here on is said: the models assume none.
DEPENDENT = 0.2
#: What models call their inputs, in words for people.
DEFINITIONS = {
    "purchase": "a distinct day on which the customer bought; several purchases of a day are one",
    "frequency": "purchases after the first",
    "recency": "time from the first purchase to the last",
    "T": "time from the first purchase to the end of calibration",
    "monetary value": "mean value of the purchases after the first",
}


@dataclass(frozen=True)
class Seen:
    """Customers as models see them, an array each; recency and age in units of time, value 0 where none is known."""

    frequency: Floats
    recency: Floats
    age: Floats
    value: Floats


@dataclass(frozen=True)
class Lifetimes:
    """Both models. correlation: of frequency and value among customers with a value; models assume it to be 0."""

    purchases: PurchaseFit
    spend: SpendFit
    correlation: float


def purchases(customer_days: Frame) -> Frame:
    """Days with a positive net, as `observed` and `followed` want them: key, currency, ``day`` and ``spent``."""
    bought = customer_days.filter(c("net") > 0)
    return bought.select("customer_key", "currency", day=c("business_date"), spent=c("net"))


def observed(days: Frame, customer: Sequence[str], until: date) -> Frame:
    """One row per customer with a purchase until that day, the day included.

    days: the columns of ``customer``, ``day`` (date) and ``spent`` (total), a row per customer and day of purchase.
    Gives ``first`` and ``last`` (date), ``frequency`` (purchases after the first), ``spent`` (by all of them) and
    ``value`` (mean of those after the first, to the millionth; null without one).
    """
    seen = days.filter(c("day") <= until).with_columns(purchases=_ONE)
    sums = seen.group_by(*customer).agg(
        c("day").min().alias("first"),
        c("day").max().alias("last"),
        c("purchases").sum(),
        c("spent").sum(),
    )
    opening = seen.select(*customer, first=c("day"), opened=c("spent"))
    met = sums.join(opening, on=[*customer, "first"], how="left").with_columns(
        frequency=c("purchases").cast(nw.Int64) - _ONE, one=_ONE
    )
    later = met.with_columns(later=less(c("spent"), c("opened")))
    found = with_share(later, "value", "later", "one", "frequency")
    return found.select(*customer, "first", "last", "frequency", "spent", "value")


def followed(days: Frame, customer: Sequence[str], after: date, until: date) -> Frame:
    """One row per customer with a purchase after a day and until another: ``bought`` (purchases) and ``paid``."""
    seen = days.filter((c("day") > after) & (c("day") <= until)).with_columns(purchases=_ONE)
    sums = seen.group_by(*customer).agg(c("purchases").sum().alias("bought"), c("spent").sum().alias("paid"))
    return sums.with_columns(c("bought").cast(nw.Int64))


def snapshot(days: Frame, customer: Sequence[str], until: date, horizon: int) -> pl.DataFrame:
    """Customers with a purchase until a day, sorted, as `observed` gives them, and purchases in days around it.

    ``recent``: in the ``horizon`` days that end with the day; ``bought``: in as many that follow.
    """
    import polars as pl

    span = timedelta(days=horizon)
    known: pl.DataFrame = gathered(observed(days, customer, until)).to_native().sort(customer)
    for name, after, last in (("recent", until - span, until), ("bought", until, until + span)):
        counted: pl.DataFrame = gathered(followed(days, customer, after, last)).to_native()
        met = counted.select(*customer, pl.col("bought").alias(name))
        known = known.join(met, on=list(customer), how="left", nulls_equal=True, maintain_order="left")
    return known.with_columns(pl.col("recent", "bought").fill_null(0))


def measures(customers: pl.DataFrame, until: date) -> Floats:
    """What tells who will churn, a row per customer of a `snapshot`."""
    import polars as pl

    from tillhouse.analytics import churn

    told = seen(customers, until)
    spend = customers["spent"].cast(pl.Float64).to_numpy() / (told.frequency + 1)
    recent = customers["recent"].cast(pl.Float64).to_numpy()
    return churn.measures(told.frequency, told.recency, told.age, spend, recent)


def regression(customers: pl.DataFrame, until: date) -> Logistic:
    """Who of a `snapshot` churned, learnt from what was known of them."""
    from tillhouse.analytics import logistic

    return logistic.fitted(measures(customers, until), (customers["bought"] == 0).to_numpy())


def by_currency(customers: pl.DataFrame) -> dict[str | None, pl.DataFrame]:
    """The customers of each currency, in their order."""
    parts = customers.partition_by("currency", as_dict=True, maintain_order=True)
    return {currency: part for (currency,), part in parts.items()}


def rates(model: Mapping[str, Any] | None) -> Rates | None:
    """The parameters of BG/NBD in a row of `purchase_model`; None where the data identify none."""
    from tillhouse.analytics.purchases import Rates

    values = _stored(model, "verdict", Rates._fields)
    return Rates(*values) if values else None


def spending(model: Mapping[str, Any] | None) -> Spend | None:
    """The parameters of gamma-gamma, in the same way."""
    from tillhouse.analytics.spend import Spend

    values = _stored(model, "spend_verdict", Spend._fields)
    return Spend(*values) if values else None


def _stored(model: Mapping[str, Any] | None, said: str, names: Sequence[str]) -> list[float] | None:
    if model is None or model[said] == "not identifiable" or any(model[name] is None for name in names):
        return None
    return [float(model[name]) for name in names]


def seen(customers: pl.DataFrame, until: date, days_per_unit: int = 1) -> Seen:
    """Arrays of what `observed` found, in its order."""
    import numpy as np
    import polars as pl

    def units(of: pl.Expr) -> pl.Expr:
        return of.dt.total_days().cast(pl.Float64) / days_per_unit

    found = customers.select(
        frequency=pl.col("frequency").cast(pl.Float64),
        recency=units(pl.col("last") - pl.col("first")),
        age=units(pl.lit(until) - pl.col("first")),
        value=pl.col("value").cast(pl.Float64).fill_null(0.0),
    )
    return Seen(*(np.ascontiguousarray(found[name].to_numpy()) for name in found.columns))


def fitted(customers: Seen) -> Lifetimes:
    """Both models by maximum likelihood."""
    from tillhouse.analytics import purchases, spend
    from tillhouse.analytics.agreement import correlation

    known = (customers.frequency > 0) & (customers.value > 0)
    return Lifetimes(
        purchases.fitted(purchases.histories(customers.frequency, customers.recency, customers.age)),
        spend.fitted(customers.frequency[known], customers.value[known]),
        correlation(customers.frequency[known], customers.value[known]),
    )


def verdict(fit: PurchaseFit) -> str:
    """What can be said of the parameters of BG/NBD."""
    if fit.rates is None:
        return "not identifiable"
    if not fit.converged:
        return "not converged"
    if {"r", "alpha"} & set(fit.unknown):
        return "rates not identified"
    return "leaving not identified" if fit.unknown else "fitted"


def spend_verdict(found: Lifetimes) -> str:
    """What can be said of the parameters of gamma-gamma."""
    fit = found.spend
    if fit.spend is None or "p" in fit.unknown:
        return "not identifiable"
    if not fit.converged:
        return "not converged"
    if fit.spend.q <= 1:
        return "no mean"
    if fit.unknown:
        return "spread not identified"
    return "value depends on frequency" if abs(found.correlation) >= DEPENDENT else "fitted"


def columns(rows: Sequence[Mapping[str, Any]], types: Mapping[str, str]) -> dict[str, Any]:
    """Rows as columns of a table, estimates rounded as they are stored."""
    from tillhouse.analytics.rounded import rounded

    values = {name: [row.get(name) for row in rows] for name in types}
    return {name: rounded(values[name]) if kind == "number" else values[name] for name, kind in types.items()}
