"""Frequent itemsets, against a counter that tries them all."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analytics.counted import BASKETS, BUDGET, Basket, arrays, by_trying, counts_of
from tillhouse.analytics.itemsets import frequent, minimum_count


@BUDGET
@given(BASKETS, st.integers(1, 4), st.integers(1, 7))
def test_every_frequent_itemset_is_found_with_its_count(
    baskets: list[Basket], minimum: int, longest: int
) -> None:
    assert counts_of(frequent(*arrays(baskets), minimum, longest)) == by_trying(baskets, minimum, longest)


def test_a_counter_that_counts_repeats_twice_is_caught() -> None:
    baskets = [[1, 1, 2], [1, 2]]
    found = counts_of(frequent(*arrays(baskets), 1))
    assert found == by_trying(baskets, 1, 10)
    assert found != by_trying(baskets, 1, 10, of=list)


@BUDGET
@given(BASKETS, st.randoms(use_true_random=False))
def test_the_order_of_lines_and_baskets_changes_nothing(baskets: list[Basket], chance: Random) -> None:
    mixed = [chance.sample(list(basket), len(basket)) for basket in chance.sample(baskets, len(baskets))]
    first, second = (frequent(*arrays(one), 2) for one in (baskets, mixed))
    assert first.items.tolist() == second.items.tolist()
    for level, other in zip(first.levels, second.levels, strict=True):
        for name in ("parent", "last", "count"):
            assert getattr(level, name).tolist() == getattr(other, name).tolist()


@BUDGET
@given(BASKETS)
def test_what_is_frequent_has_frequent_parts(baskets: list[Basket]) -> None:
    found = counts_of(frequent(*arrays(baskets), 2))
    for itemset, count in found.items():
        assert all(found[itemset - {item}] >= count for item in itemset if len(itemset) > 1)


def test_hundreds_of_baskets_are_more_than_a_word_of_bits() -> None:
    chance = Random(3)
    baskets = [[item for item in range(12) if chance.random() < 0.3 + item / 40] for _ in range(700)]
    assert counts_of(frequent(*arrays(baskets), 30)) == by_trying(baskets, 30, 10)


def test_where_there_are_too_many_the_longest_lengths_are_left_out_whole() -> None:
    chance = Random(4)
    baskets = [[item for item in range(10) if chance.random() < 0.6] for _ in range(60)]
    sizes = [level.count.size for level in frequent(*arrays(baskets), 3).levels]
    for length in range(2, len(sizes)):
        for most in (sum(sizes[:length]), sum(sizes[: length + 1]) - 1):
            found = frequent(*arrays(chance.sample(baskets, 60)), 3, most=most)
            assert ([level.count.size for level in found.levels], found.cut) == (sizes[:length], True)
    assert not frequent(*arrays(baskets), 3, most=sum(sizes)).cut


def test_single_items_are_always_kept() -> None:
    found = frequent(*arrays([[1, 2, 3]]), 1, most=1)
    assert ([level.count.size for level in found.levels], found.cut) == ([3], True)


def test_no_baskets_have_no_itemsets() -> None:
    nothing = np.empty(0, np.int64)
    assert counts_of(frequent(nothing, nothing, 1)) == {}
    assert counts_of(frequent(*arrays([[1], [2]]), 2)) == {}


@pytest.mark.parametrize(
    ("support", "baskets", "least"),
    [("0.001", 9835, 10), ("0.001", 10_000, 10), ("0.07", 100, 7), ("0", 5, 1), ("1", 5, 5)],
)
def test_the_least_count_is_rounded_up_without_floats(support: str, baskets: int, least: int) -> None:
    assert minimum_count(Fraction(support), baskets) == least
