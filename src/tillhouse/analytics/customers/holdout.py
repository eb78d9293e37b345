"""How well the models of `lifetimes` predict what the same customers did after their calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tillhouse.analytics.customers.lifetimes import Lifetimes, Seen, spend_verdict
from tillhouse.errors import FixTheCode

if TYPE_CHECKING:
    import polars as pl

    from tillhouse.analytics.agreement import Errors, Group
    from tillhouse.analytics.customers.lifetimes import Floats


@dataclass(frozen=True)
class Holdout:
    """Predicted against actual in the time that was held out, in purchases and in money, beside naive baselines.

    The baselines let each customer go on as before: frequency / T purchases per unit of time, each of the customer's
    monetary value. value: None where gamma-gamma cannot tell what a purchase of every customer is worth.
    """

    purchases: Errors
    baseline: Errors
    value: Errors | None
    baseline_value: Errors
    groups: Sequence[Group]


def done(customers: pl.DataFrame, later: pl.DataFrame | None, key: Sequence[str]) -> tuple[Floats, Floats]:
    """What customers bought and paid later (see `tillhouse.analytics.customers.lifetimes.followed`), in their order."""
    import numpy as np
    import polars as pl

    if later is None:
        return np.zeros(len(customers)), np.zeros(len(customers))
    met = customers.join(later, on=list(key), how="left", nulls_equal=True, maintain_order="left")
    bought, paid = (met[name].cast(pl.Float64).fill_null(0.0).to_numpy() for name in ("bought", "paid"))
    return bought, paid


def held_out(customers: Seen, found: Lifetimes, horizon: float, bought: Floats, paid: Floats) -> Holdout:
    """How well the models predict what customers bought and paid in the time ``horizon`` after their calibration.

    Raises `FixTheCode` for models without parameters.
    """
    import numpy as np

    from tillhouse.analytics import agreement, purchases

    c, rates = customers, found.purchases.rates
    if rates is None:
        raise FixTheCode("Nothing can be predicted by a model without parameters.")
    predicted = purchases.expected(rates, c.frequency, c.recency, c.age, horizon)
    naive = np.where(c.age > 0, c.frequency / np.maximum(c.age, 1e-9), 0.0) * horizon
    each = _expected_spend(c, found)
    return Holdout(
        purchases=agreement.errors(predicted, bought),
        baseline=agreement.errors(naive, bought),
        value=None if each is None else agreement.errors(predicted * each, paid),
        baseline_value=agreement.errors(naive * c.value, paid),
        groups=agreement.by_purchases(c.frequency, predicted, bought),
    )


def _expected_spend(customers: Seen, found: Lifetimes) -> Floats | None:
    """What a purchase to come of each customer is worth; None where that is not told, or not of every customer."""
    import numpy as np

    from tillhouse.analytics.spend import expected

    if found.spend.spend is None or spend_verdict(found) == "not identifiable":
        return None
    each = expected(found.spend.spend, customers.frequency, customers.value)
    return each if np.isfinite(each).all() else None
