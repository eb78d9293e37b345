"""Discounts from 0 to 1 are shares only where nothing makes them look like money."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evidence.test_weighing import said

PRICED = "Order,Date,SKU,Item,Qty,Price,Discount"
PAID = "Order,Date,SKU,Item,Qty,Amount,Discount"


def asked(folder: Path, header: str, *discounts: str) -> list[str]:
    """What is asked of three lines of 25.00, 30.00 and 2 × 25.00, or 50.00, with these discounts."""
    money = ("25.00", "30.00", "25.00" if header == PRICED else "50.00")
    lines = [
        f"{n},2024-02-0{n},P{n},Pen {n},{units},{each},{off}"
        for n, (units, each, off) in enumerate(zip("112", money, discounts, strict=True), 1)
    ]
    _, findings = said(folder, header, *lines)
    return [one.name for one in findings if one.is_question]


@pytest.mark.parametrize(
    ("discounts", "is_asked"),
    [
        (("1.00", "0.00", "0.50"), True),
        (("1", "0", "0.5"), True),
        (("0.20", "0.00", "0.50"), True),
        (("0.2", "0", "0.15"), False),
        (("0.2", "", "0.15"), False),
        (("2.00", "0.00", "0.50"), False),
    ],
    ids=["a one in pennies", "a one", "pennies", "shares", "shares and none", "money"],
)
@pytest.mark.parametrize("header", [PRICED, PAID], ids=["prices", "amounts"])
def test_what_may_be_money_is_asked(
    tmp_path: Path, header: str, discounts: tuple[str, ...], is_asked: bool
) -> None:
    assert asked(tmp_path, header, *discounts) == (["discount_as"] if is_asked else [])


def test_both_sums_are_said(tmp_path: Path) -> None:
    rows = (
        "1,2024-02-01,A,Pen,1,25.00,1.00",
        "2,2024-02-02,B,Ink,1,30.00,0.00",
        "3,2024-02-03,A,Pen,2,25.00,0.50",
        "4,2024-02-03,A,Pen,2,25.00,1.00",
    )
    _, findings = said(tmp_path, PRICED, *rows)
    (one,) = [one for one in findings if one.is_question]
    assert one.proposed is not None
    assert one.instead is not None
    assert (str(one.proposed.amount), str(one.instead.amount)) == ("55.0", "152.5")


def test_what_an_amount_was_before_is_said(tmp_path: Path) -> None:
    rows = (
        "1,2024-02-01,A,Pen,1,25.00,1.00",
        "2,2024-02-02,B,Ink,1,30.00,0.00",
        "3,2024-02-03,A,Pen,2,50.00,0.50",
    )
    _, findings = said(tmp_path, PAID, *rows)
    (one,) = [one for one in findings if one.is_question]
    assert one.proposed is not None
    assert one.instead is not None
    assert one.proposed.says.endswith("Amount was 130.00 before it")
    assert one.instead.says.endswith("Amount was 106.50 before it")
