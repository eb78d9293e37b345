"""Declaring columns of the shop's own at `open`: what is offered, taken and refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import Call, caller
from tillhouse.runs.own_columns import offered_as

FILE = """\
Order ID,SKU,Description,Qty,Date,Price,Customer ID,Country,Region,Segment,Profit,Who
1001,P1,Pen,2,2024-01-15 10:00,5.00,K1,Germany,North,Home,1.50,ann@example.org
1002,P2,Ink,1,2024-01-16 10:00,3.00,K2,Germany,South,Office,0.75,bob@example.org
"""


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    called = caller(capsys)
    return lambda *words: called("--root", tmp_path / "lake", *words)


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    (tmp_path / "sales.csv").write_text(FILE)
    return tmp_path / "sales.csv"


def test_open_offers_columns_and_takes_what_is_declared(call: Call, sales: Path) -> None:
    said = call("open", sales, "--own", "Region=dimension", "--yes")
    assert "Columns of your own: Region (dimension)." in said.out
    offer = "--own 'Segment=dimension as own_segment' --own Profit=measure:money"
    assert f"Can be columns of the ledger:  {offer}\n" in said.out
    more = call("open", sales, "--own", "Profit=measure", "--yes")
    assert more.code == 0
    assert "1.50" in call("metric", "profit", "--by", "region").out


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("Regoin=dimension", "No column of the file is named Regoin."),
        ("Country=dimension", "Country is country here"),
        ("Who=dimension", "Who cannot be a column of the ledger: its values are contacts"),
        ("Segment=dimension", "would be named segment, which has a meaning here"),
        ("Region", "--own Region names no role."),
        ("Region=dimenson", "is declared as 'dimenson'"),
    ],
)
def test_what_cannot_be_declared_is_refused_and_nothing_is_taken_in(
    call: Call, sales: Path, option: str, says: str
) -> None:
    said = call("open", sales, "--own", option, "--yes")
    assert says in said.err
    assert not (sales.parent / "lake" / "releases").exists()


def test_a_name_that_is_taken_is_offered_as_another() -> None:
    offered = {"Region": "dimension", "Week": "dimension", "地域": "dimension", "region": "dimension"}
    assert offered_as(offered, {}) == {
        "Region": "dimension",
        "Week": "dimension as own_week",
        "地域": "dimension as own_3",
        "region": "dimension as own_region",
    }
