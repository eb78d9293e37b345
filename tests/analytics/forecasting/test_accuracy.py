"""How far forecasts were off."""

from __future__ import annotations

import numpy as np
import pytest

from tillhouse.analytics.forecasting.accuracy import Accuracy, accuracy, compared, winners

HISTORY = np.array([[[np.nan, 2.0, 4, 3]]])  # steps of 2 and 1: 1.5 on average, 2.5 in squares


def test_measures_are_what_their_formulas_say() -> None:
    sold = compared(np.array([[[5.0, 1, np.nan]]]), HISTORY, 1)
    found = accuracy(sold, np.array([[[4.0, 3, 9]]]))
    assert found.points.tolist() == [2]
    assert found.mase[0] == pytest.approx((1 + 2) / 2 / 1.5)
    assert found.rmsse[0] == pytest.approx(((1 + 4) / 2 / 2.5) ** 0.5)
    assert found.wape[0] == pytest.approx(3 / 6)
    assert found.bias[0] == pytest.approx(1 / 6)


def test_a_history_that_never_moved_has_no_scale() -> None:
    sold = compared(np.array([[[5.0, 1]]]), np.full((1, 1, 4), 3.0), 1)
    found = accuracy(sold, np.ones((1, 1, 2)))
    assert found.points.tolist() == [0]
    assert np.isnan(found.mase[0])


def _measured(mase: float, rmsse: float, points: int = 10) -> Accuracy:
    one = np.array([1.0])
    return Accuracy(np.array([points]), one * mase, one * rmsse, one, one)


@pytest.mark.parametrize(
    ("other", "winner"),
    [
        (_measured(0.9, 0.9), "model"),
        (_measured(1.0, 0.9), "model"),
        (_measured(0.5, 1.001), "naive"),  # by one of the two worse than naive: never
        (_measured(1.001, 0.5), "naive"),
        (_measured(1.0, 1.0), "naive"),
        (_measured(0.5, 0.5, points=9), "naive"),  # not tried on all of it
        (_measured(np.nan, np.nan), "naive"),
    ],
)
def test_a_model_wins_only_if_it_is_better_than_naive(other: Accuracy, winner: str) -> None:
    assert winners({"naive": _measured(1.0, 1.0), "model": other}, "naive") == [winner]
