"""Money of an order that stands on each of its rows counts once, however the file is cut into batches."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from tillhouse.settings.feed import Feed
from tillhouse.shaping import Shaper

HEADERS = {"invoice_no": "No", "sold_at": "Day", "amount": "Total", "shipping": "Postage"}
FEED = Feed("shop", "orders.csv", columns=HEADERS)
ROWS = [("1", "4.90"), ("1", "4.90"), ("2", "0.00"), ("2", ""), ("3", "3.00"), ("1", "4.90"), ("3", "3.00")]


def postage(feed: Feed, size: int) -> list[tuple[int, str]]:
    """The line and the money of each line of postage, the file being read in batches of a size."""
    shaper, found = Shaper(feed), []
    rows = [(number, "2024-03-05", "10.00", said, "", None, n) for n, (number, said) in enumerate(ROWS, 2)]
    for start in range(0, len(rows), size):
        names = [*HEADERS.values(), "raw", "problem", "line"]
        types = dict.fromkeys(names, pl.String) | {"line": pl.Int64}
        lines = shaper.lines(pl.DataFrame(rows[start : start + size], schema=types, orient="row"))
        found += lines.filter(pl.col("role") == "postage").select("line", "amount").rows()
    return found


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_the_first_row_of_each_order_has_its_money(size: int) -> None:
    assert postage(FEED, size) == [(2, "4.90"), (6, "3.00")]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_money_that_is_of_each_row_counts_on_each(size: int) -> None:
    each = [(2, "4.90"), (3, "4.90"), (6, "3.00"), (7, "4.90"), (8, "3.00")]
    assert postage(replace(FEED, per_line=("shipping",)), size) == each
