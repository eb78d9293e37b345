"""DuckDB: SQL in process; joins and sums that do not fit in memory go to the folder for temporary files.

Text is read by way of Arrow, by the functions that Polars uses, and what a body keeps is held in memory; keys and
all else are SQL.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import gettempdir
from threading import local
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pyarrow as pa

from tillhouse.column_types import SQL_TYPES, dtypes
from tillhouse.engines import _frames
from tillhouse.engines._stored import by_month

ON_CLUSTER = False
Relation = duckdb.DuckDBPyRelation
_DATABASE = duckdb.connect(
    config={"temp_directory": str(Path(gettempdir()) / f"tillhouse-duckdb-{os.getpid()}")}
)
_MOMENT = "%Y-%m-%d %H:%M:%S.%f"


class _OfThread(local):
    """Each thread's own connection: one that is busy refuses others. Frames stay in the thread that made them."""

    def __init__(self) -> None:
        self.connection = _DATABASE.cursor()


_HERE = _OfThread()


def scan(files: Sequence[str], types: Mapping[str, str]) -> Relation:
    """The rows of Parquet files of one table, in its declared types; no files give no rows."""
    if not files:
        return held(pl.DataFrame(schema=dtypes(types)))
    # Files that Spark wrote say their month in the name of their folder alone.
    folders = "true, hive_types = {'month': VARCHAR}" if by_month(files) else "false"
    listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    found = _HERE.connection.sql(f"FROM read_parquet([{listed}], hive_partitioning = {folders})")
    return found.select(*map(_column, types))


def held(rows: pl.DataFrame) -> Relation:
    """Rows in memory as a frame of this engine."""
    return _HERE.connection.from_arrow(rows.to_arrow())


def rows(frame: Relation) -> pl.DataFrame:
    """All rows of a frame, in memory."""
    table: pa.Table = frame.to_arrow_table()
    found = pl.from_arrow(table)
    assert isinstance(found, pl.DataFrame)
    return found


def concat(frames: Sequence[Relation]) -> Relation:
    """The rows of several frames of the same columns."""
    first, *others = frames
    for other in others:
        first = first.union(other.select(*map(_column, first.columns)))
    return first


def computed(frame: Relation, types: Mapping[str, str]) -> pl.DataFrame:
    """All rows of a frame, in declared columns and types; a lossy cast raises."""
    declared = frame.select(
        *(_column(name).cast(SQL_TYPES[kind]).alias(name) for name, kind in types.items())
    )
    return rows(declared).cast(dtypes(types))


def once(frame: Relation) -> Relation:
    """See `tillhouse.frame.once`."""
    return held(rows(frame))


def from_columns(_like: Relation, columns: Mapping[str, Sequence[Any]], types: Mapping[str, str]) -> Relation:
    """See `tillhouse.frame.rows_like`."""
    return held(pl.DataFrame(dict(columns), schema=dtypes(types)))


def with_datetime(
    frame: Relation, into: str, column: str, layouts: Sequence[str], time_zone: str
) -> Relation:
    """See `tillhouse.frame.with_datetime`."""
    return held(_frames.with_datetime(rows(frame).lazy(), into, column, layouts, time_zone).collect())


def with_decimals(frame: Relation, read: Mapping[str, str], decimal: str, thousands: str) -> Relation:
    """See `tillhouse.frame.with_decimals`."""
    return held(_frames.with_decimals(rows(frame).lazy(), read, decimal, thousands).collect())


def with_key(frame: Relation, into: str, columns: Sequence[str]) -> Relation:
    """See `tillhouse.frame.with_key`."""
    types = dict(zip(frame.columns, frame.types, strict=True))
    texts = [
        f"coalesce(strftime({_quoted(c)}, '{_MOMENT}'), '')"
        if str(types[c]) == "TIMESTAMP"
        else f"coalesce({_quoted(c)}::VARCHAR, '')"
        for c in columns
    ]
    missing = " AND ".join(f"{_quoted(c)} IS NULL" for c in columns)
    joined = " || chr(31) || ".join(texts)
    key = f"CASE WHEN {missing} THEN NULL ELSE ('0x' || sha256({joined})[1:15])::BIGINT END"
    others = [_quoted(name) for name in frame.columns if name != into]
    return frame.project(", ".join([*others, f"{key} AS {_quoted(into)}"]))


def with_canonical_text(
    frame: Relation, text: Sequence[str], identifiers: Sequence[str], capitals: Sequence[str]
) -> Relation:
    """See `tillhouse.frame.with_canonical_text`."""
    return held(_frames.with_canonical_text(rows(frame).lazy(), text, identifiers, capitals).collect())


def with_standard_text(frame: Relation, column: str, standard: Callable[[str], str]) -> Relation:
    """See `tillhouse.frame.with_standard_text`."""
    return held(_frames.with_standard_text(rows(frame).lazy(), column, standard).collect())


def with_fields(frame: Relation, read: Mapping[str, str], column: str) -> Relation:
    """See `tillhouse.frame.with_fields`."""
    return held(_frames.with_fields(rows(frame).lazy(), read, column).collect())


def with_share(frame: Relation, into: str, amount: str, part: str, whole: str) -> Relation:
    """See `tillhouse.frame.with_share`."""
    return held(_frames.with_share(rows(frame).lazy(), into, amount, part, whole).collect())


def looked_up(frame: Relation, few: Relation, on: Sequence[str]) -> Relation:
    """See `tillhouse.frame.looked_up`."""
    same = " AND ".join(f"a.{_quoted(name)} = b.{_quoted(name)}" for name in on)
    added = [f"b.{_quoted(name)}" for name in few.columns if name not in on]
    joined = frame.set_alias("a").join(few.set_alias("b"), same, how="left")
    return joined.project(", ".join([*(f"a.{_quoted(name)}" for name in frame.columns), *added]))


def _column(name: str) -> duckdb.Expression:
    return duckdb.ColumnExpression(name)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


if TYPE_CHECKING:
    from tillhouse.engines import duckdb as itself
    from tillhouse.engines._contract import Engine

    _checked: Engine[Relation] = itself
