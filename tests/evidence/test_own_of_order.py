"""Dimensions of the shop's own that stand on the first row of each order, as fields of orders do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.evidence.test_weighing import said
from tests.shops import open_shop

HEADER = "Order ID,SKU,Qty,Date,Price,Tags,Colour"
ROWS = (
    "1,A,1,2024-01-15,5.00,gift,red",
    "1,B,1,,4.00,,",
    "1,C,1,,3.00,,blue",
    "2,A,1,2024-01-16,5.00,,red",
    "2,B,1,,4.00,,",
    "3,A,1,2024-01-17,5.00,press,",
)
OWN = {"Tags": "dimension as tags", "Colour": "dimension"}


def test_a_dimension_of_first_rows_is_one_of_orders(tmp_path: Path) -> None:
    feed, findings = said(tmp_path, HEADER, *ROWS, fixed=("own",), own=OWN, fill_down=True)
    assert feed.own == {"Tags": "dimension of order as tags", "Colour": "dimension"}
    (found,) = (one for one in findings if one.name == "own_of_order")
    assert found.lines == 3
    assert found.says.startswith("Tags stands on the first row of each order alone")


def test_several_dimensions_are_found_together(tmp_path: Path) -> None:
    rows = [row.replace("blue", "") for row in ROWS]
    feed, findings = said(tmp_path, HEADER, *rows, fixed=("own",), own=OWN, fill_down=True)
    assert feed.own == {"Tags": "dimension of order as tags", "Colour": "dimension of order"}
    found = [one.says.split(" stand ")[0] for one in findings if one.name == "own_of_order"]
    assert found == ["Colour and Tags"]


@pytest.mark.parametrize(
    ("rows", "fill_down"),
    [
        (tuple(row.replace(",1,,", ",1,2024-01-15,") for row in ROWS), False),
        (("1,A,1,2024-01-15,5.00,gift,red", "2,A,1,2024-01-16,5.00,,red"), True),
    ],
    ids=["no field is filled down", "orders of one row"],
)
def test_nothing_is_said_without_evidence(tmp_path: Path, rows: tuple[str, ...], fill_down: bool) -> None:
    feed, findings = said(tmp_path, HEADER, *rows, fixed=("own",), own=OWN, fill_down=fill_down)
    assert feed.own == OWN
    assert "own_of_order" not in [one.name for one in findings]


@pytest.mark.parametrize("engine", ["polars", "duckdb", "pandas"])
def test_all_rows_of_an_order_have_it(tmp_path: Path, engine: str) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("\n".join((HEADER, *ROWS, "")))
    own: dict[str, Any] = {"Tags": "dimension of order", "Colour": "dimension of order"}
    ledger = open_shop(tmp_path / "lake", path, engine, own=own, fill_down=True).table("ledger").sort("line")
    assert ledger["tags"].to_list() == ["gift", "gift", "gift", None, None, "press"]
    # two values in an order are of rows
    assert ledger["colour"].to_list() == ["red", None, "blue", "red", "red", None]
