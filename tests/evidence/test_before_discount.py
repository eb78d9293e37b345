"""An amount beside a discount is what is left of it, or it is asked about with the money of both readings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.evidence.test_weighing import names, said

PRICED = "Order,Date,SKU,Item,Qty,Price,Amount,Discount"
TAXED = "Ticket,Producto,Cantidad,Fecha,Importe,Descuento,IVA"


def asked(folder: Path, header: str, *lines: str, **given: Any) -> tuple[str, ...]:
    """What both readings of the amount give; nothing where it is not asked about."""
    _, findings = said(folder, header, *lines, **given)
    found = [one for one in findings if one.name == "before_discount"]
    if not found:
        return ()
    (one,) = found
    assert one.is_question
    assert one.proposed is not None
    assert one.instead is not None
    assert one.proposed.options[0].startswith("--column gross_amount=")
    assert one.instead.options[0].startswith("--column amount=")
    return (str(one.proposed.amount), str(one.instead.amount))


@pytest.mark.parametrize(
    ("rows", "sums"),
    [
        (("2,10.00,20.00,2.00", "1,20.00,20.00,5.00", "1,10.00,10.00,0.00"), ("43.0", "50.0")),
        (("2,10.00,20.00,-2.00", "-1,20.00,-20.00,-5.00", "1,10.00,10.00,"), ("13.0", "10.0")),
        (("2,10.00,20.00,2.00", "1,20.00,15.00,5.00", "1,10.00,10.00,0.00"), ("38.0", "45.0")),
        (("2,10.00,20.00,10%", "1,20.00,20.00,5%", "1,10.00,10.00,0%"), ("47.0", "50.0")),
        (("2,10.00,18.00,2.00", "1,20.00,15.00,5.00", "1,10.00,10.00,0.00"), ()),
        (("2,10.00,20.00,0.00", "1,20.00,20.00,0.00", "1,10.00,10.00,0.00"), ()),
    ],
    ids=["all before", "with a return", "split", "rates", "after", "no discount"],
)
def test_an_amount_that_is_the_product_in_spite_of_a_discount(
    tmp_path: Path, rows: tuple[str, ...], sums: tuple[str, ...]
) -> None:
    lines = [
        f"{n},2024-02-0{n},{code},Item,{row}"
        for n, (code, row) in enumerate(zip("ABA", rows, strict=True), 1)
    ]
    assert asked(tmp_path, PRICED, *lines) == sums


@pytest.mark.parametrize(
    ("tax", "sums"),
    [("3.78", ("58.0", "60.0")), ("4.20", ()), ("0.00", ())],
    ids=["of what is left", "of the amount", "none"],
)
def test_a_tax_tells_whether_the_discount_is_off(tmp_path: Path, tax: str, sums: tuple[str, ...]) -> None:
    rows = (
        f"1,Taza,2,13/02/2024,20.00,2.00,{tax}",
        "2,Plato,1,13/02/2024,10.00,0.00,2.10",
        "3,Taza,3,14/02/2024,30.00,0.00,6.30",
    )
    assert asked(tmp_path, TAXED, *rows) == sums


@pytest.mark.parametrize("meaning", ["gross_amount", "amount"])
def test_what_a_person_said_is_not_asked_again(tmp_path: Path, meaning: str) -> None:
    lines = ("1,2024-02-01,A,Pen,2,10.00,20.00,2.00", "2,2024-02-02,B,Ink,1,20.00,20.00,5.00")
    feed, findings = said(tmp_path, PRICED, *lines, fixed=("columns", meaning), columns={meaning: "Amount"})
    assert (feed.columns[meaning], {"gross_amount", "amount"} & feed.columns.keys()) == ("Amount", {meaning})
    assert not [one for one in findings if one.is_question], names(findings)
