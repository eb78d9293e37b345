"""Comparisons are typed by the column, and nothing of them is evaluated."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.shops import Shop
from tillhouse.answers.selection import Selection, comparison, counted, matching, selected
from tillhouse.catalog import catalog
from tillhouse.errors import BadQuery, UnknownName


@pytest.mark.parametrize(
    ("text", "operator", "value"),
    [
        ("country=EIRE", "=", "Ireland"),
        ("country = 'United Kingdom'", "=", "United Kingdom"),
        ("country!=a=b", "!=", "a=b"),
        ("quantity>=-2", ">=", -2),
        ("amount<12.50", "<", Decimal("12.50")),
        ("business_date<=2011-12-09", "<=", date(2011, 12, 9)),
        ("redelivered=true", "=", True),
        ("customer_id=", "=", None),
        ("stock_code=__import__('os')", "=", "__import__('os')"),
    ],
)
def test_a_comparison_is_read_as_the_column_is_typed(text: str, operator: str, value: object) -> None:
    found = comparison(catalog()["ledger"], text)
    assert (found.operator, found.value) == (operator, value)


@pytest.mark.parametrize(
    "text",
    [
        "country",
        "quantity=two",
        "line=99999999999999999999",
        "amount=NaN",
        "amount=1e40",
        "amount=0.0000001",
        "business_date=2011-13-01",
        "sold_at=2011-12-09T10:00+01:00",
        "redelivered=maybe",
        "quantity<",
    ],
)
def test_what_is_not_of_the_type_is_refused(text: str) -> None:
    with pytest.raises(BadQuery):
        comparison(catalog()["ledger"], text)


def test_a_mistyped_column_is_corrected() -> None:
    with pytest.raises(UnknownName, match="Did you mean country"):
        comparison(catalog()["ledger"], "countri=EIRE")


@pytest.mark.parametrize(
    ("where", "keeps"),
    [
        ("customer_id=", lambda row: row["customer_id"] is None),
        ("customer_id!=", lambda row: row["customer_id"] is not None),
        ("country=France", lambda row: row["country"] == "France"),
        ("country!=France", lambda row: row["country"] != "France"),
        ("amount>10.5", lambda row: row["amount"] is not None and row["amount"] > Decimal("10.5")),
        ("quantity<=-1", lambda row: row["quantity"] is not None and row["quantity"] <= -1),
        ("month=2011-03", lambda row: row["month"] == "2011-03"),
    ],
)
def test_rows_that_satisfy_a_comparison_are_those_python_finds(
    where: str, keeps: object, small_lake: Shop
) -> None:
    rows = small_lake.table("ledger").rows(named=True)
    expected = {row["line_id"] for row in rows if keeps(row)}  # type: ignore[operator]
    found = matching(small_lake.snapshot, "ledger", [where]).select("line_id").collect()["line_id"]
    assert expected
    assert set(found) == expected


def test_comparisons_must_all_hold(small_lake: Shop) -> None:
    rows = small_lake.table("ledger").rows(named=True)
    expected = sum(row["month"] == "2011-03" and row["event"] == "cancellation" for row in rows)
    assert (
        counted(matching(small_lake.snapshot, "ledger", ["month=2011-03", "event=cancellation"])) == expected
    )


def test_order_limit_and_columns(small_lake: Shop) -> None:
    chosen = Selection(columns=("amount", "line_id"), order_by=("-amount",), limit=3)
    rows = selected(small_lake.snapshot, "ledger", chosen).collect().rows()
    known = small_lake.table("ledger").filter(~small_lake.table("ledger")["amount"].is_null())
    every = sorted(known.select("amount", "line_id").rows(), key=lambda row: (-row[0], row[1]))
    assert rows == every[:3]
