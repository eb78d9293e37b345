"""Purchase models of customers: fitted on what is observed until a day, and held against what followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from tillhouse.analytics.agreement import Errors, Group
    from tillhouse.analytics.purchases import PurchaseFit, Rates
    from tillhouse.analytics.spend import Spend, SpendFit

    Floats = NDArray[np.float64]

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


@dataclass(frozen=True)
class Holdout:
    """Predicted against actual in the time that was held out, in purchases and in money, and the naive baseline.

    The baseline lets each customer go on as before: frequency / T purchases per unit of time.
    """

    purchases: Errors
    baseline: Errors
    value: Errors | None
    groups: Sequence[Group]


def seen(customers: pl.DataFrame, until: date, days_per_unit: int = 1) -> Seen:
    """Arrays of what `tillhouse.tables.marts._observed.observed` found, in its order."""
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


def held_out(
    customers: Seen, rates: Rates, spend: Spend | None, horizon: float, bought: Floats, paid: Floats
) -> Holdout:
    """How well the models foretell what customers bought and paid in the time ``horizon`` after their calibration."""
    import numpy as np

    from tillhouse.analytics import agreement, purchases
    from tillhouse.analytics import spend as spending

    c = customers
    predicted = purchases.expected(rates, c.frequency, c.recency, c.age, horizon)
    naive = np.where(c.age > 0, c.frequency / np.maximum(c.age, 1e-9), 0.0) * horizon
    value = None
    if spend is not None:
        each = spending.expected(spend, c.frequency, c.value)
        value = agreement.errors(predicted * each, paid) if np.isfinite(each).all() else None
    return Holdout(
        agreement.errors(predicted, bought),
        agreement.errors(naive, bought),
        value,
        agreement.by_purchases(c.frequency, predicted, bought),
    )
