"""Baskets as numbers."""

from __future__ import annotations

import polars as pl

from tillhouse.analytics.baskets import numbered

HELD = pl.DataFrame(
    {"basket": ["x", "x", "x", "y", "z", "z"], "item": ["tea", "jam", "tea", "jam", "tea", "oil"]}
)


def test_items_are_numbered_by_name_and_repeats_are_one() -> None:
    found = numbered(HELD)
    assert (found.names, found.size) == (["jam", "oil", "tea"], 3)
    held: dict[int, set[str]] = {}
    for basket, item in zip(found.basket.tolist(), found.item.tolist(), strict=True):
        held.setdefault(basket, set()).add(found.names[item])
    assert sorted(map(sorted, held.values())) == [["jam"], ["jam", "tea"], ["oil", "tea"]]
    assert found.basket.size == 5


def test_large_baskets_are_left_out_with_what_only_they_hold() -> None:
    found = numbered(HELD, largest=1)
    assert (found.names, found.size) == (["jam"], 1)
    assert numbered(HELD.clear()).size == 0
