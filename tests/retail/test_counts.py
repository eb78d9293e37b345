"""Nouns and verbs agree with their number."""

from __future__ import annotations

import pytest

from tillhouse.retail.counts import either, number_of


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, "0 lines"), (1, "1 line"), (-1, "−1 line"), (2, "2 lines"), (-2000, "−2,000 lines")],
)
def test_a_noun_agrees(number: int, expected: str) -> None:
    assert number_of(number, "line") == expected


def test_a_verb_agrees() -> None:
    assert number_of(1, "line is", "lines are") == "1 line is"
    assert number_of(541_909, "line is", "lines are") == "541,909 lines are"
    assert (either(1, "it", "them"), either(0, "it", "them"), either(3, "month")) == ("it", "them", "months")
