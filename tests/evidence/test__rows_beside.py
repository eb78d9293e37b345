"""Rows that take back what others of their order have sold."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tillhouse.evidence._rows_beside import Rows
from tillhouse.settings.feed import Feed

c = pl.col


def rows(*batches: dict[str, list[object]], order: Any = "number") -> Rows:
    found = Rows(Feed("shop", order=order))
    for batch in batches:
        found.add(pl.DataFrame(batch), c("kind"), c("amount"))
    return found


def test_rows_are_matched_over_batches_by_order_product_and_money() -> None:
    sold = {"invoice_no": ["1", "2"], "stock_code": ["A", "B"], "kind": ["sale", None], "amount": [10.0, 5.0]}
    back = {
        "invoice_no": ["1", "2", "2", "3"],
        "stock_code": ["A", "B", "C", "A"],
        "kind": ["void", "void", "void", "void"],
        "amount": [-10.0, -6.0, -1.0, -1.0],
    }
    assert rows(sold, back).matched("void", ["sale"]) == 1
    assert rows(sold, back).matched("void", []) == 0


def test_without_numbers_of_orders_nothing_is_matched() -> None:
    assert rows({"kind": ["sale", "void"], "amount": [1.0, -1.0]}).matched("void", ["sale"]) == 0


@pytest.mark.parametrize(
    ("order", "matched"),
    [("number", 3), ("number_and_day", 1), ("number_and_store", 2), ("number_and_store_and_day", 0)],
)
def test_rows_of_another_order_of_the_same_number_are_not_beside(order: str, matched: int) -> None:
    all_of_them: dict[str, list[object]] = {
        "invoice_no": ["1", "1", "1", "2", "2", "3", "3"],
        "store": ["A", "B", "A", "A", "A", "A", "A"],
        "sold_at": [f"2024-01-0{day}" for day in (1, 1, 2, 1, 2, 1, 3)],
        "kind": ["sale", "void", "sale", "sale", "void", "sale", "void"],
        "amount": [5.0, -5.0, 5.0, 5.0, -5.0, 5.0, -5.0],
    }
    found = rows(all_of_them, order=order).matched("void", ["sale"])
    assert found == matched
