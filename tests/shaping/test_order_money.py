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


REFUNDS = {"invoice_no": "No", "sold_at": "Day", "amount": "Total", "refund": "Refund", "status": "State"}


@pytest.mark.parametrize(
    ("rows", "taken_back"),
    [
        ([("1", "0.0", "Refunded"), ("2", "5.00", "Refunded"), ("3", "0.0", "Paid")], ["1"]),
        ([("1", "0.00", "refunded"), ("1", "4.00", "refunded")], []),
        ([("1", "", "refunded")], []),
    ],
    ids=["a nought says nothing", "another row says it", "a blank"],
)
def test_an_order_is_taken_back_whole_where_its_refund_is_written_as_nought(
    rows: list[tuple[str, str, str]], taken_back: list[str]
) -> None:
    feed = Feed("shop", "orders.csv", columns=REFUNDS, statuses={"refunded": "refunded", "paid": "sale"})
    columns = {"No": 0, "Refund": 1, "State": 2}
    said = {name: [row[place] for row in rows] for name, place in columns.items()}
    given = {**said, "Day": ["2024-03-05"] * len(rows), "Total": ["10.00"] * len(rows)}
    texts = pl.DataFrame(given, schema_overrides=dict.fromkeys(given, pl.String))
    batch = texts.with_columns(
        line=pl.int_range(len(rows)), raw=pl.lit(""), problem=pl.lit(None, pl.String)
    ).with_columns(pl.when(pl.col("Refund") != "").then(pl.col("Refund")).alias("Refund"))
    lines = Shaper(feed).lines(batch)
    assert lines.filter(pl.col("part") < -100)["invoice_no"].to_list() == taken_back
