"""Whether the probabilities of churn are what they say, on days that no model had seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from tillhouse.analytics.customers import lifetimes
from tillhouse.checks.in_range import in_range
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, bounds, gathered, once, rows_like
from tillhouse.table import Column, table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tillhouse.analytics.calibration import Group

    Floats = NDArray[np.float64]

HORIZON = 90
_KEY = ("customer_key", "currency")
#: Fewer customers, or fewer of either kind, tell nothing.
_FEWEST, _FEWEST_OF_A_KIND = 100, 20
_COLUMNS: Mapping[str, Column] = {
    "currency": Column("text", "ISO 4217."),
    "method": Column(
        "text",
        "`baseline` (implied by BG/NBD); `logistic` (logistic regression on recency, frequency and money); `not "
        "identifiable` (too few customers or events, or too short a time: one row, without estimates).",
    ),
    "decile": Column(
        "integer", "1 has the lowest probabilities, 10 the highest; 0 stands for all customers."
    ),
    "published": Column("boolean", "Whether `customer_churn` answers by this method."),
    "predicted_on": Column("date", "What was known on this day was used; what followed was predicted."),
    "horizon_days": Column("integer", "Days that follow, in which a customer buys or has churned."),
    "group_size": Column("integer", "Customers with a purchase until that day."),
    "predicted": Column("share", "Mean probability of churn: of buying nothing."),
    "actual": Column("share", "Share of them that bought nothing."),
    "actual_low": Column("share", "Interval of 95 % for that share (Wilson), lower end."),
    "actual_high": Column("share", "Upper end."),
    "log_loss": Column("number", "Mean of -log(probability of what came); less is better."),
    "brier": Column("number", "Mean squared difference of probability and event; less is better."),
}


@table(
    key=("currency", "method", "decile"),
    owner="customers",
    computed_from={
        "*": (
            "customer_days.currency customer_days.customer_key customer_days.business_date "
            "customer_days.net observation_window.last_day"
        ),
        "currency": "customer_days.currency",
        "predicted_on": "customer_days.business_date observation_window.last_day",
        "group_size predicted actual actual_low actual_high log_loss brier": (
            "customer_days.customer_key customer_days.business_date customer_days.net"
        ),
    },
    scope="customers",
    extra="analytics",
    columns=_COLUMNS,
    checks=[
        unique("currency", "method", "decile", on_fail="stop"),
        one_of("method", ("baseline", "logistic", "not identifiable")),
        in_range("decile", low=0, high=10, on_fail="stop"),
        in_range("predicted", low=0, high=1),
    ],
)
def churn_calibration(customer_days: Frame, observation_window: Frame) -> Frame:
    """One row per currency, method and tenth of customers by probability: predicted against actual churn.

    90 days before the end of the data both methods say who will buy nothing in 90 days. BG/NBD is fitted on all that is
    known by then; the regression learns from what was known 90 days earlier still, and what followed. The regression
    answers in `customer_churn` where both its log loss and its Brier score are less, else BG/NBD does.
    """
    days = once(lifetimes.purchases(customer_days))
    (first, _), (_, end) = bounds(days, "day"), bounds(observation_window, "last_day")
    rows = _rows(days, first, end) if first and end else []
    return rows_like(customer_days, lifetimes.columns(rows, churn_calibration.types), churn_calibration.types)


def _rows(days: Frame, first: date, end: date) -> list[dict[str, Any]]:
    span = timedelta(days=HORIZON)
    past, cut = end - 2 * span, end - span
    learnt, tested = (
        lifetimes.by_currency(lifetimes.snapshot(days, _KEY, until, HORIZON)) for until in (past, cut)
    )
    currencies = gathered(days.select("currency").unique())["currency"].to_list()
    rows: list[dict[str, Any]] = []
    for currency in sorted(currencies, key=lambda one: one or ""):
        usual = {"currency": currency, "predicted_on": cut, "horizon_days": HORIZON}
        before, after = learnt.get(currency), tested.get(currency)
        told = None
        if before is not None and after is not None and past - first >= span and _enough(before, after):
            told = _told(before, past, after, cut)
        if told is None:
            customers = 0 if after is None else len(after)
            none = {"method": "not identifiable", "decile": 0, "published": False, "group_size": customers}
            rows.append(usual | none)
        else:
            rows += [usual | row for row in told]
    return rows


def _enough(*snapshots: pl.DataFrame) -> bool:
    """Whether there are customers of both kinds to learn from, and to be tested on."""
    churned = [(one["bought"] == 0).sum() for one in snapshots]
    kinds = zip(churned, map(len, snapshots), strict=True)
    return all(n >= _FEWEST and _FEWEST_OF_A_KIND <= s <= n - _FEWEST_OF_A_KIND for s, n in kinds)


def _told(before: pl.DataFrame, past: date, after: pl.DataFrame, cut: date) -> list[dict[str, Any]] | None:
    """The rows of both methods; None where BG/NBD has no parameters."""
    from tillhouse.analytics import calibration, purchases

    seen = lifetimes.seen(after, cut)
    history = (seen.frequency, seen.recency, seen.age)
    rates = purchases.fitted(purchases.histories(*history)).rates
    if rates is None:
        return None
    churned = (after["bought"] == 0).to_numpy()
    regression = lifetimes.regression(before, past).probability(lifetimes.measures(after, cut))
    baseline = calibration.groups(purchases.churn(rates, *history, float(HORIZON)), churned)
    logistic = calibration.groups(regression, churned)
    better = logistic[0].log_loss < baseline[0].log_loss and logistic[0].brier < baseline[0].brier
    return [*_written("baseline", not better, baseline), *_written("logistic", better, logistic)]


def _written(method: str, published: bool, groups: Sequence[Group]) -> list[dict[str, Any]]:
    return [
        {
            "method": method,
            "decile": group.decile,
            "published": published,
            "group_size": group.cases,
            "predicted": group.predicted,
            "actual": group.actual,
            "actual_low": group.low,
            "actual_high": group.high,
            "log_loss": group.log_loss,
            "brier": group.brier,
        }
        for group in groups
    ]
