"""Quantities that came back beside those that were sold."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.evidence.files import found, net, question

START = "Order,Date,SKU,Item,Qty,Price"
PLAIN = f"{START},Returned Qty\n1,2024-02-01,A,Pen,2,5.00,0\n2,2024-02-02,B,Ink,3,20.00,1\n"
ORDERED = (
    "Order #,Purchased On,Item Name,SKU,Item Price,Qty Ordered,Qty Refunded,Qty Canceled\n"
    "100001,2024-02-01 10:00:00,Pen,A,5.00,2,1,0\n100002,2024-02-02 10:00:00,Ink,B,20.00,3,0,3\n"
)


def test_what_came_back_of_quantities_as_ordered_comes_off(tmp_path: Path) -> None:
    assert net(tmp_path, ORDERED) == 5


@pytest.mark.parametrize(
    "header", ["Returned Qty", "refunded quantity", "Quantity Returned", "Anzahl retourniert"]
)
def test_whether_a_quantity_is_without_them_is_asked_with_both_sums(tmp_path: Path, header: str) -> None:
    name, both = question(tmp_path, PLAIN.replace("Returned Qty", header))
    assert name == "came_back"
    assert both == [
        ((f"--column 'returned_quantity={header}'",), Decimal(50)),
        (("--without returned_quantity",), Decimal(70)),
    ]


@pytest.mark.parametrize(
    ("decided", "right"),
    [({"columns": {"returned_quantity": "Returned Qty"}}, 50), ({"columns": {"returned_quantity": ""}}, 70)],
)
def test_both_answers_are_taken(tmp_path: Path, decided: dict[str, Any], right: int) -> None:
    assert net(tmp_path, PLAIN, **decided) == right


def test_more_than_was_ordered_is_asked(tmp_path: Path) -> None:
    name, both = question(tmp_path, ORDERED.replace("2,1,0", "2,4,0"))
    assert (name, [amount for _, amount in both]) == ("came_back", [-10, 70])


def test_nothing_is_said_where_nothing_came_back(tmp_path: Path) -> None:
    _, findings = found(tmp_path, PLAIN.replace("20.00,1", "20.00,0"))
    assert not [one for one in findings if one.name == "came_back"]


def test_money_that_was_paid_back_says_it_already(tmp_path: Path) -> None:
    text = f"{START},Returned Qty,Refund Amount\n1,2024-02-01,A,Pen,2,5.00,1,5.00\n"
    assert net(tmp_path, text) == 5


@pytest.mark.parametrize(("count", "counts"), [("2", True), ("1", False)])
def test_a_column_of_returns_is_a_quantity_where_it_counts(tmp_path: Path, count: str, counts: bool) -> None:
    text = f"{START},Returned\n1,2024-02-01,A,Pen,2,5.00,0\n2,2024-02-02,B,Ink,3,20.00,{count}\n"
    _, findings = found(tmp_path, text)
    assert ("came_back" in {one.name for one in findings if one.is_question}) is counts
