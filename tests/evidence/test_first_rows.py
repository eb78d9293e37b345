"""Files whose rows leave out what the first row of their order says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evidence.test_weighing import said

NAMED = (
    "ID,Customer,Date,Net Total,Total Tax,Grand Total,ID (Items),Item Code,Item Name,Quantity,Rate",
    "SI-1,Ann,2026-01-07,42.00,7.56,49.56,r00,TX-4,Towel,2,21.00",
    "SI-2,Bob,2026-01-09,67.75,12.20,79.95,r10,CN-3,Candle,3,14.00",
    ",,,,,,r11,TX-4,Towel,1,21.00",
    ",,,,,,r12,BK-2,Notebook,1,4.75",
)
BOOK = (
    "Order No,Date,Customer,SKU,Qty,Price",
    "7,2026-01-07,Ann,A,2,1.00",
    ",,,B,1,2.00",
    ",,,A,1,1.00",
    "8,2026-01-08,Bob,A,1,1.00",
)
REPEATED = (
    "Order No,Date,Customer,SKU,Qty,Price,Shipping",
    "7,2026-01-07,Ann,A,2,1.00,4.00",
    "7,,,B,1,2.00,",
    "8,2026-01-08,Bob,A,1,1.00,4.00",
)


@pytest.mark.parametrize("rows", [BOOK, REPEATED], ids=["blank number", "number on each row"])
def test_fields_of_first_rows_are_filled_down(tmp_path: Path, rows: tuple[str, ...]) -> None:
    feed, findings = said(tmp_path, *rows)
    assert feed.fill_down
    (found,) = (one for one in findings if one.name == "first_rows")
    assert found.lines == len([row for row in rows if "2026" not in row]) - 1
    assert "Order No and Date stand on the first row of each order alone" in found.says


def test_money_of_first_rows_is_that_of_orders_and_their_key_is_the_number(tmp_path: Path) -> None:
    feed, findings = said(tmp_path, *NAMED)
    assert feed.fill_down and feed.order == "number"
    assert feed.columns["invoice_no"] == "ID"
    assert "amount" not in feed.columns and "tax" not in feed.columns
    assert "no_order_number" not in [one.name for one in findings]


@pytest.mark.parametrize(
    "row",
    [",,,,1,2.00", ",2026-01-07,,B,1,2.00", "9,,,B,1,2.00"],
    ids=["no goods", "a date without a number", "another number without a date"],
)
def test_a_row_that_speaks_against_it_leaves_rows_alone(tmp_path: Path, row: str) -> None:
    feed, findings = said(tmp_path, *BOOK, row)
    assert not feed.fill_down
    assert "first_rows" not in [one.name for one in findings]


def test_rows_without_a_row_above_are_not_filled(tmp_path: Path) -> None:
    feed, _ = said(tmp_path, BOOK[0], ",,,B,1,2.00", *BOOK[1:])
    assert not feed.fill_down


def test_rows_that_have_all_fields_need_no_filling(tmp_path: Path) -> None:
    feed, _ = said(tmp_path, BOOK[0], BOOK[1], BOOK[4])
    assert not feed.fill_down
