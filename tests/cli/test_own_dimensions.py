"""What a file says of store, category and week can be asked by."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import Call

SALES = """Order ID,SKU,Description,Quantity,Date,Price,Customer ID,Country,Category,Store
1,P1,Pen,1,2020-12-28 10:00,1.00,K1,Germany,Office,North
2,P2,Mug,1,2021-01-03 10:00,2.00,K1,Germany,Kitchen,South
3,P1,Pen,1,2021-01-04 10:00,4.00,K1,Germany,Office,North
4,P3,Cup,1,2024-12-30 10:00,8.00,K1,Germany,,
5,P1,Pen,1,2025-01-05 10:00,16.00,K1,Germany,Office,North
"""


@pytest.fixture
def asked(call: Call, tmp_path: Path) -> Call:
    path = tmp_path / "sales.csv"
    path.write_text(SALES)
    assert call("open", path, "--yes").code == 0
    return call


@pytest.mark.parametrize(
    ("dimension", "expected"),
    [
        ("category", {"Office": "21.00", "Kitchen": "2.00", None: "8.00"}),
        ("store", {"North": "21.00", "South": "2.00", None: "8.00"}),
        ("week", {"2020-W53": "3.00", "2021-W01": "4.00", "2025-W01": "24.00"}),
    ],
)
def test_revenue_by_what_the_file_says(asked: Call, dimension: str, expected: dict[str | None, str]) -> None:
    rows = asked("metric", "revenue", "--by", dimension, "--json").json["rows"]
    assert {row[dimension]: row["value"] for row in rows} == expected


@pytest.mark.parametrize(("where", "expected"), [("store=North", "21.00"), ("category=Kitchen", "2.00")])
def test_only_some_lines(asked: Call, where: str, expected: str) -> None:
    (row,) = asked("metric", "revenue", "--where", where, "--json").json["rows"]
    assert row["value"] == expected


def test_a_store_that_is_not_there_is_named(asked: Call) -> None:
    called = asked("metric", "revenue", "--where", "store=West")
    assert called.code != 0
    assert "North" in called.err
