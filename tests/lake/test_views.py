"""The connection of a snapshot: views of the released files, and nothing else in reach."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.shops import Shop
from tillhouse.catalog import catalog
from tillhouse.lake import views
from tillhouse.table import Column


def test_a_column_that_the_files_lack_is_null(small_lake: Shop) -> None:
    known = catalog()["daily_sales"]
    declared = replace(known, columns={"later": Column("total", "Declared later."), **known.columns})
    cursor = views.opened([(declared, small_lake.snapshot.paths("daily_sales"))]).cursor()
    found = cursor.execute(
        "select count(*), count(later), typeof(any_value(later)) from daily_sales"
    ).fetchone()
    assert found == (small_lake.release.tables["daily_sales"].rows, 0, "DECIMAL(38,6)")


def test_a_table_without_files_has_its_columns_and_no_rows() -> None:
    cursor = views.opened([(catalog()["receipts"], [])]).cursor()
    cursor.execute("select * from receipts")
    assert [column[0] for column in cursor.description or ()] == list(catalog()["receipts"].columns)
    assert cursor.fetchall() == []


@pytest.mark.parametrize("sql", ["select * from read_text('{other}')", "set memory_limit = '9GB'"])
def test_a_cursor_reaches_no_more_than_the_connection(sql: str, small_lake: Shop, tmp_path: Path) -> None:
    other = tmp_path / "it's other.txt"
    other.write_text("secret")
    asked = sql.format(other=str(other).replace("'", "''"))
    cursor = views.opened([(catalog()["ledger"], small_lake.snapshot.paths("ledger"))]).cursor()
    with pytest.raises((duckdb.PermissionException, duckdb.InvalidInputException)):
        cursor.execute(asked)
    assert cursor.execute("select count(*) from ledger").fetchone() == (
        small_lake.release.tables["ledger"].rows,
    )
    duckdb.connect().execute(asked)  # elsewhere the same statement works
