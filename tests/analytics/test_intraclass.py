"""How much of a variation lies between groups."""

from __future__ import annotations

import numpy as np
import pytest

from tillhouse.analytics.intraclass import intraclass


def of(groups: list[list[float]]) -> float:
    rows = [(n, value) for n, values in enumerate(groups) for value in values]
    group, value = np.array([n for n, _ in rows]), np.array([value for _, value in rows])
    one = np.ones(group.size, dtype=np.int64)
    return float(intraclass(0 * one, group, one, value)[0])


def test_it_is_that_of_the_textbook() -> None:
    # Shrout & Fleiss (1979), six targets rated by four judges: ICC(1,1) is .17.
    ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    assert of(ratings) == pytest.approx(0.17, abs=0.005)


def test_values_of_the_group_alone_are_one_and_of_chance_alone_none() -> None:
    assert of([[1, 1], [2, 2, 2], [3]]) == pytest.approx(1)
    assert of([[1, 3], [1, 3], [1, 3]]) == pytest.approx(-1)
    chance = np.random.default_rng(1).normal(0, 1, (400, 3))
    assert abs(of(chance.tolist())) < 0.05


@pytest.mark.parametrize("groups", [[[1, 2]], [[1], [2]], [[5, 5], [5]]])
def test_nothing_to_compare_is_not_a_number(groups: list[list[float]]) -> None:
    assert np.isnan(of(groups))


def test_counts_stand_for_repeats_and_items_apart() -> None:
    item, group = np.array([0, 0, 1, 1, 1]), np.array([0, 1, 0, 0, 2])
    found = intraclass(item, group, np.array([2, 3, 1, 2, 2]), np.array([1.0, 2, 1, 3, 5]))
    assert found == pytest.approx([of([[1, 1], [2, 2, 2]]), of([[1, 3, 3], [5, 5]])])
