"""How much demand varies."""

from __future__ import annotations

from decimal import Decimal
from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillhouse.analytics.variability import variation


@given(st.lists(st.integers(-20, 1_000), min_size=3, max_size=24))
def test_variation_is_deviation_by_mean(units: list[int]) -> None:
    found, named = variation(units, len(units))
    if sum(units) <= 0:
        assert (found, named) == (None, "unknown")
    else:
        assert found is not None
        assert float(found) == pytest.approx(stdev(units) / mean(units), abs=6e-7)
        assert named == ("X" if found <= Decimal("0.5") else "Y" if found <= 1 else "Z")


def test_months_without_a_sale_are_zero() -> None:
    assert variation([6, 6], 4) == variation([6, 0, 6, 0], 4)
    assert variation([6, 6], 4) != variation([6, 6], 2)


def test_a_border_belongs_to_the_steadier_class() -> None:
    assert variation([1, 2, 3], 3) == (Decimal("0.5"), "X")
    assert variation([2, 0, 1], 3) == (Decimal(1), "Y")
    assert variation([1_000_001, 2_000_000, 2_999_999], 3)[1] == "X"
    assert variation([999_999, 2_000_000, 3_000_001], 3) == (Decimal("0.500001"), "Y")


@pytest.mark.parametrize(("units", "periods"), [([], 0), ([5], 1), ([5, 5], 2), ([5, -5], 6), ([-1], 9)])
def test_what_says_nothing_is_unknown(units: list[int], periods: int) -> None:
    assert variation(units, periods) == (None, "unknown")


def test_large_numbers_are_exact() -> None:
    assert variation([10**17, 10**17, 10**17 + 1], 3) == (Decimal(0), "X")
    assert variation([10**18, 1], 2 + 1)[1] == "Z"
