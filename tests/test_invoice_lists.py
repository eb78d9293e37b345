"""An accountant's list of invoices: net, tax and discount as she adds them, and what is no sale is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases.test_cases import said, total
from tillhouse.errors import UnmappedHeader
from tillhouse.settings.feed import Feed
from tillhouse.sources import detect, open_all

HEADER = (
    "Invoice No;Invoice Date;Document Type;Customer No;Currency;Net before Discount;Discount %;Net;VAT Rate;VAT;Gross"
    ";Status;Reference"
)
ROWS = (
    "R1;05/01/2024;Invoice;7;EUR;100.00;10;90.00;19;17.10;107.10;Paid;",
    "R2;13/01/2024;Invoice;8;EUR;33.33;3;32.33;7;2.26;34.59;Open;",
    "R3;14/01/2024;Invoice;8;EUR;50.00;0;50.00;0;0.00;50.00;Overdue;",
    "C4;15/01/2024;Credit Note;7;EUR;-20.00;0;-20.00;19;-3.80;-23.80;Paid;R1",
    "Q5;16/01/2024;Quote;7;EUR;500.00;0;500.00;19;95.00;595.00;Open;",
    "R6;17/01/2024;Invoice;7;EUR;80.00;0;80.00;19;15.20;95.20;Cancelled;",
)


def listed(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "invoices.csv"
    path.write_text("\n".join((header, *rows, "")), encoding="utf-8")
    return path


def test_the_list_adds_up_as_its_own_columns_do(tmp_path: Path) -> None:
    answer = said(tmp_path, "open", str(listed(tmp_path, *ROWS)), "--yes")
    assert answer.exit_code == 0, answer.output
    found = {
        name: total(tmp_path, name) for name in ("net_sales", "returns", "tax", "discounts", "not_sales")
    }
    assert {name: float(value) for name, value in found.items()} == {
        "net_sales": 152.33,
        "returns": -20.0,
        "tax": 15.56,
        "discounts": -11.0,
        "not_sales": 580.0,
    }
    assert "  Status says " in answer.output
    assert "  Document Type says invoice: a sale" in answer.output
    assert "Reference" in answer.output.split("Kept beside")[1]


@pytest.mark.parametrize(
    ("types", "net"), [(("Invoice", "Invoice"), "30"), (("Order", "Order"), "10")], ids=["invoices", "orders"]
)
def test_what_is_open_is_sold_where_it_was_billed(tmp_path: Path, types: tuple[str, str], net: str) -> None:
    header = "No;Date;Type;Amount;Status;Currency"
    rows = (f"1;2024-01-15;{types[0]};10.00;Paid;EUR", f"2;2024-01-16;{types[1]};20.00;Open;EUR")
    answer = said(tmp_path, "open", str(listed(tmp_path, *rows, header=header)), "--yes")
    assert answer.exit_code == 0, answer.output
    assert float(total(tmp_path, "net_sales")) == float(net)


def test_net_beside_a_fee_alone_is_no_sale(tmp_path: Path) -> None:
    path = listed(tmp_path, "1;2024-01-15;10.00;0.30;9.70", header="Order No;Date;Gross;Service Fee;Net")
    with pytest.raises(UnmappedHeader, match="no column for unit_price"):
        detect(open_all(path)[0], Feed("shop", str(path)))
