"""What makes lines one order before dates are read; money of an order counts once for each of them."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from tillhouse.settings.feed import Feed
from tillhouse.shaping import Shaper
from tillhouse.shaping.orders import day, order_key

HEADERS = {"invoice_no": "No", "sold_at": "Day", "amount": "Total", "shipping": "Postage", "store": "Shop"}
FEED = Feed("shop", "orders.csv", columns=HEADERS)
ROWS = [
    ("1", "2024-03-05 10:00", "4.90", "North"),
    ("1", "2024-03-05 10:00", "4.90", "North"),
    ("1", "2024-03-06 09:30", "3.00", "North"),
    ("1", "2024-03-06 09:31", "3.00", "South"),
]


def postage(feed: Feed, size: int) -> list[int]:
    """The lines that have money of their order, the file being read in batches of a size."""
    shaper, found = Shaper(feed), []
    names = ["No", "Day", "Postage", "Shop", "Total", "raw", "problem", "line"]
    rows = [(*row, "10.00", "", None, n) for n, row in enumerate(ROWS)]
    types = dict.fromkeys(names, pl.String) | {"line": pl.Int64}
    for start in range(0, len(rows), size):
        lines = shaper.lines(pl.DataFrame(rows[start : start + size], schema=types, orient="row"))
        found += lines.filter(pl.col("role") == "postage")["line"].to_list()
    return found


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize(
    ("order", "lines"),
    [
        ("number", [0]),
        ("number_and_day", [0, 2]),
        ("number_and_store", [0, 3]),
        ("number_and_store_and_day", [0, 2, 3]),
    ],
)
def test_numbers_that_begin_again_have_their_money_each(order: str, lines: list[int], size: int) -> None:
    assert postage(replace(FEED, order=order), size) == lines  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["2024-03-05 10:00", "2024-03-05T10:00:00Z", "5 Mar 2024 9:05 PM", "05.03.2024 10.00", "2024-03-05"],
)
def test_a_day_is_a_date_without_its_time(text: str) -> None:
    found = pl.select(day(pl.lit(text))).item()
    assert found in {"2024-03-05", "5 Mar 2024", "05.03.2024"}


def test_a_line_without_a_number_is_in_no_order_of_text() -> None:
    line = pl.DataFrame({"invoice_no": [None], "sold_at": ["2024-03-05"], "store": [None]}, strict=False)
    typed = line.with_columns(pl.all().cast(pl.String))
    assert typed.select(order_key(replace(FEED, order="number_and_day"))).item() == ""
