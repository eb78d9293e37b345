"""Money by rate of tax: columns that hold one money together, by their names."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

import tillhouse
from tests.evidence.files import found
from tillhouse.cli import program
from tillhouse.errors import UnmappedHeader
from tillhouse.sources._by_rate import money_by_rate

LINES = """
Order,Date,Item,Qty,Price,{one},{other}
1,2024-03-05,Mug,2,10.00,4.00,0.00
1,2024-03-05,Book,1,20.00,,1.00
2,2024-03-06,Mug,1,10.00,2.00,0.00
2,2024-03-06,Book,2,20.00,0.00,2.00
3,2024-03-07,Bowl,1,7.50,1.50,
"""
RECEIPTS = """
Bon;Datum;Netto 19%;Netto 7%;MwSt 19%;MwSt 7%;Gesamt
1;05.03.2024;1.100,00;10,00;209,00;0,70;1.319,70
2;06.03.2024;50,00;0,00;9,50;0,00;59,50
3;07.03.2024;0,00;20,00;0,00;1,40;21,40
"""
TWICE = """
Pedido,Fecha,Articulo,Cantidad,Precio,IVA 21,IVA 10,IVA
1,2024-03-05,Taza,2,10.00,4.20,0.00,4.20
2,2024-03-06,Libro,1,20.00,0.00,2.00,{last}
"""


def sums(folder: Path, text: str, *options: str) -> tuple[Decimal, Decimal]:
    """Net and tax of a file, as a lake books it."""
    file = folder / "sales.csv"
    file.write_text(text.strip() + "\n", "utf-8")
    lake = folder / "lake"
    result = CliRunner().invoke(program, ["--root", str(lake), "open", str(file), "--yes", *options])
    assert result.exit_code == 0, result.output
    ledger = tillhouse.open_lake(lake).table("ledger").select(["amount", "tax"]).collect()
    net, tax = (sum(filter(None, ledger[name].to_list()), Decimal(0)) for name in ("amount", "tax"))
    return net, tax


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        *(
            (name, "tax")
            for name in ("VAT 20%", "MwSt 7 %", "IVA 21", "TVA 5,5%", "20% VAT", "VAT @ 20%", "Tax 2")
        ),
        *((name, "amount") for name in ("Netto 19%", "Net 20%", "Base 21%", "Imponibile 22%")),
        *((name, "amount_with_tax") for name in ("Brutto 19%", "Gross 5%")),
        *(
            (name, None)
            for name in ("VAT", "VAT rate 20%", "Discount 10%", "Tax 1 Name", "Price", "MwSt in %", "Q1 2024")
        ),
    ],
)
def test_a_name_says_whether_it_is_money_by_rate(name: str, meaning: str | None) -> None:
    assert money_by_rate(name) == meaning


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("VAT 20%", "VAT 5%"),
        ("MwSt. 19 %", "MwSt. 7 %"),
        ("IVA 21", "IVA 10"),
        ("20% VAT", "5% VAT"),
        ("Tax 1", "Tax 2"),
    ],
)
def test_the_tax_is_the_sum(tmp_path: Path, one: str, other: str) -> None:
    feed, findings = found(tmp_path, LINES.format(one=one, other=other))
    assert (feed.columns["tax"], dict(feed.added), feed.tax_as) == (one, {other: "tax"}, "amount")
    assert not [finding for finding in findings if finding.is_question]


def test_lines_have_the_tax_of_all_rates(tmp_path: Path) -> None:
    assert sums(tmp_path, LINES.format(one="VAT 20%", other="VAT 5%")) == (Decimal("97.50"), Decimal("10.50"))


def test_net_and_tax_of_receipts_are_those_of_all_rates(tmp_path: Path) -> None:
    assert sums(tmp_path, RECEIPTS) == (Decimal(1180), Decimal("220.60"))


def test_what_orders_repeat_on_each_line_counts_once(tmp_path: Path) -> None:
    rows = ["1,2024-03-05,Mug,2,10.00,4.00,1.00", "1,2024-03-05,Book,1,20.00,4.00,1.00"]
    rows += ["2,2024-03-06,Mug,1,10.00,2.00,2.00", "2,2024-03-06,Book,2,20.00,2.00,2.00"]
    text = "\n".join(["Order,Date,Item,Qty,Price,VAT 20%,VAT 5%", *rows])
    assert sums(tmp_path, text) == (Decimal(90), Decimal(9))


def test_one_column_named_by_its_rate_holds_money(tmp_path: Path) -> None:
    text = "Order,Date,Item,Qty,Price,VAT 20%\n1,2024-03-05,Mug,2,10.00,4.00\n2,2024-03-06,Mug,1,10.00,2.00\n"
    feed, _ = found(tmp_path, text)
    assert (feed.columns["tax"], feed.tax_as) == ("VAT 20%", "amount")


def test_a_column_of_the_whole_is_taken_where_it_says_the_same(tmp_path: Path) -> None:
    feed, _ = found(tmp_path, TWICE.format(last="2.00"))
    assert (feed.columns["tax"], dict(feed.added)) == ("IVA", {})


def test_a_whole_that_says_another_sum_is_asked(tmp_path: Path) -> None:
    with pytest.raises(UnmappedHeader, match=r"IVA comes to 6\.70, IVA 21 \+ IVA 10 to 6\.20"):
        found(tmp_path, TWICE.format(last="2.50"))


@pytest.mark.parametrize(
    ("options", "tax"),
    [(("--column", "tax=IVA"), "6.70"), (("--column", "tax=IVA 21", "--column", "tax=IVA 10"), "6.20")],
)
def test_both_answers_are_taken(tmp_path: Path, options: tuple[str, ...], tax: str) -> None:
    assert sums(tmp_path, TWICE.format(last="2.50"), *options)[1] == Decimal(tax)


def test_lines_keep_each_column_as_it_came(tmp_path: Path) -> None:
    sums(tmp_path, LINES.format(one="VAT 20%", other="VAT 5%"))
    extra: pl.Series = (
        tillhouse.open_lake(tmp_path / "lake").table("raw_sales").select(["extra"]).collect()["extra"]
    )
    assert '"VAT 20%":"4.00"' in extra[0] and '"VAT 5%":"0.00"' in extra[0]


@pytest.mark.parametrize(("option", "tax"), [("", None), ("added", "0.80")])
def test_a_later_file_with_another_rate_is_asked(tmp_path: Path, option: str, tax: str | None) -> None:
    sums(tmp_path, LINES.format(one="VAT 20%", other="VAT 5%"))
    later = tmp_path / "later.csv"
    later.write_text(
        "Order,Date,Item,Qty,Price,VAT 20%,VAT 5%,VAT 8%\n9,2024-04-01,Pen,1,10.00,0.00,0.00,0.80\n"
    )
    typed: Any = ["--root", str(tmp_path / "lake"), "open", str(later), "--name", "sales", "--yes"]
    typed += ["--column", "tax=VAT 20%", "--column", "tax=VAT 8%"] if option else []
    result = CliRunner().invoke(program, typed)
    assert (result.exit_code == 0) is (tax is not None)
    if tax is None:
        assert "VAT 8%" in str(result.exception)
        return
    ledger = tillhouse.open_lake(tmp_path / "lake").table("ledger").select(["invoice_no", "tax"]).collect()
    assert ledger.filter(pl.col("invoice_no") == "9")["tax"].to_list() == [Decimal(tax)]
