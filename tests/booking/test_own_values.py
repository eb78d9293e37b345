"""Columns of the shop's own in the ledger: typed, the same on every engine, and taken back with their line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.shops import Shop, open_shop

HEADER = (
    "Order ID,SKU,Description,Qty,Date,Price,Customer ID,Country,"
    "Region,Sub-Category,Profit,Weight,Cartons,Due,Gift\n"
)
ROWS = """\
1001,P1,Pen,2,2024-01-15 10:00,5.00,K1,France,North, Pens  and ink ,1.50,0.25,2,2024-01-20,yes
1002,P2,Ink,1,2024-01-16 10:00,3.00,K2,France,NA,Paper,-0.75,1,3.0,2024-01-21,No
1003,P1,Pen,4,2024-02-17 10:00,5.00,K1,France,,,abc,N/A,1.5,soon,perhaps
"""
OWN = {
    "Region": "dimension",
    "Sub-Category": "dimension as shelf",
    "Profit": "measure",
    "Weight": "measure:quantity",
    "Cartons": "measure:integer",
    "Due": "dimension:date",
    "Gift": "dimension:boolean",
}
NAMES = ("cartons", "due", "gift", "profit", "region", "shelf", "weight")


def shop(root: Path, text: str = HEADER + ROWS, engine: str = "polars", **decided: Any) -> Shop:
    path = root / "sales.csv"
    path.write_text(text)
    return open_shop(root / "lake", path, engine, **{"own": OWN, **decided})


@pytest.mark.parametrize("engine", ["polars", "duckdb", "pandas"])
def test_each_type_is_read_and_what_cannot_be_read_is_null_and_an_issue(tmp_path: Path, engine: str) -> None:
    found = shop(tmp_path, engine=engine).table("ledger").sort("line")
    assert found.select(*NAMES, "issues", "fate").rows() == [
        (2, date(2024, 1, 20), True, Decimal("1.50"), "North", "Pens and ink", Decimal("0.25"), None, "loaded"),
        (3, date(2024, 1, 21), False, Decimal("-0.75"), "NA", "Paper", Decimal(1), None, "loaded"),
        (None, None, None, None, None, None, None,
         "cartons_unreadable, due_unreadable, gift_unreadable, profit_unreadable", "loaded"),
    ]  # fmt: skip


def test_engines_give_one_fingerprint_and_the_own_columns_are_in_it(tmp_path: Path) -> None:
    prints = set()
    for engine in ("polars", "duckdb", "pandas"):
        (tmp_path / engine).mkdir()
        prints.add(shop(tmp_path / engine, engine=engine).fingerprint("ledger"))
    (tmp_path / "other").mkdir()
    other = shop(tmp_path / "other", HEADER + ROWS.replace("North", "South")).fingerprint("ledger")
    assert len(prints) == 1
    assert other not in prints


def test_a_lake_without_own_columns_has_the_columns_identity_and_reading_it_always_had(
    tmp_path: Path,
) -> None:
    plain = shop(tmp_path, own={})
    ledger = plain.snapshot.catalog["ledger"]
    assert ledger.beside == ""
    assert list(plain.table("ledger").columns)[-1] == "issues"
    assert plain.release.tables["ledger"].definition == ledger.definition


def test_what_takes_a_sale_back_takes_its_measures_back_under_the_same_dimensions(tmp_path: Path) -> None:
    text = """\
Order ID,SKU,Qty,Date,Price,Customer ID,Status,Shipping,Region,Profit
1001,P1,2,2024-01-15 10:00,5.00,K1,paid,4.00,North,1.50
1002,P2,1,2024-01-16 10:00,3.00,K2,refunded,2.00,South,0.75
"""
    found = shop(
        tmp_path,
        text,
        own={"Region": "dimension", "Profit": "measure"},
        statuses={"paid": "sale", "refunded": "refunded"},
    ).table("ledger")
    assert sorted(found.select("line", "part", "region", "profit").rows()) == [
        (2, -1, "North", None),
        (2, 0, "North", Decimal("1.5")),
        (3, -1000, "South", Decimal("-0.75")),
        (3, -101, "South", None),
        (3, -1, "South", None),
        (3, 0, "South", Decimal("0.75")),
    ]


def test_the_category_of_the_file_is_in_the_ledger_without_any_declaration(tmp_path: Path) -> None:
    text = HEADER.replace("Sub-Category", "Category") + ROWS
    found = shop(tmp_path, text, own={}).table("ledger").sort("line")
    assert found["category"].to_list() == ["Pens and ink", "Paper", None]
