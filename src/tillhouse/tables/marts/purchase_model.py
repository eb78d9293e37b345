"""The models that predict what customers will buy, and how well they do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from tillhouse.analytics.customers import holdout, lifetimes
from tillhouse.analytics.customers.lifetimes import followed, observed, purchases
from tillhouse.checks.in_range import in_range
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, bounds, gathered, once, rows_like
from tillhouse.table import Column, table

if TYPE_CHECKING:
    from tillhouse.analytics.agreement import Errors

VERDICTS = ("fitted", "leaving not identified", "rates not identified", "not converged", "not identifiable")
_KEY = ("customer_key", "currency")
#: The share of the days of the data that is held out at its end, and the most days of it.
_HELD_OUT, _LONGEST = 3, 365
#: What is said of a hold-out where the models tell nothing.
_UNTOLD = {
    "holdout_customers": 0,
    "holdout_verdict": "not identifiable",
    "value_holdout_verdict": "not identifiable",
}
_COLUMNS: dict[str, Column] = {
    "currency": Column("text", "ISO 4217."),
    "reference_date": Column("date", "End of the data: `last_day` of `observation_window`."),
    "purchasers": Column("integer", "Customers with a purchase: a day with a positive net."),
    "repeaters": Column("integer", "Of them, customers with another."),
    "verdict": Column(
        "text",
        "Of BG/NBD: `fitted`; `leaving not identified` (a and b: hardly anybody seems to leave, or all alike); `rates "
        "not identified` (r and alpha: customers hardly differ in how often they buy); predictions hardly depend on "
        "these; `not converged`; `not identifiable` (too few came back: no estimates).",
    ),
    "r": Column("number", "Shape of the rates of buying over customers."),
    "alpha": Column("number", "Rate parameter of them, in days: r / alpha purchases a day while alive."),
    "a": Column("number", "First parameter of the chances of leaving after a purchase."),
    "b": Column("number", "Second parameter of them: a / (a + b) is their mean."),
    "r_error": Column("number", "Standard error; null where the data do not tell."),
    "alpha_error": Column("number", "Standard error; null where the data do not tell."),
    "a_error": Column("number", "Standard error; null where the data do not tell."),
    "b_error": Column("number", "Standard error; null where the data do not tell."),
    "log_likelihood": Column("number", "Of all histories, time in days."),
    "spend_customers": Column("integer", "Customers with a mean value of purchases after the first."),
    "spend_verdict": Column(
        "text",
        "Of gamma-gamma: `fitted`; `value depends on frequency` (fitted, but the correlation is 0.2 or more either "
        "way); `spread not identified` (customers hardly differ); `no mean` (q is not above 1: who bought once has no "
        "expected value); `not converged`; `not identifiable` (too few with a value, or "
        "a customer's own values hardly vary: not used).",
    ),
    "p": Column("number", "Shape of a customer's values around their mean."),
    "q": Column("number", "Shape of the customers' own rates."),
    "gamma": Column("number", "Rate parameter of them: p * gamma / (q - 1) is the mean value of a purchase."),
    "p_error": Column("number", "Standard error; null where the data do not tell."),
    "q_error": Column("number", "Standard error; null where the data do not tell."),
    "gamma_error": Column("number", "Standard error; null where the data do not tell."),
    "spend_log_likelihood": Column("number", "Of all mean values."),
    "correlation": Column(
        "number", "Of frequency and mean value among these customers; the models assume 0."
    ),
    "calibration_end": Column("date", "For the hold-out the models are fitted on the days until here."),
    "holdout_days": Column("integer", "Days after it: the last third of the data, at most 365."),
    "holdout_customers": Column("integer", "Customers who first bought until calibration_end."),
    "holdout_verdict": Column(
        "text",
        "Of purchases: `better than baseline` or `worse than baseline`, by RMSE; `not identifiable` where BG/NBD of "
        "the calibration is not.",
    ),
    "predicted": Column("number", "Their purchases in the hold-out, as predicted."),
    "actual": Column("number", "Their purchases in the hold-out."),
    "baseline": Column("number", "Their purchases if each went on as before: frequency / T a day."),
    "mae": Column("number", "Mean absolute error per customer of the prediction."),
    "baseline_mae": Column("number", "Mean absolute error per customer of the baseline."),
    "rmse": Column("number", "Root of the mean squared error per customer of the prediction."),
    "baseline_rmse": Column("number", "Root of the mean squared error per customer of the baseline."),
    "holdout_correlation": Column("number", "Of predicted and actual purchases per customer."),
    "value_holdout_verdict": Column(
        "text",
        "The same of money; `not identifiable` also where gamma-gamma of the calibration does not tell what a purchase "
        "of every customer is worth.",
    ),
    "predicted_value": Column("number", "Money of the hold-out, as predicted: purchases by expected value."),
    "actual_value": Column("number", "Money of the hold-out: net of the days of purchase."),
    "baseline_value": Column(
        "number", "Money if each went on as before: frequency by monetary value / T a day."
    ),
    "value_mae": Column("number", "Mean absolute error per customer of the prediction, in money."),
    "baseline_value_mae": Column("number", "Mean absolute error per customer of the baseline, in money."),
    "value_rmse": Column(
        "number", "Root of the mean squared error per customer of the prediction, in money."
    ),
    "baseline_value_rmse": Column(
        "number", "Root of the mean squared error per customer of the baseline, in money."
    ),
    "value_correlation": Column("number", "Of predicted and actual money per customer."),
}


@table(
    key=("currency",),
    owner="customers",
    computed_from={
        "*": (
            "customer_days.currency customer_days.business_date customer_days.net observation_window.last_day"
        ),
        "currency": "customer_days.currency",
        "reference_date": "observation_window.last_day",
        "calibration_end holdout_days": "customer_days.business_date observation_window.last_day",
        "purchasers repeaters verdict r alpha a b r_error alpha_error a_error b_error "
        "log_likelihood spend_customers spend_verdict p q gamma p_error q_error gamma_error "
        "spend_log_likelihood correlation holdout_customers holdout_verdict predicted actual "
        "baseline mae baseline_mae rmse baseline_rmse holdout_correlation "
        "value_holdout_verdict predicted_value actual_value baseline_value value_mae "
        "baseline_value_mae value_rmse baseline_value_rmse value_correlation": (
            "customer_days.customer_key customer_days.business_date customer_days.net"
        ),
    },
    scope="customers",
    extra="analytics",
    columns=_COLUMNS,
    checks=[
        unique("currency", on_fail="stop"),
        one_of("verdict", VERDICTS),
        in_range("purchasers", low=0, on_fail="stop"),
    ],
)
def purchase_model(customer_days: Frame, observation_window: Frame) -> Frame:
    """One row per currency: the parameters of BG/NBD and gamma-gamma, with errors, and how well they predicted.

    BG/NBD (Fader, Hardie and Lee 2005) says how often customers will buy and whether they are alive. Gamma-gamma
    (Fader and Hardie 2013) says what a purchase will be worth. A purchase is a day with a positive net of matched
    returns. `customer_lifetime_value` applies them. For the hold-out both are fitted again on the first two thirds of
    the days. Predictions for more days than ``holdout_days`` were never tested.
    """
    days = once(purchases(customer_days))
    (first, _), (_, end) = bounds(days, "day"), bounds(observation_window, "last_day")
    rows = _rows(days, first, end) if first and end else []
    return rows_like(customer_days, lifetimes.columns(rows, purchase_model.types), purchase_model.types)


def _rows(days: Frame, first: date, end: date) -> list[dict[str, Any]]:
    """A row per currency, sorted."""
    held = min((end - first).days // _HELD_OUT, _LONGEST)
    cut = end - timedelta(days=held)
    whole, early = _by_currency(observed(days, _KEY, end)), _by_currency(observed(days, _KEY, cut))
    later = _by_currency(followed(days, _KEY, cut, end))
    rows: list[dict[str, Any]] = []
    for currency, customers in sorted(whole.items(), key=lambda one: one[0] or ""):
        seen = lifetimes.seen(customers, end)
        found = lifetimes.fitted(seen)
        row: dict[str, Any] = {
            "currency": currency,
            "reference_date": end,
            "calibration_end": cut,
            "holdout_days": held,
        }
        row |= _purchases(found) | _spend(found)
        if currency in early:
            row |= _holdout(early[currency], later.get(currency), cut, held)
        rows.append(_UNTOLD | row)
    return rows


def _by_currency(frame: Frame) -> dict[str | None, pl.DataFrame]:
    rows: pl.DataFrame = gathered(frame).to_native()
    return lifetimes.by_currency(rows.sort(_KEY))


def _purchases(found: lifetimes.Lifetimes) -> dict[str, Any]:
    fit = found.purchases
    row: dict[str, Any] = {
        "purchasers": fit.customers,
        "repeaters": fit.repeaters,
        "verdict": lifetimes.verdict(fit),
    }
    return row | _parameters(fit.rates, fit.errors) | {"log_likelihood": fit.log_likelihood}


def _spend(found: lifetimes.Lifetimes) -> dict[str, Any]:
    fit = found.spend
    row: dict[str, Any] = {"spend_customers": fit.customers, "correlation": found.correlation}
    row |= {"spend_verdict": lifetimes.spend_verdict(found), "spend_log_likelihood": fit.log_likelihood}
    return row | _parameters(fit.spend, fit.errors)


def _parameters(values: Any, errors: Any) -> dict[str, Any]:
    named = {f"{name}_error": error for name, error in errors._asdict().items()}
    return named | (values._asdict() if values else {})


def _holdout(early: pl.DataFrame, later: pl.DataFrame | None, cut: date, held: int) -> dict[str, Any]:
    """How the models of the days until the cut predicted what the same customers did after it."""
    seen = lifetimes.seen(early, cut)
    found = lifetimes.fitted(seen)
    row: dict[str, Any] = {"holdout_customers": len(early)}
    if found.purchases.rates is None:
        return row
    bought, paid = holdout.done(early, later, _KEY)
    return row | _judged(holdout.held_out(seen, found, float(held), bought, paid))


def _judged(held_out: holdout.Holdout) -> dict[str, Any]:
    each, naive = held_out.purchases, held_out.baseline
    value, naive_value = held_out.value, held_out.baseline_value
    row = {
        "holdout_verdict": _against(each, naive),
        "predicted": each.predicted,
        "actual": each.actual,
        "baseline": naive.predicted,
        "mae": each.mae,
        "baseline_mae": naive.mae,
        "rmse": each.rmse,
        "baseline_rmse": naive.rmse,
        "holdout_correlation": each.correlation,
        "actual_value": naive_value.actual,
        "baseline_value": naive_value.predicted,
        "baseline_value_mae": naive_value.mae,
        "baseline_value_rmse": naive_value.rmse,
    }
    if value is None:
        return row
    return row | {
        "value_holdout_verdict": _against(value, naive_value),
        "predicted_value": value.predicted,
        "value_mae": value.mae,
        "value_rmse": value.rmse,
        "value_correlation": value.correlation,
    }


def _against(model: Errors, baseline: Errors) -> str:
    return "better than baseline" if model.rmse < baseline.rmse else "worse than baseline"
