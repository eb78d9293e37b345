"""What a change of price does to money."""

from __future__ import annotations

import pytest

from tillhouse.analytics.pricing import price_effect


@pytest.mark.parametrize(("elasticity", "factor"), [(0.0, 1.1), (-1.0, 1.0), (-2.0, 1 / 1.1), (1.0, 1.21)])
def test_money_follows_the_price_by_one_more_than_the_elasticity(elasticity: float, factor: float) -> None:
    assert price_effect(0.1, elasticity, elasticity, elasticity).factor == pytest.approx(factor)


@pytest.mark.parametrize("change", [0.2, -0.2])
def test_the_interval_holds_the_point_whichever_way_the_price_goes(change: float) -> None:
    found = price_effect(change, -1.5, -2.5, -0.5)
    assert found.low < found.factor < found.high


def test_no_change_changes_nothing() -> None:
    found = price_effect(0.0, -1.5, -2.5, -0.5)
    assert (found.low, found.factor, found.high) == (1, 1, 1)


def test_a_small_change_is_the_derivative() -> None:
    # d ln(money) / d ln(price) = 1 + elasticity
    assert price_effect(1e-6, -1.7, -1.7, -1.7).factor - 1 == pytest.approx(-0.7e-6, rel=1e-4)
