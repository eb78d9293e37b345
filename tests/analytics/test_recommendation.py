"""What goes with each item."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest
from hypothesis import given

from tests.analytics.counted import BASKETS, BUDGET, Basket, arrays
from tillhouse.analytics.itemsets import frequent
from tillhouse.analytics.recommendation import Together, together


def recommended(baskets: list[Basket], each: int = 10, prior: float = 20.0, least: int = 1) -> Together:
    return together(frequent(*arrays(baskets), least, longest=2), max(len(baskets), 1), each, prior)


def rows(found: Together) -> list[tuple[int, int, int, int]]:
    return list(
        zip(*(getattr(found, name).tolist() for name in ("item", "place", "other", "count")), strict=True)
    )


@BUDGET
@given(BASKETS)
def test_places_are_by_score_then_count_then_number(baskets: list[Basket]) -> None:
    sets, n = list(map(set, baskets)), max(len(baskets), 1)
    single = {item: sum(item in one for one in sets) for item in range(7)}
    scored = []
    for item, other in permutations(range(7), 2):
        count = sum({item, other} <= one for one in sets)
        expected = single[item] * single[other] / n
        if count and count * n > single[item] * single[other]:
            scored.append((item, -(count + 20) / (expected + 20), -count, other))
    scored.sort()
    mine = [(item, other, -count) for item, _, count, other in scored]
    assert [(item, other, count) for item, _, other, count in rows(recommended(baskets))] == mine


@BUDGET
@given(BASKETS)
def test_at_most_so_many_each_from_the_first(baskets: list[Basket]) -> None:
    every, few = rows(recommended(baskets)), rows(recommended(baskets, each=2))
    assert few == [row for row in every if row[1] <= 2]


def test_a_pair_seen_a_few_times_does_not_come_before_one_seen_often() -> None:
    baskets: list[Basket] = [*[[1, 2]] * 200, *[[1]] * 100, *[[2]] * 100, *[[1, 3]] * 3, *[[4]] * 997]
    first_by = {prior: rows(recommended(baskets, prior=prior))[0][2] for prior in (0.0, 20.0)}
    assert first_by == {0.0: 3, 20.0: 2}


def test_confidence_and_lift_are_of_the_pair() -> None:
    found = recommended([[1, 2], [1, 2], [1], [3]], least=2)
    assert rows(found) == [(1, 1, 2, 2), (2, 1, 1, 2)]
    assert found.confidence.tolist() == [2 / 3, 1.0]
    assert found.lift.tolist() == pytest.approx([4 / 3, 4 / 3])


def test_without_pairs_nothing_is_recommended() -> None:
    assert rows(recommended([])) == []
    assert rows(recommended([[1], [2]])) == []


def test_the_order_of_baskets_changes_nothing() -> None:
    chance = Random(5)
    baskets = [chance.choices(range(30), k=4) for _ in range(200)]
    assert rows(recommended(baskets)) == rows(recommended(chance.sample(baskets, 200)))
