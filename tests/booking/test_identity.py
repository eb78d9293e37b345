"""Who a customer is, and which words stand for nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shops import open_shop

HEADER = "Order ID,SKU,Name,Qty,Date,Price,Customer ID,Country"


def customers(root: Path, *said: str) -> list[str | None]:
    """The customers of the ledger, one order for each that a file names."""
    rows = [f"{1001 + n},P1,Pen,1,2024-01-{15 + n} 10:00,5.00,{one},Germany" for n, one in enumerate(said)]
    (root / "sales.csv").write_text("\n".join([HEADER, *rows]) + "\n")
    found = open_shop(root / "lake", root / "sales.csv").table("ledger").sort("line")
    assert float(found["amount"].sum()) == 5.0 * len(said)
    names: list[str | None] = found["customer_id"].to_list()
    return names


@pytest.mark.parametrize(
    "nobody", ["0", "", "NULL", "nan", "anonymous", "\\N", "N/A", "-", "Walk-in Customer"]
)
def test_a_guest_is_no_customer(tmp_path: Path, nobody: str) -> None:
    assert customers(tmp_path, nobody, "K1", nobody) == [None, "K1", None]


@pytest.mark.parametrize("somebody", ["00", "C0", "10", "0815"])
def test_a_number_with_a_zero_in_it_is_a_customer(tmp_path: Path, somebody: str) -> None:
    assert customers(tmp_path, somebody, "K1") == [somebody, "K1"]


def test_an_address_is_the_same_in_any_case_of_letters(tmp_path: Path) -> None:
    assert customers(tmp_path, "Ann@Example.org", "ann@example.org") == ["ann@example.org"] * 2


def test_a_code_and_a_name_may_be_a_word_for_nothing(tmp_path: Path) -> None:
    rows = ("1001,NA,Null,1,2024-01-15,5.00,K1,NA", "1002,-,None,1,2024-01-16,5.00,K2,N/A",
            "1003,P1,\\N,1,2024-01-17,5.00,K3,\\N")  # fmt: skip
    (tmp_path / "sales.csv").write_text("\n".join([HEADER, *rows]) + "\n")
    found = open_shop(tmp_path / "lake", tmp_path / "sales.csv").table("ledger").sort("line")
    assert found.select("fate", "stock_code", "description", "country").rows() == [
        ("loaded", "NA", "Null", "Namibia"),
        ("loaded", "-", "None", None),
        ("loaded", "P1", None, None),
    ]
