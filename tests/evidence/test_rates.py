"""What a discount and a tax are follows from the total, or is asked where none is stated."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evidence.test_weighing import names, said

HEADER = "Order ID,SKU,Qty,Date,Unit Price,Discount,VAT,Total"


def lines(*rows: tuple[str, str, str]) -> list[str]:
    """Lines of 2 × 10, 1 × 20 and 3 × 30 with these discounts, taxes and totals."""
    goods = ((2, "10.00"), (1, "20.00"), (3, "30.00"))
    return [
        f"{n},A{n},{units},2024-01-{n + 14},{price},{','.join(row)}"
        for n, ((units, price), row) in enumerate(zip(goods, rows, strict=True), 1)
    ]


@pytest.mark.parametrize(
    ("rows", "discount", "tax", "basis"),
    [
        ([("10", "19", "18.00"), ("0", "7", "20.00"), ("5", "19", "85.50")], "percent", "percent", ""),
        ([("0.1", "0", "18.00"), ("0", "0", "20.00"), ("0.05", "0", "85.50")], "fraction", "amount", ""),
        ([("1", "0", "18.00"), ("0", "0", "20.00"), ("2", "0", "84.00")], "unit", "amount", ""),
        ([("1", "0", "19.00"), ("0", "0", "20.00"), ("2", "0", "88.00")], "line", "amount", ""),
        ([("10", "19", "21.42"), ("0", "7", "21.40"), ("5", "19", "101.75")], "percent", "percent", "excluded"),
        ([("0.1", "0.19", "21.42"), ("0", "0.07", "21.40"), ("0.05", "0.19", "101.75")], "fraction", "fraction",
         "excluded"),
        ([("1", "3.61", "22.61"), ("0", "1.40", "21.40"), ("2", "16.72", "104.72")], "line", "amount", "excluded"),
    ],
)  # fmt: skip
def test_the_total_shows_what_discount_and_tax_are(
    tmp_path: Path, rows: list[tuple[str, str, str]], discount: str, tax: str, basis: str
) -> None:
    feed, findings = said(tmp_path, HEADER, *lines(*rows))
    assert not any(one.is_question for one in findings)
    assert (feed.discount_as, feed.tax_as, feed.tax_basis) == (discount, tax, basis)
    assert ("amount_with_tax" in feed.columns) == (basis == "excluded")


def test_a_total_that_no_reading_gives_is_asked_about(tmp_path: Path) -> None:
    rows = [("10", "19", "11.00"), ("0", "7", "12.00"), ("5", "19", "13.00")]
    _, findings = said(tmp_path, HEADER, *lines(*rows))
    assert [one.name for one in findings if one.is_question] == ["total_contradicts"]


def test_a_total_with_a_tax_rate_has_the_tax_within(tmp_path: Path) -> None:
    rows = ("1,A,2,2024-01-15,10.00,19,23.80", "2,B,1,2024-01-16,20.00,7,21.40")
    feed, findings = said(tmp_path, "Order ID,SKU,Qty,Date,Unit Price,MwSt %,Total", *rows)
    assert (feed.tax_as, feed.tax_basis, feed.columns["amount"]) == ("percent", "included", "Total")
    assert "Total is quantity × Unit Price × (1 + MwSt %) in 2 of 2 lines." in [one.says for one in findings]


def test_rates_whose_basis_nothing_says_are_named(tmp_path: Path) -> None:
    feed, findings = said(tmp_path, "Order ID,SKU,Qty,Date,Price,VAT %", "1,A,2,2024-01-15,10.00,19")
    assert (feed.columns["tax"], feed.tax_as, feed.tax_basis) == ("VAT %", "percent", "")
    assert names(findings) == ["tax_rate"]
    assert "--tax-basis included" in findings[0].says


PRICED = "Order ID,SKU,Qty,Date,Price,Discount"
SMALL = ("1,A,2,2024-01-15,8.00,0.50", "2,B,1,2024-01-16,6.00,0.25")


def test_discounts_below_one_of_small_prices_are_asked_with_both_sums(tmp_path: Path) -> None:
    _, findings = said(tmp_path, PRICED, *SMALL)
    (one,) = findings
    assert one.is_question
    assert one.proposed is not None
    assert one.instead is not None
    assert (str(one.proposed.amount), str(one.instead.amount)) == ("12.5", "21.25")
    assert one.instead.options == ("--discount-as line",)


@pytest.mark.parametrize("header", ["Discount Rate", "Rabatt %"])
def test_a_name_that_says_rate_is_not_asked_about(tmp_path: Path, header: str) -> None:
    feed, findings = said(tmp_path, PRICED.replace("Discount", header), *SMALL)
    assert (feed.discount_as, names(findings)) == ("fraction", [])


def test_what_a_person_said_of_a_discount_is_kept(tmp_path: Path) -> None:
    feed, findings = said(tmp_path, PRICED, *SMALL, fixed=("discount_as",), discount_as="line")
    assert (feed.discount_as, names(findings)) == ("line", [])


TAXES = "Order,Date,SKU,Item,Qty,Price,Tax"


@pytest.mark.parametrize(
    ("taxes", "read_as"),
    [
        (("5.00", "10.00", "10.00", "2.50"), "amount"),
        (("5", "10", "10", "2.5"), "amount"),
        (("20.00", "20.00", "20.00", "20.00"), "percent"),
        (("20", "5", "20", "20"), "percent"),
        (("0.2", "0.2", "0.05", "0.2"), "fraction"),
        (("4.17", "8.33", "8.33", "2.08"), "amount"),
    ],
    ids=["a fifth in pennies", "a fifth", "rates in pennies", "rates", "shares", "a sixth"],
)
def test_a_tax_that_follows_the_money_of_lines_is_money(
    tmp_path: Path, taxes: tuple[str, ...], read_as: str
) -> None:
    goods = ("A,Pen,1,25.00", "B,Ink,1,50.00", "A,Pen,2,25.00", "C,Cup,1,12.50")
    rows = [
        f"{n},2024-02-0{n},{good},{tax}" for n, (good, tax) in enumerate(zip(goods, taxes, strict=True), 1)
    ]
    feed, _ = said(tmp_path, TAXES, *rows)
    assert feed.tax_as == read_as
