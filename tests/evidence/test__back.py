"""Values that take sales back: what their signs, and the rows beside them, say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.evidence.files import net, question
from tillhouse.evidence._back import Said, readings

TYPES = (
    "Type,Order,SKU,Item,Qty,Date,Amount\nSale,1,A,Pen,2,2024-02-01,10.00\nSale,2,B,Ink,1,2024-02-02,20.00\n"
)
STATES = "Order,SKU,Qty,Date,Price,Status\n1,A,2,2024-02-01,5.00,Completed\n"

RIGHT = {
    "a cancellation beside its sale": (
        "Beleg;Datum;Typ;Artikel;Menge;Betrag\n1;15.01.2024 10:15;Verkauf;Kaffee;2;5,00\n"
        "1;15.01.2024 10:16;Storno;Kaffee;-2;-5,00\n2;15.01.2024 10:20;Verkauf;Tee;1;3,00\n",
        "3",
    ),
    "a void of a negative quantity": (
        "Transaction Type,Order,Date,SKU,Qty,Price\nSale,1,2024-02-01,A,2,5.00\n"
        "Void,1,2024-02-01,A,-2,5.00\nSale,2,2024-02-02,B,1,20.00\n",
        "20",
    ),
    "a negative void of a sale in another file": (f"{TYPES}Void,3,B,Ink,-1,2024-02-02,-20.00\n", "10"),
    "a flag at the record that takes a receipt back": (
        "Nr;Datum;Storno;Produkt;Menge;Gesamtpreis\n1;13.03.2026;Nein;Brezel;2;3,80\n"
        "2;13.03.2026;Ja;Brezel;-2;-3,80\n3;14.03.2026;Nein;Kuchen;1;3,80\n",
        "3.8",
    ),
    "a void that stands alone": (f"{TYPES}Void,3,B,Ink,1,2024-02-02,20.00\n", "30"),
    "a payment of negative money": (f"{TYPES}Payment,1,,,,2024-02-02,-30.00\n", "30"),
    "a type of returned goods": (f"{TYPES}Returned,1,A,Pen,1,2024-02-02,5.00\n", "25"),
    "a type of refunds below zero": (f"{TYPES}Refunded,1,A,Pen,-1,2024-02-02,-5.00\n", "25"),
    "a type of money called back": (f"{TYPES}Chargeback,2,B,Ink,1,2024-02-09,20.00\n", "10"),
    "a state of orders that came back": (f"{STATES}2,B,1,2024-02-02,20.00,Refund\n", "10"),
    "a state of rows below zero": (f"{STATES}1,A,-2,2024-02-02,5.00,Refunded\n", "0"),
    "a state of rows beside their sale": (f"{STATES}1,A,1,2024-02-02,5.00,Return\n", "5"),
    "one product of an order came back": (f"{STATES}1,B,1,2024-02-01,20.00,Return\n", "10"),
    "a flag of cancelled orders": (
        "Order,Date,SKU,Qty,Price,Cancelled\n1,2024-02-01,A,2,5.00,No\n2,2024-02-02,B,1,20.00,Yes\n",
        "10",
    ),
    "a flag of numbers": (
        "Order,Date,SKU,Qty,Price,cancelled\n1,2024-02-01,A,2,5.00,0\n2,2024-02-02,B,1,20.00,1\n",
        "10",
    ),
    "a flag of returned orders": (
        "Order,Date,SKU,Qty,Price,Returned\n1,2024-02-01,A,2,5.00,FALSE\n2,2024-02-02,B,1,20.00,TRUE\n",
        "10",
    ),
}


@pytest.mark.parametrize(("text", "right"), RIGHT.values(), ids=RIGHT)
def test_signs_and_rows_beside_tell_what_a_value_means(tmp_path: Path, text: str, right: str) -> None:
    assert net(tmp_path, text) == Decimal(right)


SPLIT = {
    "fees that a marketplace takes": (
        f"{TYPES}Commission,1,A,Pen,2,2024-02-01,-1.50\n",
        ("kind", "commission", ("fee", "-1.5"), ("not_sales", "0")),
    ),
    "a void as large as the sale beside it": (
        f"{TYPES}Void,2,B,Ink,1,2024-02-02,20.00\n",
        ("kind", "void", ("cancellation", "-20"), ("not_sales", "0")),
    ),
    "refunds above and below zero": (
        f"{STATES}2,B,1,2024-02-02,20.00,Refunded\n3,B,-1,2024-02-02,20.00,Refunded\n",
        ("status", "refunded", ("refunded", "0"), ("return", "-40")),
    ),
    "a refund as large as the sale beside it": (
        f"{STATES}1,A,2,2024-02-02,5.00,Refunded\n",
        ("status", "refunded", ("refunded", "0"), ("return", "-10")),
    ),
}


@pytest.mark.parametrize(("text", "asked"), SPLIT.values(), ids=SPLIT)
def test_what_can_mean_two_things_is_asked_with_both_sums(
    tmp_path: Path, text: str, asked: tuple[str, str, tuple[str, str], tuple[str, str]]
) -> None:
    column, value, *both = asked
    name, given = question(tmp_path, text)
    assert name == "status_split"
    assert given == [((f"--{column} {value}={word}",), Decimal(amount)) for word, amount in both]


@pytest.mark.parametrize(
    ("flag", "taken", "matched", "expected"),
    [
        (None, 0, 0, ("refunded",)),
        ("returned", 0, 0, ("refunded",)),
        ("return", 0, 0, ("refunded", "return")),
        ("return", 0, 2, ("return",)),
        ("return", 2, 0, ("return",)),
        ("return", 1, 2, ("refunded", "return")),
    ],
)
def test_a_flag_that_names_the_record_a_return_is_asked_where_it_stands_alone(
    flag: str | None, taken: int, matched: int, expected: tuple[str, ...]
) -> None:
    said = Said("yes", "refunded", 2, taken, lambda: matched)
    assert readings(said, "status", flag) == expected  # type: ignore[arg-type]
