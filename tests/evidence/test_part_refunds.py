"""A status that says that a part was paid back, where no column says how much."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.evidence.files import found, net, question

HEAD = "Name,Financial Status,Created at,Lineitem quantity,Lineitem name,Lineitem price"
ROWS = ["2024-03-05 09:59:00 -0500,2,Mug,10.00", "2024-03-06 09:59:00 -0500,1,Plate,5.00"]


def orders(word: str, refunds: tuple[str, str] = ("", "")) -> str:
    """An order with this status, and a paid one. refunds: the values of a column of refunds, where there is one."""
    header = f"{HEAD},Refunded Amount" if any(refunds) else HEAD
    ends = [f",{one}" if any(refunds) else "" for one in refunds]
    return "\n".join([header, f"#1,{word},{ROWS[0]}{ends[0]}", f"#2,paid,{ROWS[1]}{ends[1]}"])


def test_it_is_asked_with_both_sums(tmp_path: Path) -> None:
    name, both = question(tmp_path, orders("partially_refunded"))
    assert name == "part_refunds"
    assert both == [
        (("--status partially_refunded=sale",), Decimal(25)),
        (("--status partially_refunded=refunded",), Decimal(5)),
    ]


@pytest.mark.parametrize(("means", "right"), [("sale", 25), ("refunded", 5)])
def test_both_answers_are_taken_and_asked_no_more(tmp_path: Path, means: str, right: int) -> None:
    assert net(tmp_path, orders("partially_refunded"), statuses={"partially_refunded": means}) == right


def test_a_column_of_refunds_says_it(tmp_path: Path) -> None:
    assert net(tmp_path, orders("partially_refunded", ("8.00", "0.00"))) == 17


@pytest.mark.parametrize("word", ["refunded", "paid", "voided"])
def test_another_status_is_not_asked(tmp_path: Path, word: str) -> None:
    _, findings = found(tmp_path, orders(word))
    assert "part_refunds" not in [one.name for one in findings]
