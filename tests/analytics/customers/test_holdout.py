"""How far models were off in the time held out: by hand, in purchases and in money, beside each going on as before."""

from __future__ import annotations

from dataclasses import asdict
from math import nan, sqrt
from statistics import correlation, mean

import numpy as np
import polars as pl
import pytest

from tillhouse.analytics.agreement import Errors
from tillhouse.analytics.customers import holdout
from tillhouse.analytics.customers.lifetimes import Lifetimes, Seen, spend_verdict
from tillhouse.analytics.purchases import PurchaseFit, Rates, expected
from tillhouse.analytics.spend import Spend, SpendFit
from tillhouse.errors import FixTheCode

RATES, SPEND = Rates(0.8, 40.0, 0.7, 2.5), Spend(6.0, 4.0, 15.0)
HORIZON = 50.0
#: Frequency, recency, age and value of each; then what they bought and paid. The third came on the last day.
CUSTOMERS = [(2, 60, 100, 30), (0, 0, 80, 0), (0, 0, 0, 0), (4, 50, 70, 12.5)]
BOUGHT, PAID = [2.0, 0.0, 1.0, 1.0], [70.0, 0.0, 11.0, 8.0]


def models(
    spend: Spend | None = SPEND, unknown: tuple[str, ...] = (), rates: Rates | None = RATES
) -> Lifetimes:
    bought = PurchaseFit(rates, Rates(nan, nan, nan, nan), 0.0, 50, 30, True, ())
    return Lifetimes(bought, SpendFit(spend, Spend(nan, nan, nan), 0.0, 50, True, unknown), 0.0)


def judged(found: Lifetimes, customers: list[tuple[float, ...]] = CUSTOMERS) -> holdout.Holdout:
    seen = Seen(*np.array(customers, dtype=float).T)
    bought, paid = (np.array(values[: len(customers)]) for values in (BOUGHT, PAID))
    return holdout.held_out(seen, found, HORIZON, bought, paid)


def by_hand(predicted: list[float], actual: list[float]) -> dict[str, float]:
    off = [one - other for one, other in zip(predicted, actual, strict=True)]
    return {
        "customers": len(actual),
        "predicted": sum(predicted),
        "actual": sum(actual),
        "mae": mean(abs(one) for one in off),
        "rmse": sqrt(mean(one**2 for one in off)),
        "correlation": correlation(predicted, actual),
    }


def test_errors_are_those_by_hand_in_purchases_and_in_money() -> None:
    bought = [float(expected(RATES, [x], [t], [age], HORIZON)[0]) for x, t, age, _ in CUSTOMERS]
    as_before = [2 / 100 * HORIZON, 0.0, 0.0, 4 / 70 * HORIZON]
    p, q, gamma = SPEND
    worth = [p * (gamma + x * value) / (p * x + q - 1) for x, _, _, value in CUSTOMERS]
    paid = [one * each for one, each in zip(bought, worth, strict=True)]
    paid_as_before = [2 * 30 / 100 * HORIZON, 0.0, 0.0, 4 * 12.5 / 70 * HORIZON]
    found = judged(models())
    assert asdict(found.purchases) == pytest.approx(by_hand(bought, BOUGHT))
    assert asdict(found.baseline) == pytest.approx(by_hand(as_before, BOUGHT))
    assert found.value is not None and asdict(found.value) == pytest.approx(by_hand(paid, PAID))
    assert asdict(found.baseline_value) == pytest.approx(by_hand(paid_as_before, PAID))


def test_money_by_one_mean_of_all_would_be_seen() -> None:
    """The baseline in money is that of each customer's own value, not of purchases by the mean of all."""
    one_for_all = [1.0 * 21.25, 0.0, 0.0, 4 / 70 * HORIZON * 21.25]
    assert asdict(judged(models()).baseline_value) != pytest.approx(by_hand(one_for_all, PAID))


def test_values_that_are_not_identified_are_not_used() -> None:
    """Parameters there are, and what they would say is finite; the likelihood does not know which they are."""
    unknown, known = models(unknown=("p",)), models()
    assert unknown.spend == SpendFit(SPEND, unknown.spend.errors, 0.0, 50, True, ("p",))
    assert (spend_verdict(unknown), spend_verdict(known)) == ("not identifiable", "fitted")
    found = judged(unknown)
    assert found.value is None and judged(known).value is not None
    assert found.purchases == judged(known).purchases
    assert found.baseline_value == judged(known).baseline_value


def test_without_a_mean_money_is_told_where_all_came_back() -> None:
    without = models(Spend(6.0, 0.9, 15.0))
    assert judged(without).value is None
    again = judged(without, [(2, 60, 100, 30), (4, 50, 70, 12.5)])
    assert isinstance(again.value, Errors) and again.value.predicted > 0
    assert judged(models(None)).value is None


def test_nothing_is_predicted_without_parameters() -> None:
    with pytest.raises(FixTheCode):
        judged(models(rates=None))


def test_what_was_done_is_in_the_order_of_the_customers() -> None:
    customers = pl.DataFrame({"customer": ["B", "A", "C"], "currency": [None, "GBP", "GBP"]})
    later = pl.DataFrame(
        {
            "customer": ["C", "D", "B"],
            "currency": ["GBP", "GBP", None],
            "bought": [2, 9, 1],
            "paid": [5, 9, 7],
        }
    )
    bought, paid = holdout.done(customers, later, ["customer", "currency"])
    assert (bought.tolist(), paid.tolist()) == ([1, 0, 2], [7, 0, 5])
    nobody = holdout.done(customers, None, ["customer"])
    assert [values.tolist() for values in nobody] == [[0, 0, 0]] * 2
