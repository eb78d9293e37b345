"""Exact quotients of sums."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tillhouse.analytics.quotients import growth, moving_averages, quotients

MONEY = st.decimals(min_value=-(10**15), max_value=10**15, places=6)


@given(MONEY, MONEY.filter(lambda whole: whole > 0))
def test_a_quotient_is_the_nearest_millionth(part: Decimal, whole: Decimal) -> None:
    [found] = quotients([part], [whole], times=100)
    assert found is not None
    exact = 100 * Fraction(part) / Fraction(whole)
    away = abs(Fraction(found) - exact)
    assert away <= Fraction(1, 2_000_000)
    if away == Fraction(1, 2_000_000):
        assert abs(found) > abs(exact)


def test_halves_go_away_from_zero() -> None:
    parts = [Decimal("0.000001"), Decimal("-0.000001"), Decimal("0.000003")]
    assert quotients(parts, [2, 2, 2]) == [Decimal("0.000001"), Decimal("-0.000001"), Decimal("0.000002")]


def test_there_is_no_quotient_of_nothing_or_of_a_loss() -> None:
    assert quotients([1, 1, 1, None], [0, -5, None, 1]) == [None, None, None, None]


def test_growth_is_in_percent() -> None:
    before = [Decimal(100), Decimal(80), Decimal(0), Decimal(-1), None]
    assert growth([Decimal(110), Decimal(60), Decimal(5), Decimal(5), Decimal(5)], before) == [
        Decimal(10),
        Decimal(-25),
        None,
        None,
        None,
    ]


def test_an_average_needs_all_its_values() -> None:
    values = [Decimal(1), Decimal(2), Decimal("-0.5"), None, Decimal(4), Decimal(5)]
    assert moving_averages(values, 2) == [None, Decimal("1.5"), Decimal("0.75"), None, None, Decimal("4.5")]
    assert moving_averages([], 7) == []
