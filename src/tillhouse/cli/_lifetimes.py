"""Purchase models as people read them."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING, Any

from tillhouse.cli._output import Output, count, warn
from tillhouse.retail.counts import either, number_of

if TYPE_CHECKING:
    from tillhouse.analytics.agreement import Errors
    from tillhouse.analytics.customers.holdout import Holdout
    from tillhouse.analytics.purchases import PurchaseFit
    from tillhouse.analytics.spend import SpendFit
    from tillhouse.lists.lifetimes import Answer


def print_answer(out: Output, found: Answer) -> None:
    """The models, what they rest on, and how they predicted."""
    counts, lives = found.counts, found.lifetimes
    out.text(f"{found.layout}.", "")
    out.table((), [(f"  {name}", words) for name, words in found.definitions.items()])
    out.text(
        "",
        f"{number_of(counts.customers, 'customer')} until {found.end}, {count(counts.repeaters)} bought again.",
    )
    out.text(*_left_out(found), "")
    out.text(f"How often they buy (BG/NBD), time in {found.unit}s")
    _print_model(out, lives.purchases, lives.purchases.rates)
    out.text(
        "", f"What they spend (gamma-gamma), {number_of(lives.spend.customers, 'customer')} with a value"
    )
    _print_model(out, lives.spend, lives.spend.spend)
    if isfinite(lives.correlation):
        out.text(f"  correlation of frequency and value {_short(lives.correlation)}, assumed to be 0")
    if found.holdout:
        _print_holdout(out, found, found.holdout)
    elif lives.purchases.rates is not None:
        warn(f"The file ends on {found.until}: nothing is left to hold the models against.")


def _left_out(found: Answer) -> Iterator[str]:
    """What the models do not see, or see though it brought no money."""
    counts = found.counts
    if counts.anonymous:
        are = either(counts.anonymous, "is", "are")
        yield f"{number_of(counts.anonymous, 'transaction')} without a customer {are} left out."
    if counts.refunded:
        yield f"{number_of(counts.refunded, 'day is', 'days are')} left out: what came back outweighs what was bought."
    if counts.free:
        yield f"On {number_of(counts.free, 'day')} everything was free."
    if counts.later:
        are = either(counts.later, "is", "are")
        yield f"{number_of(counts.later, 'customer')} first bought later and {are} in no model."


def _print_model(out: Output, fit: PurchaseFit | SpendFit, parameters: Any) -> None:
    if parameters is None:
        out.text("  Not identifiable: too few customers, or no difference between them.")
        return
    values, errors = parameters._asdict(), fit.errors._asdict()
    rows = [(f"  {name}", _short(values[name]), _short(errors[name]) or "not identified") for name in values]
    out.table(("  parameter", "estimate", "standard error"), rows, "lrr")
    reached = "" if fit.converged else "; the search did not converge"
    out.text(f"  log-likelihood {_short(fit.log_likelihood, 1)}{reached}")


def _print_holdout(out: Output, found: Answer, holdout: Holdout) -> None:
    out.text("", f"Predicted for the time after {found.end} until {found.until}")
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
