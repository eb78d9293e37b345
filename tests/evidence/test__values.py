"""Lines as numbers to be compared: discounts that are rates, or of one unit, as money of the line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from tillhouse.evidence._values import valued
from tillhouse.settings.feed import LINE, Feed

NAMES = ("quantity", "unit_price", "discount")
FEED = Feed("shop", "sales.csv", columns={name: name for name in NAMES})


def shaped(**texts: list[str | None]) -> pl.DataFrame:
    """Lines as the shaper gives them."""
    size = len(next(iter(texts.values())))
    columns: dict[str, Any] = dict.fromkeys(LINE, [None] * size) | {
        "problem": [None] * size,
        "role": [None] * size,
        "part": [0] * size,
    }
    return pl.DataFrame(columns | texts, schema=dict.fromkeys(columns, pl.String) | {"part": pl.Int64})


@pytest.mark.parametrize(
    ("discount_as", "given", "taken"),
    [
        ("line", "1.50", 1.5),
        ("line", "10%", 2.0),
        ("percent", "10", 2.0),
        ("percent", "10%", 2.0),
        ("fraction", "0.25", 5.0),
        ("unit", "0.50", 1.0),
        ("line", None, None),
    ],
)
def test_a_discount_is_the_money_that_it_takes_off(
    discount_as: Any, given: str | None, taken: float | None
) -> None:
    lines = shaped(quantity=["2"], unit_price=["10.00"], discount=[given])
    found = valued(lines, replace(FEED, discount_as=discount_as), NAMES)
    assert found["discount"].to_list() == [taken]


def test_rates_and_amounts_may_stand_in_one_column() -> None:
    lines = shaped(quantity=["2", "1"], unit_price=["10.00", "8.00"], discount=["10%", "3.00"])
    assert valued(lines, FEED, NAMES)["discount"].to_list() == [2.0, 3.0]


def test_lines_that_cannot_be_split_and_money_of_orders_are_left_out() -> None:
    lines = shaped(quantity=["1", "2", "3"]).with_columns(
        problem=pl.Series([None, "columns", None]), role=pl.Series([None, None, "postage"])
    )
    assert valued(lines, FEED, ["quantity"])["quantity"].to_list() == [1.0]
