"""Rows of orders are shaped as such: what they charge counts once, and they sell nothing."""

from __future__ import annotations

import polars as pl

from tillhouse.settings.feed import Feed
from tillhouse.settings.fields import ORDER_ROW
from tillhouse.shaping import Shaper

COLUMNS = {
    "invoice_no": "No",
    "sold_at": "Date",
    "stock_code": "SKU",
    "unit_price": "Price",
    "shipping": "Ship",
}
BATCH = pl.DataFrame(
    {
        "No": ["7", "7"],
        "Date": ["2026-01-07", None],
        "SKU": [None, "A"],
        "Price": ["", "2.00"],
        "Ship": ["4.00", None],
        "line": [2, 3],
        "raw": [None, None],
        "problem": [None, None],
    },
    schema_overrides={"raw": pl.String, "problem": pl.String},
)


def shaped(*, order_rows: bool) -> list[tuple[int, int, str | None, str | None]]:
    feed = Feed("shop", columns=COLUMNS, fill_down=True, order_rows=order_rows)
    return Shaper(feed).lines(BATCH).select("line", "part", "role", "sold_at").rows()


def test_a_row_of_an_order_is_marked_and_charges_beside_it() -> None:
    day = "2026-01-07"
    assert shaped(order_rows=True) == [(2, 0, ORDER_ROW, day), (2, -1, "postage", day), (3, 0, None, day)]


def test_without_the_declaration_it_is_a_line_as_any_other() -> None:
    assert [role for _, _, role, _ in shaped(order_rows=False)] == [None, "postage", None]
