"""What statuses mean, and the money that each of them moves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from tillhouse.evidence._words import meaning
from tillhouse.evidence.statuses import Watch
from tillhouse.settings.feed import Feed

FEED = Feed("shop", "sales.csv", columns={"status": "Status"})


@pytest.mark.parametrize(
    ("columns", "amount"),
    [
        ({"amount": [5.0]}, "5"),
        ({"gross_amount": [6.0]}, "6"),
        ({"order_total": [7.0]}, "7"),
        ({"amount_with_tax": [7.5]}, "7.5"),
        ({"unit_price": [2.0], "quantity": [4.0]}, "8"),
        ({"unit_price": [2.0]}, "2"),
        ({"unit_price": [2.0], "quantity": [4.0], "amount": [5.0]}, "5"),
        ({}, "0"),
    ],
)
def test_the_money_of_a_status_is_what_the_columns_say(columns: dict[str, list[float]], amount: str) -> None:
    watch = Watch(Feed("shop"))
    watch.add(pl.DataFrame({"status": ["Completed"], **columns}))
    (found,) = watch.found(FEED)
    assert (found.lines, found.amount) == (1, Decimal(amount))
    assert found.feed == {"statuses": {"completed": "sale"}}


def test_an_unknown_value_is_asked_about_only_where_it_moves_money() -> None:
    watch = Watch(Feed("shop"))
    watch.add(pl.DataFrame({"status": ["zorp", "zorp", "blip"], "amount": [1.0, 2.0, 0.0]}))
    (found,) = watch.found(FEED)
    assert found.is_question
    assert "'zorp' (2 lines, 3.00)" in found.says
    assert "blip" not in found.says


@pytest.mark.parametrize(
    ("value", "amounts", "asked"),
    [("0", [1.0, 2.0], False), ("0", [1.0, -2.0], False), ("failed twice", [1.0], True)],
)
def test_one_value_of_all_records_tells_nothing_apart(value: str, amounts: list[float], asked: bool) -> None:
    watch = Watch(Feed("shop"))
    watch.add(pl.DataFrame({"status": [value] * len(amounts), "amount": amounts}))
    (found,) = watch.found(FEED)
    assert found.is_question == asked or found.feed == {"statuses": {value: "not_sales"}}


def test_declared_values_say_nothing_new() -> None:
    watch = Watch(Feed("shop"))
    watch.add(pl.DataFrame({"status": ["zorp"], "amount": [1.0]}))
    assert list(watch.found(replace(FEED, statuses={"zorp": "sale"}))) == []
    assert list(watch.found(replace(FEED, statuses={"*": "sale"}))) == []


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("completed", "sale"),
        ("cancelled", "not_sales"),
        ("shipped - returned to seller", "refunded"),
        ("partially refunded", None),
        ("zorp", None),
    ],
)
def test_a_value_means_what_the_strongest_of_its_words_means(value: str, word: str | None) -> None:
    assert meaning(value) == word
