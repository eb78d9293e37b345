"""The search for the greatest likelihood: hills, ridges and edges."""

from __future__ import annotations

import numpy as np
import pytest

from tillhouse.analytics._maximum import Floats, Objective, maximum

TOP = np.log([2.0, 0.3, 50.0])
STARTS = [(1.0, 1.0, 10.0), (5.0, 5.0, 5.0)]


def _hill(curvature: Floats) -> Objective:
    def objective(at: Floats) -> tuple[float, Floats]:
        off = at - TOP
        return float(-off @ curvature @ off / 2 - np.sum(off**4)), -curvature @ off - 4 * off**3

    return objective


def test_the_top_is_found_with_errors_of_its_curvature() -> None:
    curvature = np.array([[3.0, 1.0, 0.0], [1.0, 2.0, 0.5], [0.0, 0.5, 1.0]])
    found = maximum(_hill(curvature), STARTS, observations=400)
    assert found.at == pytest.approx(np.exp(TOP), rel=1e-10) and found.converged and found.told.all()
    assert found.errors == pytest.approx(
        np.exp(TOP) * np.sqrt(np.diag(np.linalg.inv(curvature)) / 400), rel=1e-6
    )


def test_where_the_hill_is_flat_nothing_is_told_of_the_parameter() -> None:
    def flat(at: Floats) -> tuple[float, Floats]:
        off = (at - TOP) * [1, 1, 0]
        return float(-np.sum(off**2)), -2 * off

    found = maximum(flat, STARTS, observations=400)
    assert found.told.tolist() == [True, True, False] and np.isnan(found.errors[2])
    assert found.at[:2] == pytest.approx(np.exp(TOP[:2]))


def test_a_parameter_that_runs_away_stops_at_the_edge() -> None:
    def rising(at: Floats) -> tuple[float, Floats]:
        off = (at - TOP) * [1, 1, 0]
        return float(-np.sum(off**2) + at[2] / 10), -2 * off + [0, 0, 0.1]

    found = maximum(rising, STARTS, observations=400)
    assert found.told.tolist() == [True, True, False] and found.converged
    assert found.at == pytest.approx([2.0, 0.3, 10 * np.exp(9)])


def test_a_ridge_tells_of_neither_parameter_on_it() -> None:
    def ridge(at: Floats) -> tuple[float, Floats]:
        off, sum_off = at[0] - TOP[0], at[1] + at[2] - TOP[1] - TOP[2]
        return float(-(off**2) - sum_off**2), -2 * np.array([off, sum_off, sum_off])

    found = maximum(ridge, STARTS, observations=400)
    assert found.told.tolist() == [True, False, False]
