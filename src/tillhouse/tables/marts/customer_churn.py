"""Which customers will churn: buy nothing in the days to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import polars as pl

from tillhouse.analytics.customers import lifetimes
from tillhouse.analytics.customers.leaving import HORIZON, METHODS, VERDICTS
from tillhouse.checks.in_range import in_range
from tillhouse.checks.one_of import one_of
from tillhouse.checks.refers_to import refers_to
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, bounds, gathered, once, rows_like
from tillhouse.table import Column, table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_KEY = ("customer_key", "currency")
_UNTESTED: Mapping[str, Any] = MappingProxyType({"method": "not identifiable", "verdict": "untested"})
_COLUMNS: Mapping[str, Column] = {
    "customer_key": Column("integer", "Durable customer key."),
    "customer_id": Column("text", "Customer as the shop knows it.", "personal"),
    "currency": Column("text", "ISO 4217."),
    "reference_date": Column("date", "End of the data: `last_day` of `observation_window`."),
    "horizon_days": Column("integer", "Days after it that the probability is about."),
    "days_since_purchase": Column(
        "integer", "Days from the last purchase to the reference date; null without one."
    ),
    "probability": Column(
        "share", "That the customer buys nothing in those days; null where not identifiable."
    ),
    "method": Column(
        "text",
        "What the probability is by: `logistic` or `baseline`, each also `, recalibrated`, whichever did better "
        "where it was held out (see `churn_calibration`); `not identifiable` (too few customers or events to see "
        "whether any is right); `no purchase` (no day with a positive net).",
    ),
    "verdict": Column(
        "text",
        "How that method did on the last 90 days: `calibrated`; `predicts too many`, `predicts too few` churn; `right "
        "on average only`; `worse than base rate` (the same probability for everybody did better); `untested` (no "
        "days could be held out, no probability); `no purchase`.",
    ),
    "baseline": Column("share", "What BG/NBD implies: the customer has left, or is alive and does not buy."),
    "logistic": Column("share", "What the regression says, learnt from the last days of that number."),
}


@table(
    key=_KEY,
    owner="customers",
    computed_from={
        "*": (
            "customer_days.currency customer_days.customer_key customer_days.business_date "
            "customer_days.net observation_window.last_day customer_days.customer_id"
        ),
        "customer_key": "customer_days.customer_key",
        "customer_id": "customer_days.customer_id",
        "currency": "customer_days.currency",
        "reference_date": "observation_window.last_day",
        "days_since_purchase": "customer_days.business_date observation_window.last_day",
        "method verdict probability baseline logistic": (
            "churn_calibration.currency churn_calibration.method churn_calibration.decile "
            "churn_calibration.published"
        ),
        "verdict": "churn_calibration.verdict",
        "probability": "churn_calibration.intercept churn_calibration.slope",
        "baseline probability": (
            "purchase_model.currency purchase_model.verdict purchase_model.r purchase_model.alpha "
            "purchase_model.a purchase_model.b"
        ),
        "logistic probability": "customer_days.business_date customer_days.net",
    },
    scope="customers",
    extra="analytics",
    columns=_COLUMNS,
    checks=[
        unique(*_KEY, on_fail="stop"),
        one_of("method", (*METHODS, "not identifiable", "no purchase")),
        one_of("verdict", (*VERDICTS, "no purchase")),
        in_range("probability", low=0, high=1, on_fail="stop"),
        refers_to("customer_key", "dim_customer.customer_key", on_fail="stop"),
    ],
)
def customer_churn(
    customer_days: Frame, observation_window: Frame, purchase_model: Frame, churn_calibration: Frame
) -> Frame:
    """One row per identified customer with days of sale, and currency: the probability to buy nothing in 90 days.

    Customers do not tell a shop that they leave. What can be predicted and seen is that they buy nothing. The
    probability is that of the method which did better on the last 90 days, fitted again with them.
    """
    _, end = bounds(observation_window, "last_day")
    rows = _customers(customer_days, end, purchase_model, churn_calibration) if end else None
    if rows is None:
        return rows_like(customer_days, {}, customer_churn.types)
    return rows_like(customer_days, rows.to_dict(), customer_churn.types)


def _customers(days: Frame, end: date, models: Frame, calibration: Frame) -> pl.DataFrame | None:
    from tillhouse.analytics.rounded import rounded

    known: pl.DataFrame = gathered(days.select(*_KEY, "customer_id").unique()).to_native().sort(_KEY)
    bought = once(lifetimes.purchases(days))
    now = lifetimes.by_currency(lifetimes.snapshot(bought, _KEY, end, HORIZON))
    past = end - timedelta(days=HORIZON)
    before = lifetimes.by_currency(lifetimes.snapshot(bought, _KEY, past, HORIZON))
    model = {row["currency"]: row for row in gathered(models).iter_rows(named=True)}
    chosen = {
        row["currency"]: row
        for row in gathered(calibration).iter_rows(named=True)
        if row["decile"] == 0 and (row["published"] or row["method"] == "not identifiable")
    }
    parts = []
    for currency, customers in now.items():
        judged = chosen.get(currency, _UNTESTED)
        found = _probabilities(customers, end, model.get(currency), before.get(currency), past, judged)
        stored = [rounded(values, 9).alias(name) for name, values in found.items()]
        since = (pl.lit(end) - pl.col("last")).dt.total_days().alias("days_since_purchase")
        said = [pl.lit(judged[name]).alias(name) for name in ("method", "verdict")]
        parts.append(customers.select(*_KEY, since, *said).with_columns(stored))
    if not parts:
        return None
    met = known.join(pl.concat(parts), on=_KEY, how="left", nulls_equal=True, maintain_order="left")
    return met.with_columns(
        pl.col("method", "verdict").fill_null("no purchase"),
        reference_date=pl.lit(end),
        horizon_days=pl.lit(HORIZON),
    )


def _probabilities(
    customers: pl.DataFrame,
    end: date,
    model: Mapping[str, Any] | None,
    before: pl.DataFrame | None,
    past: date,
    judged: Mapping[str, Any],
) -> dict[str, Floats]:
    """By each method, nan where it has none; nan throughout where nothing shows whether any is right."""
    import numpy as np

    from tillhouse.analytics import purchases
    from tillhouse.analytics.customers.recalibration import Recalibration

    seen, rates = lifetimes.seen(customers, end), lifetimes.rates(model)
    found = {name: np.full(len(seen.age), np.nan) for name in ("baseline", "logistic", "probability")}
    if judged["method"] == "not identifiable":
        return found
    if rates is not None:
        history = (seen.frequency, seen.recency, seen.age)
        found["baseline"] = purchases.churn(rates, *history, float(HORIZON))
    if before is not None:
        regression = lifetimes.regression(before, past)
        found["logistic"] = regression.probability(lifetimes.measures(customers, end))
    plain, _, again = judged["method"].partition(", ")
    if not again:
        return found | {"probability": found[plain]}
    by = Recalibration(float(judged["intercept"]), float(judged["slope"]))
    return found | {"probability": by.probability(found[plain])}
