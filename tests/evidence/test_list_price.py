"""A price above that of the list where several units were sold may be the price of the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evidence.test_weighing import said

HEADER = "Date,Order,Product,List Price,Price Paid,Qty"
PAID = ("2024-02-01,1,Pen,10.00,16.00,2", "2024-02-02,2,Ink,20.00,20.00,1", "2024-02-03,3,Cup,7.00,15.00,3")


@pytest.mark.parametrize(
    ("rows", "sums"),
    [
        (PAID, ("51.0", "97.0")),
        ((*PAID, "2024-02-04,4,Cup,7.00,15.00,-3"), ("36.0", "52.0")),
        (("2024-02-01,1,Pen,10.00,8.00,2", "2024-02-02,2,Ink,20.00,20.00,1"), None),
        (("2024-02-01,1,Pen,10.00,16.00,2", "2024-02-02,2,Ink,20.00,25.00,1"), None),
        (("2024-02-01,1,Pen,10.00,10.00,2", "2024-02-02,2,Ink,20.00,20.00,1"), None),
    ],
    ids=["of lines", "a return", "of units", "above for one unit too", "as listed"],
)
def test_a_price_above_the_list(tmp_path: Path, rows: tuple[str, ...], sums: tuple[str, str] | None) -> None:
    _, findings = said(tmp_path, HEADER, *rows)
    found = [one for one in findings if one.name == "list_price"]
    assert [one.is_question for one in found] == [True] * bool(sums)
    for one in found:
        assert one.proposed is not None
        assert one.instead is not None
        assert sums == (str(one.proposed.amount), str(one.instead.amount))


@pytest.mark.parametrize("meaning", ["amount", "unit_price"])
def test_what_a_person_said_of_it_is_not_asked(tmp_path: Path, meaning: str) -> None:
    feed, findings = said(
        tmp_path, HEADER, *PAID, fixed=("columns", meaning), columns={meaning: "Price Paid"}
    )
    assert feed.columns[meaning] == "Price Paid"
    assert not [one for one in findings if one.is_question]
