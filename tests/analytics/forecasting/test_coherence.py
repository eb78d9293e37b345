"""Sums that agree."""

from __future__ import annotations

import numpy as np
import pytest

from tillhouse.analytics.forecasting.coherence import millionths, scaled, shared_out

NONE_FIXED = np.zeros(3, dtype=bool)


def test_parts_are_scaled_to_the_whole() -> None:
    parts = np.array([[1.0, 0], [2, 0], [1, 0]])
    assert scaled(np.array([8.0, 5]), parts, NONE_FIXED).tolist() == [[2, 5], [4, 0], [2, 0]]


def test_fixed_parts_stay_and_the_others_take_up_the_difference() -> None:
    fixed = np.array([True, False, False])
    parts = np.array([[1.0, 9], [2, 2], [1, 1]])
    found = scaled(np.array([7.0, 6]), parts, fixed)
    assert found[:, 0].tolist() == [1, 4, 2]
    assert found[:, 1] == pytest.approx([4.5, 1, 0.5])  # alone they were more than the whole


@pytest.mark.parametrize("seed", range(20))
def test_parts_sum_to_the_whole_to_the_millionth_and_are_never_negative(seed: int) -> None:
    chance = np.random.default_rng(seed)
    whole = chance.lognormal(8, 3, 30) * (chance.random(30) < 0.9)
    parts = chance.lognormal(2, 3, (7, 30)) * (chance.random((7, 30)) < 0.6)
    fixed = chance.random(7) < 0.3
    found = scaled(whole, parts, fixed)
    exact = shared_out(millionths(whole), found)
    assert (exact.sum(axis=0) == millionths(whole)).all()
    assert (exact >= 0).all()
    assert np.abs(exact - found * 1_000_000).max() <= 8 + whole.max() * 1e-6
