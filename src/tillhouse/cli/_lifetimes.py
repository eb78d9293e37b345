"""Purchase models as people and programs read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Any

from tillhouse.cli._output import Output, count, warn

if TYPE_CHECKING:
    from tillhouse.analytics.agreement import Errors
    from tillhouse.analytics.customers.holdout import Holdout
    from tillhouse.analytics.purchases import PurchaseFit
    from tillhouse.analytics.spend import SpendFit
    from tillhouse.lists.lifetimes import Answer

_PLACES = 6


@dataclass(frozen=True)
class Said:
    """What was asked and how it was understood. end: the last day of calibration."""

    layout: str
    end: date
    unit: str
    definitions: Mapping[str, str]
    doubts: Sequence[str] = ()


def as_json(found: Answer, said: Said) -> dict[str, Any]:
    """Everything, numbers rounded to the millionth, null for what cannot be told."""
    purchases, spend = found.lifetimes.purchases, found.lifetimes.spend
    return {
        "layout": said.layout,
        "unit": said.unit,
        "calibration_end": said.end,
        "last_day": found.until,
        "warnings": list(said.doubts),
        "definitions": said.definitions,
        "counts": asdict(found.counts),
        "bg_nbd": _model(purchases, purchases.rates, purchases.customers),
        "gamma_gamma": _model(spend, spend.spend, spend.customers)
        | {"correlation_of_frequency_and_value": _number(found.lifetimes.correlation)},
        "holdout": _holdout(found, found.holdout) if found.holdout else None,
    }


def _model(fit: PurchaseFit | SpendFit, parameters: Any, customers: int) -> dict[str, Any]:
    return {
        "parameters": _numbers(parameters._asdict()) if parameters else None,
        "standard_errors": _numbers(fit.errors._asdict()) if parameters else None,
        "log_likelihood": _number(fit.log_likelihood),
        "customers": customers,
        "converged": fit.converged,
        "not_identified": list(fit.unknown),
    }


def _holdout(found: Answer, holdout: Holdout) -> dict[str, Any]:
    return {
        "until": found.until,
        "purchases": _numbers(asdict(holdout.purchases)),
        "baseline": _numbers(asdict(holdout.baseline)),
        "value": _numbers(asdict(holdout.value)) if holdout.value else None,
        "baseline_value": _numbers(asdict(holdout.baseline_value)),
        "by_calibration_purchases": [_numbers(asdict(group)) for group in holdout.groups],
    }


def _numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _number(value) for name, value in values.items()}


def _number(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    return round(value, _PLACES) if isfinite(value) else None


def print_answer(out: Output, found: Answer, said: Said) -> None:
    """The models, what they rest on, and how they foretold."""
    counts, lives = found.counts, found.lifetimes
    out.text(f"{said.layout}.", "")
    out.table((), [(f"  {name}", words) for name, words in said.definitions.items()])
    out.text(
        "", f"{count(counts.customers)} customers until {said.end}, {count(counts.repeaters)} bought again."
    )
    out.text(*_left_out(found), "")
    out.text(f"How often they buy (BG/NBD), time in {said.unit}s")
    _print_model(out, lives.purchases, lives.purchases.rates)
    out.text("", f"What they spend (gamma-gamma), {count(lives.spend.customers)} customers with a value")
    _print_model(out, lives.spend, lives.spend.spend)
    if isfinite(lives.correlation):
        out.text(f"  correlation of frequency and value {_short(lives.correlation)}, assumed to be 0")
    if found.holdout:
        _print_holdout(out, found, found.holdout, said.end)
    elif lives.purchases.rates is not None:
        warn(f"The file ends on {found.until}: nothing is left to hold the models against.")


def _left_out(found: Answer) -> Iterator[str]:
    """What the models do not see, or see though it brought no money."""
    counts = found.counts
    if counts.anonymous:
        yield f"{count(counts.anonymous)} transactions without a customer are left out."
    if counts.refunded:
        yield f"{count(counts.refunded)} days are left out: what came back outweighs what was bought."
    if counts.free:
        yield f"On {count(counts.free)} days everything was free."
    if counts.later:
        yield f"{count(counts.later)} customers first bought later and are in no model."


def _print_model(out: Output, fit: PurchaseFit | SpendFit, parameters: Any) -> None:
    if parameters is None:
        out.text("  Not identifiable: too few customers, or no difference between them.")
        return
    values, errors = parameters._asdict(), fit.errors._asdict()
    rows = [(f"  {name}", _short(values[name]), _short(errors[name]) or "not identified") for name in values]
    out.table(("  parameter", "estimate", "standard error"), rows, "lrr")
    reached = "" if fit.converged else "; the search did not converge"
    out.text(f"  log-likelihood {_short(fit.log_likelihood, 1)}{reached}")


def _print_holdout(out: Output, found: Answer, holdout: Holdout, end: date) -> None:
    out.text("", f"Foretold for the time after {end} until {found.until}")
    said = [("purchases", holdout.purchases), ("purchases, each as before", holdout.baseline)]
    said += [("value", holdout.value)] if holdout.value else []
    said += [("value, each as before", holdout.baseline_value)]
    rows = [(f"  {name}", *_error_cells(errors)) for name, errors in said]
    out.table(("  of", "predicted", "actual", "MAE", "RMSE", "correlation"), rows, "lrrrrr")
    out.text("", "  Mean purchases after, by repeat purchases before")
    rows = [
        (f"  {g.label}", count(g.customers), _short(g.predicted), _short(g.actual)) for g in holdout.groups
    ]
    out.table(("  before", "customers", "predicted", "actual"), rows, "lrrr")


def _error_cells(errors: Errors) -> tuple[str, ...]:
    totals = (_short(errors.predicted, 0), _short(errors.actual, 0))
    return (*totals, *map(_short, (errors.mae, errors.rmse, errors.correlation)))


def _short(value: float, places: int = 3) -> str:
    return f"{value:,.{places}f}".replace("-", "−") if isfinite(value) else ""
