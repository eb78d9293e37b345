"""Slopes that a few odd values do not bend."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import theilslopes

from tillhouse.analytics.theil_sen import theil_sen


@pytest.mark.parametrize("n", [6, 7, 12, 30])
def test_slopes_and_intervals_are_those_of_scipy(n: int) -> None:
    chance = np.random.default_rng(n)
    x = np.cumsum(chance.integers(1, 3, n)).astype(float)
    smooth = chance.normal(0, 3, (20, n)) + x
    tied = chance.integers(0, 3, (20, n)).astype(float)
    for y in (smooth, tied):
        found = np.array(theil_sen(x, y)).T
        expected = [[(s := theilslopes(row, x, 0.95)).slope, s.low_slope, s.high_slope] for row in y]
        assert found == pytest.approx(np.array(expected))
        assert found[:-1] != pytest.approx(np.array(expected)[1:])


def test_one_odd_month_bends_nothing() -> None:
    x = np.arange(12.0)
    y = np.array([2 * x + 5, 2 * x + 5])
    y[1, 6] = 80_000
    slope, low, high = theil_sen(x, y)
    assert slope == pytest.approx([2, 2])
    assert ((low <= 2) & (high >= 2)).all()


def test_a_trend_is_told_from_none_19_times_of_20() -> None:
    chance = np.random.default_rng(3)
    still = chance.normal(100, 10, (2_000, 12))
    _, low, high = theil_sen(np.arange(12.0), still)
    assert np.mean((low <= 0) & (high >= 0)) == pytest.approx(0.95, abs=0.015)
    _, low, high = theil_sen(np.arange(12.0), still + 5 * np.arange(12))
    assert np.mean((low <= 5) & (high >= 5)) == pytest.approx(0.95, abs=0.015)
    assert np.mean((low <= 0) & (high >= 0)) < 0.1


def test_one_month_has_no_trend() -> None:
    assert np.isnan(theil_sen(np.array([1.0]), np.array([[1.0], [2.0]]))).all()
    assert [found.size for found in theil_sen(np.arange(3.0), np.empty((0, 3)))] == [0, 0, 0]
