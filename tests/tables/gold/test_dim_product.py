"""The name of a product, and when it was sold."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.tables.rows import at, built, given

EARLY, LATE = "2011-01-10 10:00", "2011-06-10 10:00"


@pytest.mark.parametrize(
    ("months", "name"),
    [
        ([("A", 3, EARLY), ("B", 2, LATE)], "A"),
        ([("A", 1, EARLY), ("B", 2, EARLY), ("A", 2, LATE)], "A"),
        ([("A", 2, EARLY), ("B", 2, LATE)], "B"),
        ([("B", 2, LATE), ("A", 2, LATE)], "A"),
        ([(None, 9, LATE), ("A", 1, EARLY)], "A"),
        ([(None, 9, LATE)], None),
    ],
    ids=["most frequent", "over all months", "latest of equals", "then the alphabet", "text", "nothing"],
)
def test_the_name_is_the_text_of_most_lines(months: list[tuple[str | None, int, str]], name: str) -> None:
    rows: list[dict[str, Any]] = [
        {"description": text, "product_lines": lines, "first_sold_at": moment, "last_sold_at": moment}
        for text, lines, moment in months
    ]
    assert built("dim_product", "name", product_months=given("product_months", *rows)) == [name]


def test_sold_from_the_earliest_to_the_latest_line_of_any_event() -> None:
    rows = given(
        "product_months",
        {"first_sold_at": "2011-02-01", "last_sold_at": "2011-02-20"},
        {"first_sold_at": "2011-01-05", "last_sold_at": "2011-01-06", "event": "return"},
        {"first_sold_at": "2011-03-05", "last_sold_at": "2011-03-06", "event": "write_off"},
    )
    found = built("dim_product", "stock_code", "first_sold_at", "last_sold_at", product_months=rows)
    assert found == [("85123A", at("2011-01-05"), at("2011-03-06"))]


def test_the_key_can_be_computed_by_anyone() -> None:
    expected = int(hashlib.sha256(b"85123A").hexdigest()[:15], 16)
    assert built("dim_product", "product_key", product_months=given("product_months", {})) == [expected]
