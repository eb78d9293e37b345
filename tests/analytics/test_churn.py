"""What is looked at of a customer."""

from __future__ import annotations

import numpy as np
import pytest

from tillhouse.analytics import churn


def test_measures_are_logarithms_of_recency_frequency_and_money() -> None:
    columns = ([3.0, 0.0], [60.0, 0.0], [90.0, 10.0], [20.0, -1.0], [2.0, 1.0])
    found = churn.measures(*map(np.array, columns))
    often, once = (dict(zip(churn.NAMES, row, strict=True)) for row in found)
    assert np.expm1([often["since"], often["age"], often["frequency"], often["recent"]]) == pytest.approx(
        [30, 90, 3, 2]
    )
    assert np.expm1(often["spend"]) == pytest.approx(20) and once["spend"] == 0
    assert often["pace"] == pytest.approx(np.log(31 / 21)) and once["pace"] == 0
    assert (often["once"], once["once"]) == (0, 1)
