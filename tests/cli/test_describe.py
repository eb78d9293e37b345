"""`tillhouse describe`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.calls import Call

HEADER = "Order ID,Date,Email,SKU,Qty,Price,Note"
ROWS = """1,2024-01-15,a@x.org,P1,1,5.00,
1,2024-01-15,a@x.org,P2,2,6.00,
2,2024-01-16,b@x.org,P1,1,5.50,call
3,2024-01-17,c@x.org,P1,1,5.25,
4,2024-01-18,c@x.org,P1,3,500.00,"""


def columns(call: Call, *words: str) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in call("describe", *words, "--json").json["columns"]}


def test_a_file_is_described_column_by_column(call: Call, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(f"{HEADER}\n{ROWS}\n")
    found = columns(call, "f.csv")
    assert [(one["kind"], one["missing"], one["distinct"]) for one in found.values()] == [
        ("whole number", 0, 4),
        ("date", 0, 4),
        ("e-mail", 0, 3),
        ("text", 0, 2),
        ("whole number", 0, 3),
        ("number", 0, 5),
        ("text", 4, 1),
    ]
    price = found["Price"]
    assert (price["smallest"], price["largest"], price["quantiles"]["50%"]) == ("5", "500", "5.50")
    assert found["SKU"]["frequent"] == [{"value": "P1", "rows": 4}, {"value": "P2", "rows": 1}]


def test_values_far_off_come_with_their_lines_and_money(call: Call, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(f"{HEADER}\n{ROWS}\n")
    far = columns(call, "f.csv")["Price"]["far_off"]
    assert far == {
        "below": "4.125",
        "above": "7.125",
        "rows": 1,
        "lines": [6],
        "amount": "1500.00",
        "currencies": {},
    }
    assert (
        "Price: 1 value below 4.12 or above 7.12 · line 6 · money of their lines 1,500.00"
        in call("describe", "f.csv").out
    )


def test_columns_that_tell_of_people_show_counts_only(call: Call, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(f"{HEADER}\n{ROWS}\n")
    found = columns(call, "f.csv")
    for name in ("Email", "Note"):
        one = found[name]
        assert (one["private"], one["frequent"], one["smallest"], one["largest"]) == (True, [], None, None)
    printed = call("describe", "f.csv").out
    assert "a@x.org" not in printed
    assert "call" not in printed


@pytest.mark.parametrize("text", ["a;b\n1;x\n2;y\n", "a,b\n1,x\n2,y\n", "a\tb\n1\tx\n2\ty\n"])
def test_a_file_that_holds_no_sales_is_described_too(call: Call, tmp_path: Path, text: str) -> None:
    (tmp_path / "f.csv").write_text(text)
    assert [(one["name"], one["kind"]) for one in columns(call, "f.csv").values()] == [
        ("a", "whole number"),
        ("b", "text"),
    ]


def test_a_table_is_described_as_of_a_release(call: Call, shop: Path) -> None:
    found = call("describe", "ledger", "--release", "1", "--json").json
    rows = call("tables", "ledger", "--json").json["rows"]
    assert (found["release"], found["rows"]) == (1, rows)
    by_name = {one["name"]: one for one in found["columns"]}
    assert by_name["customer_id"]["private"]
    assert by_name["fate"]["frequent"][0]["value"] == "loaded"


def test_what_is_neither_file_nor_table_is_named(call: Call, shop: Path) -> None:
    answer = call("describe", "legder")
    assert answer.code == 4
    assert "Did you mean ledger" in answer.err


def test_money_of_two_currencies_is_not_added(call: Call, tmp_path: Path) -> None:
    lines = [f"{row},{'EUR' if n % 2 else 'USD'}" for n, row in enumerate(ROWS.splitlines())]
    more = ["5,2024-01-19,c@x.org,P1,2,-600.00,,EUR"]
    (tmp_path / "f.csv").write_text("\n".join([f"{HEADER},Currency", *lines, *more]) + "\n")
    far = columns(call, "f.csv")["Price"]["far_off"]
    assert (far["amount"], far["currencies"]) == (None, {"EUR": "-1200.00", "USD": "1500.00"})
    printed = call("describe", "f.csv").out
    assert "money of their lines −1,200.00 EUR + 1,500.00 USD" in printed
    assert "−600 … 500" in printed
    assert call("open", "f.csv", "--yes").code == 0
    table = call("describe", "ledger").out
    assert "−1,200.00 EUR + 1,500.00 USD" in table
    assert "−1200" in table
