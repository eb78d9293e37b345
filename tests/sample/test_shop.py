"""The shop behind a sample: distinct products, weekdays but Saturday, days that share all lines."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tillhouse.sample.shop import PRODUCTS, open_shop


@pytest.mark.parametrize("lines", [1, 1_000, 100_000])
def test_a_shop_of_any_size(lines: int):
    shop = open_shop(lines, 1)
    usual, rare = shop.codes[:PRODUCTS], shop.codes[PRODUCTS:]
    assert usual.n_unique() == shop.texts[:PRODUCTS].n_unique() == PRODUCTS
    assert usual.str.to_uppercase().equals(rare.str.to_uppercase())
    assert 0 < (usual != rare).sum() < PRODUCTS
    assert (shop.texts[:PRODUCTS].str.strip_chars() != shop.texts[PRODUCTS:].str.strip_chars()).all()
    assert shop.prices.min() > 0
    assert shop.other_prices.min() == 1
    assert (shop.opens[0], shop.opens[-1], len(shop.opens)) == (0, lines, len(shop.days) + 1)
    assert all(a <= b for a, b in pairwise(shop.opens))
    assert not any(day.weekday() == 5 for day in shop.days)
    assert ((shop.home != shop.moved_to).sum()) == 8


def test_demand_is_long_tailed_and_reaches_every_product():
    demand = open_shop(1_000, 1).demand
    assert demand.n_unique() == PRODUCTS
    most = demand.value_counts(sort=True)["count"]
    assert most[:100].sum() > len(demand) // 4
    assert len(demand) == 65_536


def test_every_country_has_a_customer():
    shop = open_shop(60_000, 1)
    assert len(shop.countries) == shop.countries.n_unique() == 38
    assert shop.home.n_unique() == 38
