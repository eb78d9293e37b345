"""Whether the probabilities of churn are what they say, on days that no model had seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tillhouse.analytics.customers import lifetimes
from tillhouse.analytics.customers.leaving import HORIZON, METHODS, VERDICTS, Judged, Past, judged
from tillhouse.checks.in_range import in_range
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, bounds, gathered, once, rows_like
from tillhouse.table import Column, table

if TYPE_CHECKING:
    from tillhouse.analytics.calibration import Group

_KEY = ("customer_key", "currency")
_COLUMNS: Mapping[str, Column] = {
    "currency": Column("text", "ISO 4217."),
    "method": Column(
        "text",
        "`baseline` (implied by BG/NBD); `logistic` (logistic regression on recency, frequency and money); either "
        "`, recalibrated` by days held out before those tested; `base rate` (the share that churned in the 90 days "
        "before, for everybody); `not identifiable` (too few customers or events, or too short a time: one row, "
        "without estimates).",
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
    "verdict": Column(
        "text",
        "Of the method: `worse than base rate` (in log loss or Brier score); `predicts too many`, `predicts too few` "
        "(the mean lies outside the interval of the actual share); `right on average only` (fewer than eight of ten "
        "tenths lie in theirs); else `calibrated`. `untested` where nothing could be held out.",
    ),
    "intercept": Column(
        "number", "Of the recalibration for the days to come, added to the log-odds; null of other methods."
    ),
    "slope": Column("number", "What it multiplies log-odds by."),
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
        "group_size predicted actual actual_low actual_high log_loss brier intercept slope": (
            "customer_days.customer_key customer_days.business_date customer_days.net"
        ),
    },
    scope="customers",
    extra="analytics",
    columns=_COLUMNS,
    checks=[
        unique("currency", "method", "decile", on_fail="stop"),
        one_of("method", (*METHODS, "base rate", "not identifiable")),
        one_of("verdict", VERDICTS),
        in_range("decile", low=0, high=10, on_fail="stop"),
        in_range("predicted", low=0, high=1),
    ],
)
def churn_calibration(customer_days: Frame, observation_window: Frame) -> Frame:
    """One row per currency, method and tenth of customers by probability: predicted against actual churn.

    90 days before the end of the data each method says who will buy nothing in 90 days. BG/NBD is fitted on all that is
    known by then; the regression learns from what was known 90 days earlier still, and what followed. Recalibration
    compares what either would have said 90 days earlier with what came. A method answers in `customer_churn` where
    both scores, log loss and Brier, are less than those of the methods before it. BG/NBD comes first.
    """
    days = once(lifetimes.purchases(customer_days))
    (first, _), (_, end) = bounds(days, "day"), bounds(observation_window, "last_day")
    rows = _rows(days, first, end) if first and end else []
    return rows_like(customer_days, lifetimes.columns(rows, churn_calibration.types), churn_calibration.types)


def _rows(days: Frame, first: date, end: date) -> list[dict[str, Any]]:
    span = timedelta(days=HORIZON)
    ends = [end - 3 * span, end - 2 * span, end - span]
    known = [lifetimes.by_currency(lifetimes.snapshot(days, _KEY, until, HORIZON)) for until in ends]
    currencies = gathered(days.select("currency").unique())["currency"].to_list()
    rows: list[dict[str, Any]] = []
    for currency in sorted(currencies, key=lambda one: one or ""):
        usual = {"currency": currency, "predicted_on": ends[-1], "horizon_days": HORIZON}
        parts = [
            Past(part, until) if (part := at.get(currency)) is not None and until - first >= span else None
            for at, until in zip(known, ends, strict=True)
        ]
        found = judged(parts)
        if not found:
            tested = known[-1].get(currency)
            customers = 0 if tested is None else len(tested)
            none = {"method": "not identifiable", "decile": 0, "published": False, "verdict": "untested"}
            rows.append(usual | none | {"group_size": customers})
        for one in found:
            rows += [usual | _written(one, group) for group in one.groups]
    return rows


def _written(method: Judged, group: Group) -> dict[str, Any]:
    by = method.recalibration
    whole = by is not None and group.decile == 0
    return {
        "method": method.name,
        "decile": group.decile,
        "published": method.published,
        "group_size": group.cases,
        "predicted": group.predicted,
        "actual": group.actual,
        "actual_low": group.low,
        "actual_high": group.high,
        "log_loss": group.log_loss,
        "brier": group.brier,
        "verdict": method.verdict,
        "intercept": by.intercept if by and whole else None,
        "slope": by.slope if by and whole else None,
    }
