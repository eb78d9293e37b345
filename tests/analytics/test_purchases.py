"""The BG/NBD model, against integration by brute force, differences, simulated customers and closed forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.stats import beta, gamma

from tests.analytics.buyers import Customers, buying
from tillhouse.analytics import purchases
from tillhouse.analytics.purchases import Rates
from tillhouse.errors import FixTheData

RATES = Rates(1.3, 6.0, 1.4, 2.8)
#: Frequency, recency, age: one purchase; bought on the last day; no purchase for long; came back at once; often.
HISTORIES = [(0, 0.0, 9.0), (0, 0.0, 0.0), (1, 8.0, 9.0), (3, 2.0, 20.0), (2, 30.0, 30.0), (12, 25.0, 31.0)]


def _integrated(rates: Rates, of: Callable[[Any, Any], Any]) -> float:
    """The mean of a function of a customer's rate and chance of leaving over all customers: a sum over a fine grid.

    The grid is dense near 0, where densities have a pole if their shape is below 1.
    """
    nodes, weights = np.polynomial.legendre.leggauss(160)
    u, w = (nodes + 1) / 2, weights / 2
    rate, by_rate = 8 * u[:, None] ** 4, 32 * u[:, None] ** 3 * w[:, None]
    leaving, by_leaving = u**4, 4 * u**3 * w
    density = gamma.pdf(rate, rates.r, scale=1 / rates.alpha) * beta.pdf(leaving, rates.a, rates.b)
    return float(np.sum(of(rate, leaving) * density * by_rate * by_leaving))


def _of_one(x: int, t_x: float, age: float) -> Callable[[Any, Any], Any]:
    """Equation 3 of the paper: the likelihood of a history, given rate and chance of leaving."""

    def likelihood(rate: Any, leaving: Any) -> Any:
        stayed = (1 - leaving) ** x * rate**x * np.exp(-rate * age)
        left = leaving * (1 - leaving) ** (x - 1) * rate**x * np.exp(-rate * t_x) if x else 0
        return stayed + left

    return likelihood


@pytest.mark.parametrize("history", HISTORIES)
def test_the_likelihood_is_the_integral_over_all_customers(history: tuple[int, float, float]) -> None:
    brute = _integrated(RATES, _of_one(*history))
    assert np.exp(purchases.log_likelihood(RATES, *_columns([history])))[0] == pytest.approx(brute, rel=1e-6)


def test_the_integral_sees_recency_and_age_exchanged() -> None:
    x, t_x, age = HISTORIES[3]
    brute = _integrated(RATES, _of_one(x, age, t_x))
    assert np.exp(purchases.log_likelihood(RATES, [x], [t_x], [age]))[0] != pytest.approx(brute, rel=1e-2)


def test_the_gradient_is_that_of_the_likelihood() -> None:
    given = purchases.gradient(RATES, *_columns(HISTORIES))
    for place, name in enumerate(Rates._fields):
        step = 1e-5
        up, down = (RATES._replace(**{name: RATES[place] + by}) for by in (step, -step))
        ends = [purchases.log_likelihood(rates, *_columns(HISTORIES)) for rates in (up, down)]
        assert given[place] == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("a", [0.6, 1.0, 1.4])
def test_what_a_new_customer_will_buy_is_the_integral(a: float) -> None:
    rates = RATES._replace(a=a, b=2.0)

    def bought(rate: Any, leaving: Any) -> Any:
        return -np.expm1(-rate * leaving * 10) / leaving

    brute = _integrated(rates, bought)
    assert purchases.expected_of_new(rates, 10.0)[0] == pytest.approx(brute, rel=1e-5)


def test_what_customers_will_buy_is_continuous_where_the_formula_has_no_value() -> None:
    columns = _columns(HISTORIES)
    for at in (RATES._replace(a=1.0), RATES._replace(a=0.4, b=0.6)):
        found = purchases.expected(at, *columns, 20.0)
        beside = purchases.expected(at._replace(a=at.a + 3e-5, b=at.b + 3e-5), *columns, 20.0)
        assert found == pytest.approx(beside, rel=1e-3)


@pytest.mark.parametrize("rates", [Rates(1.0, 30.0, 6000.0, 9000.0), Rates(0.8, 60.0, 1e-4, 16000.0), RATES])
def test_what_the_living_will_buy_is_the_integral_at_any_size(rates: Rates) -> None:
    """Of the living, rates have a gamma distribution again and chances of leaving a beta distribution."""
    x, age, horizon = 2, 40.0, 365.0
    leaving = beta.ppf((np.arange(20_000) + 0.5) / 20_000, rates.a, rates.b + x) + 1e-300
    none = -np.expm1(-(rates.r + x) * np.log1p(leaving * horizon / (rates.alpha + age)))
    brute = np.mean(none / leaving) * purchases.alive(rates, [x], [39.0], [age])[0]
    assert purchases.expected(rates, [x], [39.0], [age], horizon)[0] == pytest.approx(brute, rel=1e-3)


@pytest.fixture(scope="module")
def simulated() -> Customers:
    return buying(RATES, np.tile(np.linspace(0.5, 40, 1000), 100), horizon=20.0, seed=5)


def test_parameters_are_recovered(simulated: Customers) -> None:
    c = simulated
    fit = purchases.fitted(purchases.histories(c.frequency, c.recency, c.age))
    assert fit.converged and fit.unknown == () and fit.customers == 100_000
    assert fit.rates is not None
    for name, truth in RATES._asdict().items():
        found, error = getattr(fit.rates, name), getattr(fit.errors, name)
        assert abs(found - truth) < 3.5 * error < 0.25 * truth, name


def test_recency_and_age_exchanged_are_refused(simulated: Customers) -> None:
    with pytest.raises(FixTheData, match="recency <= age"):
        purchases.histories(simulated.frequency, simulated.age, simulated.recency)


def test_age_without_the_time_since_the_last_purchase_does_not_recover_them(simulated: Customers) -> None:
    c = simulated
    fit = purchases.fitted(
        purchases.histories(c.frequency, c.recency, np.where(c.frequency > 0, c.recency, c.age))
    )
    assert fit.rates is not None
    assert abs(fit.rates.a - RATES.a) > 0.25 * RATES.a


@pytest.mark.parametrize("bought", [0, 1, 2, 5])
def test_simulated_customers_do_what_is_predicted(simulated: Customers, bought: int) -> None:
    c = simulated
    these = c.frequency == bought
    history = (c.frequency[these], c.recency[these], c.age[these])
    alive = purchases.alive(RATES, *history)
    expected = purchases.expected(RATES, *history, 20.0)
    churned = purchases.churn(RATES, *history, 20.0)
    for predicted, actual in ((alive, c.alive), (expected, c.after), (churned, c.after == 0)):
        found = actual[these].astype(float)
        error = max(found.std() / np.sqrt(these.sum()), 1e-12)
        assert abs(predicted.mean() - found.mean()) < 4 * error


def test_the_purchases_of_new_customers_are_as_predicted() -> None:
    seen = buying(RATES, np.full(50_000, 30.0), horizon=0.0, seed=6).frequency
    assert purchases.expected_of_new(RATES, 30.0)[0] == pytest.approx(seen.mean(), abs=4 * seen.std() / 220)


def test_the_unit_of_time_changes_nothing_but_alpha(simulated: Customers) -> None:
    c = simulated
    weeks, days = (
        purchases.fitted(purchases.histories(c.frequency[::9], c.recency[::9] * per, c.age[::9] * per))
        for per in (1, 7)
    )
    assert weeks.rates is not None and days.rates is not None
    assert days.rates == pytest.approx(weeks.rates._replace(alpha=weeks.rates.alpha * 7), rel=1e-6)
    repeats = c.frequency[::9].sum()
    assert days.log_likelihood == pytest.approx(weeks.log_likelihood - repeats * np.log(7), rel=1e-9)


def test_the_order_of_customers_changes_no_bit(simulated: Customers) -> None:
    columns = [column[::20] for column in (simulated.frequency, simulated.recency, simulated.age)]
    backwards = [column[::-1] for column in columns]
    assert purchases.fitted(purchases.histories(*columns)) == purchases.fitted(
        purchases.histories(*backwards)
    )


def test_the_way_found_on_some_leads_to_the_same_top(
    simulated: Customers, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = purchases.histories(simulated.frequency, simulated.recency, simulated.age)
    whole = purchases.fitted(given)
    monkeypatch.setattr(purchases, "MANY", 500)
    thinned = purchases.fitted(given)
    assert whole.rates is not None and thinned.rates == pytest.approx(whole.rates, rel=1e-8)


def test_equal_histories_are_one_row() -> None:
    made = purchases.histories([0, 2, 0, 2], [0, 3, 0, 3], [5, 5, 5, 5])
    assert made.frequency.tolist() == [0, 2] and made.customers.tolist() == [2, 2]


def test_customers_who_all_bought_once_identify_nothing() -> None:
    fit = purchases.fitted(purchases.histories(np.zeros(500), np.zeros(500), np.arange(500.0)))
    assert fit.rates is None and fit.unknown == Rates._fields and (fit.customers, fit.repeaters) == (500, 0)


def test_where_nobody_leaves_leaving_is_not_identified() -> None:
    c = buying(Rates(2.0, 10.0, 1e-9, 3.0), np.linspace(10, 60, 4000), 0.0, seed=8)
    fit = purchases.fitted(purchases.histories(c.frequency, c.recency, c.age))
    assert fit.rates is not None and "a" in fit.unknown and not {"r", "alpha"} & set(fit.unknown)
    assert purchases.alive(fit.rates, c.frequency, c.recency, c.age).min() > 0.9
    assert np.isnan(fit.errors.a)


def test_nobody_and_no_time() -> None:
    empty = purchases.histories([], [], [])
    assert len(empty.age) == 0 and purchases.fitted(empty).rates is None
    assert purchases.alive(RATES, [], [], []).tolist() == []
    assert purchases.expected(RATES, *_columns(HISTORIES), 0.0) == pytest.approx(0, abs=1e-12)
    assert purchases.churn(RATES, *_columns(HISTORIES), 0.0) == pytest.approx(1)


@pytest.mark.parametrize(
    "history", [(1, 0.0, 5.0), (0, 2.0, 5.0), (1.5, 2.0, 5.0), (-1, 0.0, 5.0), (1, 2.0, np.nan)]
)
def test_a_history_that_cannot_be_is_refused(history: tuple[float, float, float]) -> None:
    with pytest.raises(FixTheData, match="History 1 has"):
        purchases.histories(*_columns([history]))


def _columns(rows: list[tuple[float, float, float]]) -> list[list[float]]:
    return [list(column) for column in zip(*rows, strict=True)]
