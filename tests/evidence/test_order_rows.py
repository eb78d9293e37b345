"""Rows of orders among rows of goods: told by what they leave blank and by their sum."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evidence.test_weighing import said

MARKET = (
    "Type,Order ID,Date,Seller Status,Shipping,SKU,Name,Quantity,Price",
    "order,7,2026-01-07,SENT,4.00,,,,",
    "item,7,,,,A,Mug,2,1.00",
    "item,7,,,,B,Book,1,2.00",
    "order,8,2026-01-08,CANCELLED,4.00,,,,",
    "item,8,,,,A,Mug,1,1.00",
)
LEDGER = (
    "Main,Date,Document Number,Item,Quantity,Amount",
    "*,2026-01-07,7,,,4.00",
    ",2026-01-07,7,A,2,2.00",
    ",2026-01-07,7,B,1,2.00",
    "*,2026-01-08,8,,,1.00",
    ",2026-01-08,8,A,1,1.00",
)
CHARGED = (
    "Rec,Order No,Date,SKU,Qty,Amount,Shipping",
    "H,7,2026-01-07,,3,8.00,4.00",
    "D,7,2026-01-07,A,2,2.00,",
    "D,7,2026-01-07,B,1,2.00,",
    "H,8,2026-01-08,,1,5.00,4.00",
    "D,8,2026-01-08,A,1,1.00,",
)


@pytest.mark.parametrize(
    ("rows", "filled"), [(MARKET, True), (LEDGER, False), (CHARGED, False)], ids=["filled", "sums", "charges"]
)
def test_rows_without_goods_are_those_of_orders(tmp_path: Path, rows: tuple[str, ...], filled: bool) -> None:
    feed, findings = said(tmp_path, *rows)
    assert feed.order_rows and feed.fill_down is filled
    (found,) = (one for one in findings if one.name == "order_rows")
    assert found.lines == 2
    assert not found.is_question


def test_a_column_that_tells_the_two_apart_is_no_type_of_a_sale(tmp_path: Path) -> None:
    feed, findings = said(tmp_path, *MARKET)
    assert feed.columns.get("kind") != "Type"
    (found,) = (one for one in findings if one.name == "status_column")
    assert "cancelled (1, 1.00)" in found.says


@pytest.mark.parametrize(
    "row",
    ["*,2026-01-09,9,,,3.00", ",2026-01-08,8,,,-0.50", "*,2026-01-09,9,,,3.50\n,2026-01-09,9,A,3,3.00"],
    ids=["no goods", "two of one order", "another sum"],
)
def test_money_that_no_goods_explain_leaves_rows_alone(tmp_path: Path, row: str) -> None:
    feed, _ = said(tmp_path, *LEDGER, row)
    assert not feed.order_rows


def test_rows_of_goods_alone_have_none(tmp_path: Path) -> None:
    feed, _ = said(tmp_path, *(row for row in LEDGER if not row.startswith("*")))
    assert not feed.order_rows
