"""What is stored is read back to the last digit and letter, whatever it is."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from tests.warehouses.conftest import Empty, Growing
from tillhouse.catalog import catalog
from tillhouse.engines.polars import DTYPES
from tillhouse.errors import FixTheData
from tillhouse.table import Table
from tillhouse.warehouses import Place
from tillhouse.warehouses._store import kind_of

TEXTS = [
    "",
    " ",
    "\\N",
    "\\.",
    '"',
    '""',
    "a,b",
    "l\nm",
    "c\rd",
    "'; DROP",
    "£ é 漢 \U0001f6d2",
    "%s",
    "=1",
    "NULL",
]
EDGES: dict[str, list[Any]] = {
    "text": TEXTS,
    "integer": [0, -1, 2**63 - 1, -(2**63)],
    "boolean": [True, False],
    "date": [date(1900, 1, 1), date(2012, 2, 29), date(2199, 12, 31)],
    "datetime": [
        datetime(1900, 1, 1),
        datetime(2011, 3, 27, 1, 30),
        datetime(2199, 12, 31, 23, 59, 59, 999_999),
    ],
    "quantity": [Decimal("0.752"), Decimal("-999999999999.999999"), Decimal("5")],
    "price": [Decimal("0.000001"), Decimal("-999999999999.999999"), Decimal("999999999999.999999")],
    "money": [Decimal("0"), Decimal("-0.000001"), Decimal("999999999999.999999")],
    "total": [
        Decimal("99999999999999999999999999999999.999999"),
        Decimal("-9223372036854.775809"),
        Decimal("0.01"),
    ],
    "share": [Decimal("-999.999999"), Decimal("0.333333")],
    "number": [Decimal("-9582.429123"), Decimal("0.242594")],
}


def edges(name: str) -> tuple[Table, pl.DataFrame]:
    """Rows of a table in which every column takes every edge of its type, and null where it may."""
    table = catalog()[name]
    rows = max(len(values) for values in EDGES.values()) + 1
    columns = {}
    for number, (column, declared) in enumerate(table.columns.items()):
        values = [*EDGES[declared.type], None]
        found = [values[(row + number) % len(values)] for row in range(rows)]
        if column in table.key:
            found = [10**6 * row + number for row in range(rows)] if declared.type == "integer" else found
        columns[column] = pl.Series(column, found, DTYPES[declared.type])
    if table.by:
        columns["month"] = pl.Series("month", ["2011-01"] * rows, pl.String)
    return table, pl.DataFrame(columns)


def stored(place: Place, table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    kind = kind_of(place.to)

    def work(store: Any) -> pl.DataFrame:
        store.prepare([table], False)
        store.replace(table, "2011-01" if table.by else "", kind.encoded(table, rows))
        getattr(store, "leaves", _Nothing).attach()
        found: pl.DataFrame = store.rows(table)
        return found

    return kind.written(place.url, work)


class _Nothing:
    @staticmethod
    def attach() -> None:
        """Only PostgreSQL has partitions that are to be attached."""


@pytest.mark.parametrize("name", ["fact_returns", "sales_bridge", "statement", "dim_date", "product_sales"])
def test_every_edge_is_read_back_as_it_was(place: Place, name: str) -> None:
    table, rows = edges(name)
    found = stored(place, table, rows)
    assert found.schema == rows.schema
    assert found.sort(rows.columns).equals(rows.sort(rows.columns))


def test_a_text_that_postgres_cannot_hold_is_an_error_that_says_so(empty: Empty, lake: Growing) -> None:
    table, rows = edges("dim_product")
    with pytest.raises(FixTheData, match="0x00"):
        stored(empty("postgres"), table, rows.with_columns(name=pl.lit("a\x00b")))


def test_months_of_a_table_are_those_of_its_rows(place: Place) -> None:
    table, rows = edges("sales_bridge")

    def work(store: Any) -> set[str]:
        store.prepare([table], False)
        store.replace(table, "2011-01", kind_of(place.to).encoded(table, rows))
        getattr(store, "leaves", _Nothing).attach()
        found: set[str] = store.months(table)
        return found

    assert kind_of(place.to).written(place.url, work) == {"2011-01"}
