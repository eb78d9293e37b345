"""Calibration of probabilities, against sums by hand and events of known probability."""

from __future__ import annotations

import numpy as np
import pytest

from tillhouse.analytics import calibration


def test_scores_of_all_cases_are_means() -> None:
    probability, event = np.array([0.9, 0.2, 0.5]), np.array([True, False, False])
    whole = calibration.groups(probability, event)[0]
    assert (whole.decile, whole.cases, whole.actual) == (0, 3, pytest.approx(1 / 3))
    assert whole.predicted == pytest.approx(1.6 / 3)
    assert whole.log_loss == pytest.approx(-(np.log(0.9) + np.log(0.8) + np.log(0.5)) / 3)
    assert whole.brier == pytest.approx((0.01 + 0.04 + 0.25) / 3)


def test_intervals_are_wilsons() -> None:
    (whole, *_) = calibration.groups(np.full(10, 0.5), np.arange(10) < 2)
    assert (whole.low, whole.high) == pytest.approx((0.0567, 0.5098), abs=1e-4)


def test_the_certain_and_wrong_lose_much_but_not_everything() -> None:
    assert 15 < calibration.groups(np.array([0.0]), np.array([True]))[0].log_loss < 25


def test_equal_probabilities_are_in_one_tenth_and_tenths_are_all() -> None:
    probability = np.array([0.1] * 60 + [0.9] * 40)
    _, low, high = calibration.groups(probability, probability > 0.5)
    assert (low.cases, high.cases) == (60, 40) and low.decile < high.decile
    assert calibration.groups(np.array([]), np.array([], dtype=bool)) == []


def test_true_probabilities_are_calibrated_and_their_halves_are_not() -> None:
    chance = np.random.default_rng(3)
    probability = chance.random(20_000)
    event = chance.random(20_000) < probability
    inside, outside = (
        sum(group.low <= group.predicted <= group.high for group in calibration.groups(p, event)[1:])
        for p in (probability, probability / 2)
    )
    assert inside >= 8 and outside <= 1
