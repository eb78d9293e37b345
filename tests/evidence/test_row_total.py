"""A total that holds the shipping, discounts and taxes of an order is that of the order, or of its row."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evidence.test_weighing import names, said
from tillhouse.evidence.currencies import whole
from tillhouse.evidence.net import net_of
from tillhouse.sources import open_all

HEADER = "Order,Date,Product,Qty,Price,Shipping,Discount Code,Discount Amount,Total"
BY_ROW = "Order,Date,Product,Qty,Price,Shipping,Discount,Total"
TAXED = "Order,Date,Product,Qty,Price,Shipping,Discount,Tax,Total"


def net(folder: Path, header: str, *lines: str) -> tuple[str, set[str], list[str]]:
    """The net money of a file as it is read, the meanings of its columns and what is asked."""
    feed, findings = said(folder, header, *lines)
    (file,) = open_all(folder / "sales.csv")
    asked = [one.name for one in findings if one.is_question]
    return f"{whole(net_of(file, feed)):.2f}", {*feed.columns}, asked


def test_an_order_of_one_row_with_shipping_and_discount(tmp_path: Path) -> None:
    rows = (
        "1,2024-02-01,Pen,2,5.00,4.00,SAVE,1.00,13.00",
        "2,2024-02-02,Ink,1,20.00,4.00,,0.00,24.00",
        "3,2024-02-02,Ink,2,20.00,0.00,SAVE,4.00,36.00",
    )
    money, columns, asked = net(tmp_path, HEADER, *rows)
    assert (money, asked) == ("73.00", [])
    assert "order_total" in columns
    assert "amount" not in columns


def test_rows_that_each_have_their_own_shipping(tmp_path: Path) -> None:
    rows = (
        "1,2024-02-01,Pen,2,5.00,4.00,-1.00,13.00",
        "1,2024-02-01,Ink,1,20.00,4.00,-2.00,22.00",
        "2,2024-02-02,Ink,1,20.00,4.00,0.00,24.00",
        "3,2024-02-02,Ink,2,20.00,0.00,-4.00,36.00",
    )
    money, columns, asked = net(tmp_path, BY_ROW, *rows)
    assert (money, asked) == ("95.00", [])
    assert not {"order_total", "amount"} & columns


@pytest.mark.parametrize(
    ("totals", "basis"),
    [(("17.30", "28.00", "46.80"), "excluded"), (("15.00", "24.00", "40.00"), "included")],
)
def test_a_total_of_everything_shows_where_the_tax_is(
    tmp_path: Path, totals: tuple[str, str, str], basis: str
) -> None:
    rows = ("1,2024-02-01,Pen,2,6.00,4.00,1.00,2.30", "2,2024-02-02,Ink,1,20.00,4.00,0.00,4.00",
            "3,2024-02-02,Ink,2,20.00,0.00,0.00,6.80")  # fmt: skip
    lines = [f"{row},{total}" for row, total in zip(rows, totals, strict=True)]
    feed, findings = said(tmp_path, TAXED, *lines)
    assert feed.tax_basis == basis
    assert "order_total" in feed.columns
    assert not [one for one in findings if one.is_question]


def test_what_shipping_does_not_explain_is_asked(tmp_path: Path) -> None:
    rows = ("1,2024-02-01,Pen,2,5.00,4.00,,1.00,19.00", "2,2024-02-02,Ink,1,20.00,4.00,,0.00,29.00")
    _, findings = said(tmp_path, HEADER, *rows)
    assert [one.name for one in findings if one.is_question] == ["total_contradicts"]


def test_the_reading_says_in_how_many_orders(tmp_path: Path) -> None:
    rows = ("1,2024-02-01,Pen,2,5.00,4.00,,1.00,13.00", "2,2024-02-02,Ink,1,20.00,4.00,,0.00,24.00")
    _, findings = said(tmp_path, HEADER, *rows)
    assert "order_total" in names(findings)
    (says,) = [one.says for one in findings if one.name == "order_total"]
    assert says == "Total is the total of the order: its lines with Shipping add up to it in 2 of 2 orders."
