"""Headers told from baskets, and baskets not taken for headers."""

from __future__ import annotations

import random
from array import array

import pytest

from tillhouse.lists.baskets.headers import FirstLine


def told(*lines: str) -> tuple[str, ...]:
    rows = [line.split(",") for line in lines]
    first, numbers = FirstLine(rows[0]), dict[str, int]()
    for row in rows[1:]:
        first.compare(row)
    met = [(n, numbers.setdefault(one, len(numbers))) for n, row in enumerate(rows) for one in row if one]
    basket, item = zip(*met, strict=True)
    return first.header(array("q", basket), array("q", item))


def test_a_name_over_numbers_or_days_is_a_header() -> None:
    assert told("Member,What", "1808,milk") == ("Member", "What")
    assert told("Day,What", "21-07-2015,milk", "22-07-2015,tea") == ("Day", "What")
    assert told("Item(s),Item 1,Item 2", "1,milk,", "2,milk,tea") == ("Item(s)", "Item 1", "Item 2")
    assert told(",What,How", "1,milk,x", "2,tea,y") == ("What", "How")


def test_two_known_names_are_a_header() -> None:
    assert told("itemDescription,Customer", "milk,Jo", "tea,Bo,Al")
    assert told("date,fig", "milk,tea", "tea") == ()


def test_the_only_line_of_many_that_shares_nothing_is_a_header() -> None:
    lines = ["milk,tea", "tea", "milk"] * 33
    assert told("What", *lines) == ("What",)
    assert told("What", *lines[:-1]) == ()
    assert told("What", *lines, "honey") == ()


@pytest.mark.parametrize(
    "lines",
    [
        ("milk",),
        ("milk,bread",),
        ("milk,bread", "tea"),
        ("milk,bread", "tea,jam", "tea,milk"),
        ("milk,bread", "7up,jam", "8up,tea"),
        ("milk,bread", "1,jam", "2,tea,jam"),
        ("POST,22423", "22423,85123A"),
        ("1,2", "3,4"),
        ("milk,milk", "1,2"),
    ],
)
def test_baskets_are_none(lines: tuple[str, ...]) -> None:
    assert told(*lines) == ()


def test_baskets_by_chance_are_rarely_taken_for_one() -> None:
    dice = random.Random(7)
    alarms = 0
    for _ in range(300):
        lines = [
            ",".join(f"i{int(dice.paretovariate(0.7))}" for _ in range(dice.randint(1, 4)))
            for _ in range(120)
        ]
        alarms += bool(told(*lines))
    assert alarms <= 3
