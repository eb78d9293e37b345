"""Files of what came back: what they hold, and money that is added up for each order."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.sources._joined.folders import table
from tillhouse.errors import UnreadableFile
from tillhouse.sources._joined.back import Back, amount, back, summed, total
from tillhouse.sources._joined.keys import KEY
from tillhouse.sources._joined.of_table import of_table


@pytest.mark.parametrize(
    ("part", "text", "what"),
    [
        ("refunds", "refund_id,order_id,refund_date,amount\n1,1,2024-02-05,5.00\n", Back("refunds", "amount")),
        ("refunds", "order_id,refund_amount\n1,5.00\n", Back("refunds", "refund_amount")),
        ("gutschriften", "Bestellnummer;Betrag\n1;5,00\n", Back("refunds", "Betrag")),
        ("returns", "Returned,Order ID\nYes,CA-2\n", Back("returned", "Returned")),
        ("returns", "Order ID,Status\nCA-2,Returned\n", Back("returned", "Status")),
        ("returns", "order_id,sku,quantity\n1,P1,1\n", None),
        ("returns", "order_id\n1\n", None),
        ("refunds", "order_id,status,amount\n1,pending,5.00\n", None),
        ("orders", "order_id,order_date,refund_amount\n1,2024-02-05,5.00\n", None),
    ],
)  # fmt: skip
def test_what_a_file_of_what_came_back_holds(tmp_path: Path, part: str, text: str, what: Back | None) -> None:
    found = table(tmp_path, f"{part}.csv", text)
    assert back(found, of_table(found)) == what


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5.00", "5.00"),
        ("-5.00", "-5.00"),
        ("(5.00)", "-5.00"),
        ("€ 5,5", "5.5"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("12", "12"),
    ],
)
def test_the_money_that_a_text_says(text: str, value: str) -> None:
    assert amount(text, "refunds.csv") == Decimal(value)


@pytest.mark.parametrize("text", ["five", "5.1234", ""])
def test_money_that_is_not_clear_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFile, match=r"refunds\.csv has the amount"):
        amount(text, "refunds.csv")


def rows(*said: tuple[str, str | None]) -> pl.DataFrame:
    return pl.DataFrame(said, schema={KEY: pl.String, "amount": pl.String}, orient="row")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ([("1", "5.00"), ("2", "3")], [("1", "5.00"), ("2", "3")]),
        ([("1", "5.00"), ("2", "3"), ("1", "2.50")], [("1", "7.50"), ("2", "3")]),
        ([("1", "5,00"), ("1", "2,50")], [("1", "7,50")]),
        ([("1", "5.00"), ("1", None)], [("1", "5.00")]),
    ],
)
def test_refunds_of_one_order_are_added_up(
    given: list[tuple[str, str | None]], found: list[tuple[str, str]]
) -> None:
    assert summed(rows(*given), "refunds.csv", "amount").rows() == found


def test_a_total_is_exact_or_there_is_none() -> None:
    assert total(rows(("1", "0.10"), ("1", "0.20")), "amount", "refunds.csv") == Decimal("0.30")
    assert total(rows(("1", "much")), "amount", "refunds.csv") is None
