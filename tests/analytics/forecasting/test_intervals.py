"""Intervals hold as many values as they say."""

from __future__ import annotations

import numpy as np
import pytest

from tillhouse.analytics.forecasting.intervals import Errors, coverage, reaches, scales


def independent(series: int, origins: int, seed: int = 1) -> Errors:
    """Errors one step ahead, independent of each other."""
    values = np.random.default_rng(seed).standard_t(4, (series, origins, 1))
    return Errors(values, np.arange(origins), 1, 1)


def overlapping(series: int, origins: int, horizon: int, seed: int = 2) -> Errors:
    """Errors of the last value of random walks: all that came in between is in them, and in those of neighbours."""
    steps = np.random.default_rng(seed).normal(size=(series, origins + horizon))
    walk = np.cumsum(steps, axis=1)
    ahead = np.stack([walk[:, h : h + origins] - walk[:, :origins] for h in range(1, horizon + 1)], axis=2)
    return Errors(ahead, np.arange(origins), 1, horizon)


def test_the_reach_is_the_error_of_the_conformal_rank() -> None:
    errors = Errors(np.arange(1.0, 1001).reshape(1, 1000, 1), np.arange(1000), 1, 1)
    found = reaches(errors)
    assert found[80][0, 0] == pytest.approx(801, rel=0.01)  # rank ⌈1001 · 0.8⌉, and Student of 999 degrees
    assert found[95][0, 0] == pytest.approx(951, rel=0.01)


def test_nine_errors_tell_nothing_and_ten_tell_something() -> None:
    assert np.isnan(reaches(independent(1, 9))[80]).all()
    assert np.isfinite(reaches(independent(1, 10))[95]).all()


@pytest.mark.parametrize(("level", "nominal"), [(80, 0.80), (95, 0.95)])
def test_coverage_of_independent_errors_is_nominal(level: int, nominal: float) -> None:
    found = coverage(independent(200, 60))
    assert np.nanmean(found.shares[level]) == pytest.approx(nominal, abs=0.02)
    assert found.judged[0] == 50


@pytest.mark.parametrize(("level", "nominal"), [(80, 0.80), (95, 0.95)])
def test_coverage_of_errors_that_overlap_is_nominal(level: int, nominal: float) -> None:
    assert np.nanmean(coverage(overlapping(300, 60, 6)).shares[level]) == pytest.approx(nominal, abs=0.05)


def test_intervals_that_are_too_narrow_are_seen() -> None:
    # Errors that grow fourfold half way through: what was known before does not hold what comes after.
    errors = independent(200, 60)
    values = errors.values * np.where(np.arange(60) < 30, 1, 4)[None, :, None]
    grown = coverage(Errors(values[:, :40], errors.at[:40], 1, 1))
    assert np.nanmean(grown.shares[80]) < 0.72


def test_an_error_that_came_later_judges_nothing() -> None:
    errors = overlapping(20, 40, 4)
    changed = Errors(errors.values.copy(), errors.at, 1, 4)
    changed.values[:, 25:] *= 100
    early = Errors(errors.values[:, :25], errors.at[:25], 1, 4)
    again = Errors(changed.values[:, :25], errors.at[:25], 1, 4)
    assert (coverage(early).shares[80] == coverage(again).shares[80]).all()
    assert (coverage(changed).shares[80] < coverage(errors).shares[80]).any()


def test_levels_lie_inside_each_other() -> None:
    found = reaches(overlapping(50, 30, 6))
    assert (found[80] <= found[95]).all()


def test_a_scale_follows_the_forecast_but_not_to_nothing() -> None:
    points = np.array([[[10.0, 30, 0]], [[0.0, 0, 0]]])
    found = scales(points, np.array([[True, True, False]]), np.array([[8.0], [8.0]]))
    assert found.tolist() == [[[15, 25, 10]], [[1, 1, 1]]]
