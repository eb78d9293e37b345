"""Estimates as they are stored."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from tillhouse.analytics.rounded import rounded


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (0.2425943, "0.242594"),
        (-9582.42912345, "-9582.429123"),
        (0.0000015, "0.000002"),
        (-0.0000015, "-0.000002"),
        (0.0000025, "0.000003"),
        (float("nan"), None),
        (float("inf"), None),
        (1e12, None),
    ],
)
def test_an_estimate_is_kept_to_the_millionth(value: float, stored: str | None) -> None:
    expected = None if stored is None else Decimal(stored)
    for given in ([value], np.array([value]), pl.Series([value])):
        assert rounded(given).to_list() == [expected]


def test_what_is_missing_stays_missing() -> None:
    assert rounded([None, 1.5]).to_list() == [None, Decimal("1.5")]
    assert rounded([1.5], 38).dtype == pl.Decimal(38, 6)
