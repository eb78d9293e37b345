"""Errors of predictions, against sums by hand and numpy's own correlation."""

from __future__ import annotations

import numpy as np
import pytest

from tillhouse.analytics import agreement
from tillhouse.analytics.agreement import Group

PREDICTED, ACTUAL = [1.0, 2.0, 4.0], [1.0, 0.0, 7.0]


def test_errors_are_sums_and_means_over_customers() -> None:
    found = agreement.errors(PREDICTED, ACTUAL)
    assert (found.customers, found.predicted, found.actual) == (3, 7.0, 8.0)
    assert found.mae == pytest.approx(5 / 3)
    assert found.rmse == pytest.approx((13 / 3) ** 0.5)
    assert found.correlation == pytest.approx(np.corrcoef(PREDICTED, ACTUAL)[0, 1])


def test_nobody_has_no_errors() -> None:
    found = agreement.errors([], [])
    assert (found.customers, found.predicted, found.actual) == (0, 0.0, 0.0)
    assert np.isnan([found.mae, found.rmse, found.correlation]).all()


def test_what_does_not_vary_has_no_correlation() -> None:
    assert np.isnan(agreement.correlation(PREDICTED, [3.0, 3.0, 3.0]))


def test_groups_are_by_purchases_and_the_many_are_one() -> None:
    found = agreement.by_purchases([0, 2, 9, 0], [0.5, 1.0, 3.0, 1.5], [1, 0, 5, 0], most=3)
    assert found == [Group("0", 2, 1.0, 0.5), Group("2", 1, 1.0, 0.0), Group("3+", 1, 3.0, 5.0)]
