"""A dialect in the folder of a lake: files are read by it, the feed keeps what it says, a fault stops the command."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import tillhouse
from tillhouse.cli import program

TILL = """
title = "Till of the corner shop"
says = "One row per item of a receipt."
header = ["Bon", "Datum", "Artikel", "Menge", "Betrag"]

[columns]
invoice_no = "Bon"
sold_at = "Datum"
description = "Artikel"
quantity = "Menge"
amount = "Betrag"
status = "Art"

[feed]
order = "number_and_day"
tax_basis = "included"

[feed.statuses]
verkauf = "sale"
storno = "not_sales"
"""
SALES = """Bon;Datum;Artikel;Menge;Betrag;Art
1;13.03.2024;Brot;1;3,50;Verkauf
1;13.03.2024;Käse;0,25;5,00;Verkauf
2;13.03.2024;Brot;2;7,00;Storno
1;14.03.2024;Brot;2;7,00;Verkauf
"""


def opened(folder: Path, dialect: str, *options: str) -> Result:
    """What `tillhouse open` says of the sales, in a lake with a dialect."""
    (folder / "lake" / "dialects").mkdir(parents=True)
    (folder / "lake" / "dialects" / "till.toml").write_text(dialect, "utf-8")
    (folder / "sales.csv").write_text(SALES, "utf-8")
    words = ["--root", str(folder / "lake"), "open", str(folder / "sales.csv"), "--yes", *options]
    return CliRunner().invoke(program, words)


def booked(folder: Path) -> list[dict[str, Any]]:
    lines = tillhouse.open_lake(folder / "lake").table("ledger").collect()
    return lines.sort("line").rows(named=True)


def test_files_are_read_by_it(tmp_path: Path) -> None:
    result = opened(tmp_path, TILL)
    assert result.exit_code == 0, result.output
    lines = booked(tmp_path)
    assert [(line["fate"], line["amount"], line["order_id"]) for line in lines] == [
        ("loaded", Decimal("3.5"), "1 2024-03-13"),
        ("loaded", Decimal("5"), "1 2024-03-13"),
        ("not_sales", Decimal("7"), "2 2024-03-13"),
        ("loaded", Decimal("7"), "1 2024-03-14"),
    ]
    assert {line["tax_basis"] for line in lines} == {"included"}


def test_where_no_column_holds_codes_the_description_is_the_code(tmp_path: Path) -> None:
    opened(tmp_path, TILL)
    assert [line["stock_code"] for line in booked(tmp_path)] == ["BROT", "KÄSE", "BROT", "BROT"]


def test_the_feed_keeps_what_it_says(tmp_path: Path) -> None:
    opened(tmp_path, TILL)
    feed = tomllib.loads((tmp_path / "lake" / "tillhouse.toml").read_text("utf-8"))["feeds"]["sales"]
    assert (feed["dialect"], feed["order"], feed["tax_basis"]) == ("till", "number_and_day", "included")
    assert feed["statuses"] == {"verkauf": "sale", "storno": "not_sales"}


def test_a_column_that_is_named_wins(tmp_path: Path) -> None:
    result = opened(
        tmp_path, TILL, "--column", "stock_code=Artikel", "--column", "store=Art", "--without", "status"
    )
    assert result.exit_code == 0, result.output
    assert [line["fate"] for line in booked(tmp_path)] == ["loaded"] * 4
    assert [line["store"] for line in booked(tmp_path)][2] == "Storno"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"not_sales"', '"no_sale"', "till.toml, line 20: storno is 'no_sale' in statuses."),
        ("[columns]", "[column]", "till.toml, line 6: a dialect has no column."),
        ("[feed]", "[feed", "till.toml is no TOML"),
    ],
)
def test_a_fault_stops_the_command_before_anything_is_taken_in(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    result = opened(tmp_path, TILL.replace(old, new))
    assert result.exit_code != 0
    assert said in str(result.exception)
    assert not (tmp_path / "lake" / "releases").exists()
