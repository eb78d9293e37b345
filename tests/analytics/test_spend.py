"""The gamma-gamma model, against integration by brute force, differences and simulated customers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import gamma

from tests.analytics.buyers import spending
from tillhouse.analytics import spend
from tillhouse.analytics.spend import Spend
from tillhouse.errors import FixTheData

SPEND = Spend(6.0, 4.0, 15.0)
PURCHASES, VALUES = [1, 3, 10], [4.0, 22.5, 80.0]


def _integrated(x: int, value: float) -> float:
    """The density of a mean of x purchases, over all rates that customers may have."""

    def weighed(rate: float) -> float:
        density = gamma.pdf(value, SPEND.p * x, scale=1 / (rate * x))
        return float(density * gamma.pdf(rate, SPEND.q, scale=1 / SPEND.gamma))

    return float(quad(weighed, 0, 4, epsabs=0, epsrel=1e-9, points=[SPEND.p / value])[0])


@pytest.mark.parametrize(("x", "value"), list(zip(PURCHASES, VALUES, strict=True)))
def test_the_likelihood_is_the_integral_over_all_customers(x: int, value: float) -> None:
    found = np.exp(spend.log_likelihood(SPEND, [x], [value]))[0]
    assert found == pytest.approx(_integrated(x, value), rel=1e-7)
    assert found != pytest.approx(_integrated(x + 1, value), rel=1e-3)


def test_the_gradient_is_that_of_the_likelihood() -> None:
    given = spend.gradient(SPEND, PURCHASES, VALUES)
    for place, name in enumerate(Spend._fields):
        ends = [
            spend.log_likelihood(SPEND._replace(**{name: SPEND[place] + by}), PURCHASES, VALUES)
            for by in (1e-5, -1e-5)
        ]
        assert given[place] == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-6)


def test_parameters_and_true_means_are_recovered() -> None:
    purchases = np.tile(np.arange(6.0), 5_000)
    value, truth = spending(SPEND, purchases, seed=3)
    fit = spend.fitted(purchases, value)
    assert fit.spend is not None and fit.converged and fit.unknown == () and fit.customers == 25_000
    for name, known in SPEND._asdict().items():
        assert abs(getattr(fit.spend, name) - known) < 3.5 * getattr(fit.errors, name) < 0.3 * known, name
    for bought in range(6):
        these = purchases == bought
        predicted = spend.expected(SPEND, purchases[these], value[these])
        error = truth[these].std() / np.sqrt(these.sum())
        assert abs(predicted.mean() - truth[these].mean()) < 4 * error
    best = spend.expected(SPEND, purchases, value)
    assert np.mean((best - truth) ** 2) < np.mean((np.where(purchases > 0, value, best) - truth) ** 2)


def test_the_way_found_on_some_leads_to_the_same_top(monkeypatch: pytest.MonkeyPatch) -> None:
    purchases = np.tile(np.arange(1, 6.0), 1000)
    value, _ = spending(SPEND, purchases, seed=4)
    whole = spend.fitted(purchases, value)
    monkeypatch.setattr(spend, "MANY", 100)
    thinned = spend.fitted(purchases, value)
    assert whole.spend is not None and thinned.spend == pytest.approx(whole.spend, rel=1e-7)


def test_the_unit_of_money_changes_nothing_but_gamma() -> None:
    purchases = np.tile(np.arange(1, 6.0), 400)
    value, _ = spending(SPEND, purchases, seed=4)
    pounds, pence = spend.fitted(purchases, value), spend.fitted(purchases, value * 100)
    assert pounds.spend is not None and pence.spend is not None
    assert pence.spend == pytest.approx(pounds.spend._replace(gamma=pounds.spend.gamma * 100), rel=1e-5)
    direct = spend.log_likelihood(pence.spend, purchases, value * 100).sum()
    assert pence.log_likelihood == pytest.approx(direct, rel=1e-9)
    assert pence.log_likelihood == pytest.approx(pounds.log_likelihood - 2000 * np.log(100), rel=1e-9)


def test_of_the_unknown_the_population_is_expected_and_of_the_well_known_their_own() -> None:
    population = SPEND.p * SPEND.gamma / (SPEND.q - 1)
    assert spend.expected(SPEND, [0], [0.0])[0] == pytest.approx(population)
    assert spend.expected(SPEND, [1e9], [77.0])[0] == pytest.approx(77.0)
    assert np.isnan(spend.expected(SPEND._replace(q=0.9), [0], [0.0])[0])


def test_too_few_and_equal_values_identify_nothing() -> None:
    assert spend.fitted([1, 2, 0], [5.0, 6.0, 0.0]).spend is None
    assert spend.fitted(np.ones(50), np.full(50, 9.99)).spend is None


def test_a_value_that_cannot_be_is_refused() -> None:
    with pytest.raises(FixTheData, match="Customer 2 has 0 purchases"):
        spend.log_likelihood(SPEND, [1, 0], [5.0, 5.0])
