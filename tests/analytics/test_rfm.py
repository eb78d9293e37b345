"""Scores by quantile cut points, and the rules that make segments of them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillhouse.analytics import rfm

Scores = Callable[[list[int]], list[int]]
VALUES = st.lists(st.integers(-3, 12), min_size=1, max_size=40)


def scored(values: list[int], *, fewer_is_better: bool = False) -> list[int]:
    frame = pl.DataFrame({"shop": ["a"] * len(values), "value": values})
    return frame.select(rfm.score("value", ("shop",), fewer_is_better=fewer_is_better)).to_series().to_list()


def by_cut_points(values: list[int]) -> list[int]:
    """The definition word by word: 1, and 1 more for each quantile the value lies above."""

    def quantile(share: Fraction) -> int:
        return next(v for v in sorted(values) if sum(w <= v for w in values) >= share * len(values))

    cuts = [quantile(Fraction(fifth, 5)) for fifth in (1, 2, 3, 4)]
    return [5 if value == max(values) else 1 + sum(value > cut for cut in cuts) for value in values]


def agrees(found: Scores, values: list[int]) -> bool:
    return found(values) == by_cut_points(values)


@given(VALUES)
def test_scores_are_counts_of_cut_points(values: list[int]) -> None:
    assert agrees(scored, values)


def test_scores_by_place_in_line_are_seen_to_differ() -> None:
    """Fifths by row number part customers that are equal."""

    def by_place(values: list[int]) -> list[int]:
        return [1 + 5 * place // len(values) for place in range(len(values))]

    assert agrees(by_place, [1, 2, 3, 4, 5])
    assert not agrees(by_place, [1, 1, 1, 2, 3])


@given(VALUES)
def test_a_better_value_never_scores_less_and_equal_ones_the_same(values: list[int]) -> None:
    scores = dict(zip(values, scored(values), strict=True))
    assert scored(values) == [scores[value] for value in values]
    assert [scores[value] for value in sorted(scores)] == sorted(scores.values())
    assert scores[max(values)] == 5


@given(VALUES)
def test_fewer_days_are_better(values: list[int]) -> None:
    assert scored(values, fewer_is_better=True) == scored([-value for value in values])


def test_few_customers() -> None:
    assert scored([7]) == [5]
    assert scored([1, 2]) == [1, 5]
    assert scored([1, 1, 1, 1, 1, 1, 9]) == [1, 1, 1, 1, 1, 1, 5]
    assert scored([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_groups_are_scored_apart() -> None:
    frame = pl.DataFrame({"shop": ["a", "b", "b"], "value": [1, 1, 2]})
    assert frame.select(rfm.score("value", ("shop",))).to_series().to_list() == [5, 1, 5]


def first_fitting(rules: tuple[rfm.Rule, ...]) -> dict[tuple[int, ...], list[str]]:
    combinations = product(range(1, 6), repeat=3)
    return {each: [rule.segment for rule in rules if rule.fits(*each)] for each in combinations}


def test_every_combination_of_scores_has_one_segment() -> None:
    fitting = first_fitting(rfm.rules())
    assert len(fitting) == rfm.segments().height == 125
    assert [each for each, names in fitting.items() if not names] == []
    assert dict(zip(rfm.segments().select("r", "f", "m").rows(), rfm.segments()["segment"], strict=True)) == {
        each: names[0] for each, names in fitting.items()
    }


@pytest.mark.parametrize("rule", rfm.rules(), ids=lambda rule: rule.segment)
def test_every_rule_is_needed(rule: rfm.Rule) -> None:
    assert rule.segment in set(rfm.segments()["segment"])
    others = tuple(each for each in rfm.rules() if each is not rule)
    assert first_fitting(others) != first_fitting(rfm.rules())


def test_a_combination_without_a_rule_is_seen() -> None:
    assert [each for each, names in first_fitting(rfm.rules()[:-1]).items() if not names]


def test_the_page_shows_the_rules() -> None:
    def range_of(pair: tuple[int, int]) -> str:
        return " to ".join(map(str, dict.fromkeys(pair)))

    page = (Path(__file__).parents[2] / "docs" / "explanation" / "customers.md").read_text()
    for rule in rfm.rules():
        ranges = " | ".join(map(range_of, (rule.recency, rule.frequency, rule.monetary)))
        assert f"| {rule.number} | {rule.segment} | {ranges} | {rule.meaning} |" in page


@pytest.mark.parametrize(
    ("scores", "segment"),
    [
        ((5, 5, 5), "Champions"),
        ((1, 5, 5), "Cannot Lose Them"),
        ((3, 4, 2), "Loyal"),
        ((5, 1, 5), "Big Spenders"),
        ((5, 1, 1), "New"),
        ((4, 2, 3), "Promising"),
        ((3, 3, 3), "Needs Attention"),
        ((3, 1, 2), "About to Sleep"),
        ((2, 3, 3), "At Risk"),
        ((2, 1, 1), "Hibernating"),
        ((1, 1, 1), "Lost"),
    ],
)
def test_segments(scores: tuple[int, int, int], segment: str) -> None:
    assert rfm.rule_of(*scores).segment == segment
