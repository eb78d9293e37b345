"""Sales with a day on which they were called off: asked, where no status says that they are none."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.evidence.files import found, net, question

HEAD = "Name,Financial Status,Created at,Lineitem quantity,Lineitem name,Lineitem price,Total,Payment Method"
DAY = "2024-03-07 10:00:00 -0500"


def orders(status: str, method: str = "card", column: str = "Cancelled at") -> str:
    """An order of two lines that was called off, and one that was not."""
    rows = [
        f"#1,{status},2024-03-05 09:59:00 -0500,2,Mug,10.00,25.00,card,{DAY}",
        "#1,,2024-03-05 09:59:00 -0500,1,Plate,5.00,,,",
        f"#2,paid,2024-03-06 09:59:00 -0500,1,Plate,5.00,5.00,{method},",
    ]
    return "\n".join([f"{HEAD},{column}", *rows])


def test_a_paid_order_that_was_called_off_is_asked_with_both_sums(tmp_path: Path) -> None:
    name, both = question(tmp_path, orders("paid"))
    assert name == "called_off"
    assert both == [
        (("--column 'kind=Cancelled at'", "--kind '*=not_sales'"), Decimal(5)),
        (("--own 'Cancelled at=dimension'",), Decimal(30)),
    ]


@pytest.mark.parametrize(
    ("decided", "right"),
    [
        ({"columns": {"kind": "Cancelled at"}, "kinds": {"*": "not_sales"}}, 5),
        ({"own": {"Cancelled at": "dimension"}}, 30),
    ],
)
def test_both_answers_are_taken(tmp_path: Path, decided: dict[str, Any], right: int) -> None:
    assert net(tmp_path, orders("paid"), **decided) == right


@pytest.mark.parametrize("status", ["voided", "pending", "refunded"])
def test_a_status_that_says_so_is_enough(tmp_path: Path, status: str) -> None:
    _, findings = found(tmp_path, orders(status))
    assert "called_off" not in [one.name for one in findings]


def test_orders_of_the_test_gateway_stay_none_so_that_only_one_answer_is_offered(tmp_path: Path) -> None:
    _, both = question(tmp_path, orders("paid", "bogus"))
    assert both == [(("--own 'Cancelled at=dimension'",), Decimal(25))]


@pytest.mark.parametrize("column", ["Canceled at", "cancellation_date", "Stornodatum", "Date d'annulation"])
def test_a_file_without_a_dialect_is_asked_too(tmp_path: Path, column: str) -> None:
    text = f"Order,Date,Item,Qty,Price,{column}\n1,2024-03-05,Mug,2,10.00,2024-03-06\n2,2024-03-05,Plate,1,5.00,\n"
    name, both = question(tmp_path, text)
    assert (name, [amount for _, amount in both]) == ("called_off", [Decimal(5), Decimal(25)])
