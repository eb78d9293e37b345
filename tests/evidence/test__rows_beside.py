"""Rows that take back what others of their order have sold."""

from __future__ import annotations

import polars as pl

from tillhouse.evidence._rows_beside import Rows

c = pl.col


def rows(*batches: dict[str, list[object]]) -> Rows:
    found = Rows()
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
