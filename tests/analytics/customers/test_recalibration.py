"""A straight line on log-odds, learnt from cases held out."""

from __future__ import annotations

import numpy as np
import pytest

from tillhouse.analytics.customers.recalibration import Recalibration, fitted

STEPS = np.linspace(0.05, 0.95, 19)


def cases(actual: dict[float, float], each: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities said, each so many times, and what came as often as given."""
    said = np.repeat(list(actual), each)
    came = np.concatenate([np.arange(each) < round(each * share) for share in actual.values()])
    return said, came


def test_too_much_is_brought_down_to_what_came() -> None:
    said, came = cases({0.3: 0.2, 0.5: 0.36, 0.7: 0.57, 0.9: 0.84})
    by = fitted(said, came)
    assert by is not None
    again = by.probability(said)
    assert said.mean() > came.mean() + 0.1
    assert again.mean() == pytest.approx(came.mean(), abs=1e-3)
    assert np.mean((again - came) ** 2) < np.mean((said - came) ** 2)


def test_what_is_right_stays() -> None:
    said, came = cases({0.2: 0.2, 0.4: 0.4, 0.6: 0.6, 0.8: 0.8}, each=1000)
    by = fitted(said, came)
    assert by is not None and (by.intercept, by.slope) == pytest.approx((0.0, 1.0), abs=0.01)
    assert by.probability(STEPS) == pytest.approx(STEPS, abs=0.01)


def test_the_order_stays_and_certainty_is_no_infinity() -> None:
    again = Recalibration(-0.5, 0.7).probability(np.array([0.0, 0.1, 0.5, 1.0, np.nan]))
    assert np.isnan(again[-1]) and np.all(np.diff(again[:-1]) > 0)
    assert again[0] > 0 and again[-2] < 1


def test_where_greater_probabilities_meant_fewer_events_there_is_none() -> None:
    assert fitted(*cases({0.2: 0.8, 0.8: 0.2})) is None


def test_where_all_are_alike_there_is_none() -> None:
    assert fitted(*cases({0.5: 0.3, 0.5001: 0.9})) is None
