"""``tillhouse forecast``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tillhouse.answers.document import exact
from tillhouse.cli._analytics import said_of
from tillhouse.cli._choosing import of_release, snapshot_of
from tillhouse.cli._output import money
from tillhouse.cli._session import Session, with_session
from tillhouse.retail.sums import worded

if TYPE_CHECKING:
    from tillhouse.answers.predictions import Forecast, Price

_HORIZONS = ("daily", "weekly", "monthly")
_SCENARIOS = ("baseline", "pessimistic", "optimistic")


@click.command()
@click.argument("series", default="all", metavar="[SERIES]")
@click.option("--horizon", type=click.Choice(_HORIZONS), default="weekly", show_default=True, help="How far.")
@click.option(
    "--scenario",
    type=click.Choice(_SCENARIOS),
    default="baseline",
    show_default=True,
    help="The others: the total at an end of its 80 % interval.",
)
@click.option(
    "--price",
    "changes",
    multiple=True,
    metavar="CODE=+5%",
    help="What if a price changes. Repeat for other products.",
)
@of_release
@with_session
def command(
    session: Session,
    series: str,
    horizon: str,
    scenario: str,
    changes: tuple[str, ...],
    number: int | None,
    as_of: str | None,
) -> None:
    """What will be sold, by day, week or month, and how sure that is.

    SERIES is `all`, a country, a class of products (A, B, C) or a stock code, as in `sales_forecast`. Intervals are
    those of the baseline. With --price 22423=+5% sales of a product change by what its elasticity says, within the
    prices it was sold at. Where the data cannot tell, the command says so and gives no number. Other products are
    taken to sell as they would have.

    \b
    Example:
      tillhouse analyse sales_forecast
      tillhouse forecast
      tillhouse forecast "United Kingdom" --horizon monthly --scenario pessimistic --json
    """
    from tillhouse.answers.forecasts import forecasts

    snapshot = snapshot_of(session, number, as_of)
    found = forecasts(snapshot, series, horizon, scenario, changes)
    session.out.document(found)
    if session.out.is_json:
        return
    for one in found.forecasts:
        _show(session, one, f"{horizon}, {scenario}, release {snapshot.release.number}")
    session.out.text("", *said_of(session.out, snapshot, snapshot.table("sales_forecast")))
    session.out.next(
        f"show forecast_accuracy --where horizon={horizon} --where split=total", "tables sales_forecast"
    )


def _show(session: Session, one: Forecast, said: str) -> None:
    session.out.text(f"Forecast of {one.split} {one.series}, {worded(one.currency)} ({said})", "")
    if not one.periods:
        session.out.text(f"Nothing is forecast: {one.verdict}.")
        return
    headers = ["from", "amount", "80 % from", "to", "95 % from", "to"]
    rows = []
    for period in one.periods:
        if period.status == "closed":
            rows.append([period.first, "closed"])
        else:
            rows.append([period.first, period.amount, *period.ends.values(), *(period.what_if or ())])
    headers += ["what if", "from", "to"] if any(price.is_forecast for price in one.prices) else []
    session.out.table(headers, rows, "l" + "r" * 8)
    session.out.text("", f"{money(one.total)} in all. {_how_good(one)}")
    for price in one.prices:
        session.out.text(_in_words(price))


def _how_good(one: Forecast) -> str:
    said = one.said
    tried = f"In the back-test from {said['origins']} moments of the past"
    if said["mase"] is None:
        return f"{said['model']}; {tried.lower()} there was nothing to compare."
    held = [
        f"{level} % intervals held {100 * said[f'coverage_{level}']:.0f} %"
        for level in (80, 95)
        if said[f"coverage_{level}"] is not None
    ]
    held += one.verdict.split("; ")[1:]
    errors = f"MASE {said['mase']:.2f}, that of seasonal naive {said['naive_mase']:.2f}"
    return "; ".join([f"{tried}, {said['model']} had {errors}", *held]) + "."


def _in_words(price: Price) -> str:
    point, low, high = price.elasticity
    effect = price.effect
    rest = (
        "Other products are taken to sell as before."
        if price.is_forecast
        else "Too little of it was sold to forecast it, so there is no amount."
    )
    return (
        f"{price.stock_code} from {exact(price.now)} to {exact(price.then)} ({100 * price.change:+.2f} %), elasticity"
        f" {point:.2f} ({low:.2f} to {high:.2f}): {100 * (effect.factor - 1):+.1f} % of its sales, from"
        f" {100 * (effect.low - 1):+.1f} to {100 * (effect.high - 1):+.1f} %. {rest}"
    )
