"""What is sold by weight: quantities are printed with their places and without zeros behind them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.calls import Call
from tillhouse.cli._output import units

TILL = """Order ID,SKU,Name,Qty,Date,Price,Customer ID,Country
1001,P1,Tomatoes kg,0.752,2024-01-15 10:00,3.98,K1,Germany
1001,P2,Milk,2,2024-01-15 10:00,1.29,K1,Germany
1002,P3,Cheese kg,1.5,2024-01-15 11:00,20.00,K2,Germany
1003,P2,Milk,1.000,2024-01-15 12:00,1.29,K3,Germany
"""


@pytest.fixture
def till(call: Call, tmp_path: Path) -> Call:
    (tmp_path / "till.csv").write_text(TILL)
    assert call("open", "till.csv", "--yes").code == 0
    return call


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        ("5", "5"),
        ("5.000000", "5"),
        ("5.252", "5.252"),
        ("0.000001", "0.000001"),
        ("-1005.5", "−1,005.5"),
        ("100", "100"),
        ("0", "0"),
        ("0.000000", "0"),
    ],
)
def test_a_quantity_has_its_places_and_no_zeros_behind_them(quantity: str, expected: str) -> None:
    assert units(Decimal(quantity)) == expected


def test_money_and_units_are_exact(till: Call) -> None:
    said = till("metric", "units", "--json").json["rows"]
    assert [row["value"] for row in said] == ["5.252"]
    assert till("statement", "--json").json["received"]["amount"] == "36.86296"


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("metric units", "5.252"),
        ("metric units_returned", " 0"),
        ("metric items_per_order", "1.75"),
        ("show ledger --columns quantity", " 0.752"),
        ("show monthly_sales --columns units", "5.252"),
        (
            "show product_sales --columns stock_code,units_sold,units_free",
            "P2                   3           0",
        ),
        ("explain product P1", "units_sold         0.752"),
        ("explain customer K1", "2.752"),
        ("why units", "add up to 5.252,"),
    ],
)
def test_what_is_printed(till: Call, command: str, expected: str) -> None:
    assert expected in till(*command.split()).out


def test_a_query_prints_units_as_they_are(till: Call) -> None:
    answer = till("sql", "select sum(quantity) as units from ledger").out
    assert "5.252" in answer and "finer" not in answer


def test_lines_of_a_number_show_their_weight(till: Call) -> None:
    weighed = [line.split() for line in till("why", "units").out.splitlines() if line.startswith("till.csv")]
    assert sorted(line[-3] for line in weighed) == ["0.752", "1", "1.5", "2"]


def test_rows_can_be_chosen_by_weight(till: Call) -> None:
    rows = till("show", "ledger", "--where", "quantity<1", "--json").json
    assert [(row["stock_code"], row["quantity"]) for row in rows] == [("P1", "0.752")]
