"""A frame of a query has the types of its columns, with rows and without."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl
import pytest

from tests.shops import Shop
from tillhouse.answers.query import frame
from tillhouse.answers.result_types import dtype, rows

UUID = "b5b82dd5-5506-4482-a2ed-60d84d6e5bc4"
PAIRS = pl.List(pl.Struct({"key": pl.String, "value": pl.Int32}))
CASES: dict[str, tuple[Any, Any]] = {
    "1::tinyint": (pl.Int8, 1),
    "1::smallint": (pl.Int16, 1),
    "1::utinyint": (pl.UInt8, 1),
    "1::usmallint": (pl.UInt16, 1),
    "1::uinteger": (pl.UInt32, 1),
    "18446744073709551615::ubigint": (pl.UInt64, 2**64 - 1),
    "1::hugeint": (pl.Decimal(38, 0), Decimal(1)),
    "1::uhugeint": (pl.Decimal(38, 0), Decimal(1)),
    "1.25::decimal(9, 2)": (pl.Decimal(9, 2), Decimal("1.25")),
    "1.5::float": (pl.Float32, 1.5),
    "time '10:00:00'": (pl.Time, time(10)),
    "timetz '10:00:00+02'": (pl.String, "10:00:00+02:00"),
    "timestamp_ms '2020-01-01'": (pl.Datetime("us"), datetime(2020, 1, 1)),
    "timestamptz '2020-01-01 02:00:00+02'": (pl.Datetime("us", "UTC"), datetime(2020, 1, 1, tzinfo=UTC)),
    "interval 1 day": (pl.Duration("us"), timedelta(days=1)),
    f"'{UUID}'::uuid": (pl.String, UUID),
    "'x'::blob": (pl.Binary, b"x"),
    "'101'::bit": (pl.String, "101"),
    "'a'::enum('a', 'b')": (pl.String, "a"),
    "null": (pl.Null, None),
    "null::uuid": (pl.String, None),
    f"['{UUID}'::uuid, null]": (pl.List(pl.String), [UUID, None]),
    "[1, 2]::integer[2]": (pl.List(pl.Int32), [1, 2]),
    "{'size': 1::tinyint}": (pl.Struct({"size": pl.Int8}), {"size": 1}),
    "map {'a': 1}": (PAIRS, [{"key": "a", "value": 1}]),
    "map {[1]: 2}": (
        pl.List(pl.Struct({"key": pl.List(pl.Int32), "value": pl.Int32})),
        [{"key": [1], "value": 2}],
    ),
}


@pytest.mark.parametrize(("sql", "expected"), CASES.items(), ids=CASES)
def test_a_column_has_its_type_with_rows_and_without(
    sql: str, expected: tuple[Any, Any], small_lake: Shop
) -> None:
    kind, value = expected
    found = frame(small_lake.snapshot, f"select {sql} as a")
    assert found.schema == {"a": kind}
    assert found.rows() == [(value,)]
    assert frame(small_lake.snapshot, f"select {sql} as a limit 0").schema == {"a": kind}


@pytest.mark.parametrize("sql", ["union_value(k := 1)", "[union_value(k := 1)]", "row(1, 2)"])
def test_what_polars_does_not_have_is_found_from_the_values(sql: str, small_lake: Shop) -> None:
    found = frame(small_lake.snapshot, f"select {sql} as a")
    assert found.height == 1


def test_values_that_need_no_change_are_the_same_rows() -> None:
    """Negative control: with a UUID beside them they are other rows."""
    with duckdb.connect() as connection:
        plain = [column[1] for column in connection.execute("select 1, 'a'").description or ()]
        other = [column[1] for column in connection.execute("select 1, uuid()").description or ()]
    found = [(1, "a")]
    assert rows(plain, found) is found
    assert rows(other, found) is not found
    assert [dtype(kind) for kind in plain] == [pl.Int32, pl.String]
