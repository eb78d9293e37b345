"""Own-price elasticities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.special import stdtrit

from tillhouse.analytics.elasticity import Elasticities, Floats, Integers, elasticities


@dataclass(frozen=True)
class Shop:
    """Weeks of some items, with the elasticities they were made with."""

    item: Integers
    week: Integers
    units: Floats
    price: Floats
    truth: Floats

    def fitted(self) -> Elasticities:
        return elasticities(self.item, self.week, self.units, self.price)


def shop(seed: int, items: int = 20, weeks: int = 52, carried: float = 0.0, lasting: bool = False) -> Shop:
    """A season, items of different size, prices that are cut now and then (for long, if lasting), a tenth missing."""
    chance = np.random.default_rng(seed)
    cut = chance.random((items, weeks)) < (0.1 if lasting else 0.25)
    cuts = chance.choice([0.0, -0.1, -0.2, -0.4], (items, weeks))
    price = np.where(cut, cuts, 0.0)
    if lasting:
        for week in range(1, weeks):
            price[:, week] = np.where(cut[:, week], cuts[:, week], price[:, week - 1])
    error = chance.normal(0, 0.3, (items, weeks))
    for week in range(1, weeks):
        error[:, week] = carried * error[:, week - 1] + error[:, week] * np.sqrt(1 - carried**2)
    truth = chance.normal(-1.8, 0.6, items)
    season = np.sin(np.arange(weeks) / 8) + chance.normal(0, 0.2, weeks)
    log = chance.normal(3, 1, items)[:, None] + season + truth[:, None] * price + error
    kept = np.flatnonzero(chance.random(items * weeks) > 0.1)
    item, week = np.divmod(kept, weeks)
    return Shop(item, week, np.exp(log).ravel()[kept], np.exp(1 + price).ravel()[kept], truth)


# Against the textbook: one regression with a dummy for each item and each week.


def by_hand(of: Shop) -> Elasticities:
    """The same numbers from the whole matrix, for errors that are not carried on."""
    items = of.truth.size
    dummies = [np.eye(items)[of.item], np.eye(of.week.max() + 1)[of.week]]
    z = np.hstack([np.eye(items)[of.item] * np.log(of.price)[:, None], *dummies])
    weights = np.linalg.pinv(z)
    hat = z @ weights
    y = np.log(of.units)
    error = y - hat @ y
    c = weights[:items]
    variance = (c**2) @ (error**2 / (1 - np.diag(hat)))
    own = np.where(of.item == np.arange(items)[:, None], c, 0)
    free = np.minimum((own**2).sum(1) ** 2 / (own**4).sum(1), np.bincount(of.item, 1 - np.diag(hat)))
    half = stdtrit(free, 0.975) * np.sqrt(variance)
    slope = c @ y
    return Elasticities(slope, slope - half, slope + half, 0.0)


@pytest.mark.parametrize("items", [3, 12])
def test_estimates_and_intervals_are_those_of_one_regression_with_dummies(items: int) -> None:
    of = shop(seed=4, items=items, carried=-0.5)
    found, expected = of.fitted(), by_hand(of)
    assert found.carried == 0
    for name in ("estimate", "low", "high"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name), abs=1e-8)
    other = by_hand(shop(seed=5, items=items, carried=-0.5))
    assert found.estimate != pytest.approx(other.estimate, abs=1e-2)


def test_the_order_of_rows_does_not_matter() -> None:
    of = shop(seed=6)
    order = np.random.default_rng(0).permutation(of.item.size)
    mixed = elasticities(of.item[order], of.week[order], of.units[order], of.price[order])
    assert np.array_equal(mixed.low, of.fitted().low)


def test_units_and_currency_of_the_price_do_not_matter() -> None:
    of = shop(seed=7)
    scaled = elasticities(of.item, of.week, of.units * 12, of.price * 1.17)
    assert scaled.high == pytest.approx(of.fitted().high, abs=1e-9)


# The truth is known, and lies in the interval as often as it should.


def covered(found: Elasticities, truth: Floats, narrower: float = 1.0) -> float:
    half = (found.high - found.low) / 2 * narrower
    told = np.isfinite(found.estimate)
    return float(np.mean(np.abs(found.estimate - truth)[told] <= half[told]))


@pytest.mark.parametrize(("carried", "lasting"), [(0.0, False), (0.0, True), (0.5, True)])
def test_intervals_hold_the_truth_19_times_of_20(carried: float, lasting: bool) -> None:
    shops = [shop(seed, carried=carried, lasting=lasting) for seed in range(25)]
    fitted = [(of.fitted(), of.truth) for of in shops]
    assert 0.925 <= np.mean([covered(*of) for of in fitted]) <= 0.98
    assert np.mean([covered(*of, narrower=0.5) for of in fitted]) < 0.8


def test_what_carries_on_is_found() -> None:
    found = [shop(seed, items=60, carried=0.5).fitted().carried for seed in range(5)]
    assert np.mean(found) == pytest.approx(0.5, abs=0.05)


def test_a_season_all_items_share_is_no_effect_of_price() -> None:
    of = shop(seed=8)
    # Prices are raised in high season, by all items at other times.
    season = np.exp(3 * np.sin(of.week / 8))
    same = elasticities(of.item, of.week, of.units * season, of.price)
    assert same.estimate == pytest.approx(of.fitted().estimate, abs=1e-8)


# What the data cannot tell is not told.


def test_an_item_alone_cannot_be_told_from_its_weeks() -> None:
    of = shop(seed=9, items=1)
    assert np.isnan(of.fitted().estimate).all()


def test_prices_that_move_together_cannot_be_told_from_weeks() -> None:
    of = shop(seed=10)
    together = np.exp(np.random.default_rng(1).normal(0, 0.2, 52))[of.week]
    assert np.isnan(elasticities(of.item, of.week, of.units, together).estimate).all()


def test_a_price_that_never_moved_has_no_elasticity() -> None:
    of = shop(seed=11)
    still = np.where(of.item == 3, 2.5, of.price)
    found = elasticities(of.item, of.week, of.units, still)
    assert np.flatnonzero(np.isnan(found.estimate)).tolist() == [3]
    assert np.isfinite(np.delete(found.low, 3)).all()
