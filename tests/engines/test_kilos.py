"""A shop that sells by weight: quantities are exact, on every engine, from the ledger to the marts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from tests.engines.chain import chained, made
from tests.engines.kilos import KILOS, SOLD, WEIGHED
from tests.frames import ENGINES
from tests.tables.rows import ENGINE
from tillhouse.engines import _numbers


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Any:
    """The name of an engine, to which rows are given."""
    token = ENGINE.set(request.param)
    yield request.param
    ENGINE.reset(token)


def total(rows: pl.DataFrame, column: str) -> Decimal:
    return Decimal(rows[column].sum())


def test_money_and_units_of_sales_by_weight(engine: str) -> None:
    tables = made(SOLD, engine, WEIGHED)
    assert total(tables["ledger"], "amount") == Decimal("36.862960")
    for table, column in (
        ("ledger", "quantity"),
        ("fact_sales", "quantity"),
        ("sales_bridge", "quantity"),
        ("receipts", "units"),
        ("daily_sales", "units"),
        ("monthly_sales", "units"),
        ("customer_sales", "units"),
        ("product_sales", "units_sold"),
        ("price_history", "units_sold"),
        ("sales_hours", "units"),
        ("product_lifecycle", "units_sold"),
    ):
        assert total(tables[table], column) == Decimal("5.252"), table


def test_units_of_the_metrics(engine: str) -> None:
    values = {
        row["metric"]: row["value"] for row in made(SOLD, engine, WEIGHED)["kpis"].iter_rows(named=True)
    }
    assert [values[name] for name in ("units", "units_sold", "units_returned")] == [
        Decimal("5.252"),
        Decimal("5.252"),
        0,
    ]
    assert values["items_per_order"] == Decimal("1.750667")


def test_a_return_takes_a_part_of_a_weight(engine: str) -> None:
    rows = made(KILOS, engine, WEIGHED)["fact_returns"].sort("invoice_no", "unmatched")
    found = rows.select("invoice_no", "sale_invoice_no", "quantity", "amount", "unmatched").rows()
    assert found == [
        ("C1", "1002", Decimal("-0.5"), Decimal("-10"), None),
        ("C2", "1002", Decimal("-1"), Decimal("-20"), None),
        ("C2", None, Decimal("-0.25"), Decimal("-5"), "more_returned_than_sold"),
        ("C3", "1004", Decimal("-0.333333"), Decimal("-1.329217"), None),
    ]


def test_the_books_round_as_the_ledger_does(engine: str) -> None:
    tables = made(KILOS, engine, WEIGHED)
    received = tables["statement"].filter(pl.col("aspect") == "received")
    assert total(received, "amount") == total(tables["ledger"], "amount") == Decimal("3.532949")
    assert received["amount"].to_list() == received["accounted_amount"].to_list()


def test_every_table_is_the_same_on_every_engine(engine: str) -> None:
    found = chained(KILOS, engine, WEIGHED)
    ENGINE.set("polars")
    assert found == chained(KILOS, "polars", WEIGHED)


def test_an_engine_that_cuts_places_off_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: quantities read as whole numbers give other books."""
    expected = chained(KILOS, "polars", WEIGHED)
    whole = pl.Int128()
    monkeypatch.setattr(_numbers, "_millionths", lambda name: pl.col(name).cast(whole) * 10**6)
    assert chained(KILOS, "polars", WEIGHED) != expected
