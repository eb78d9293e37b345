"""SQL over the tables of one release, by DuckDB, that can read those tables and touch nothing else.

A question has a cursor of its own on the snapshot's connection (`tillhouse.lake.views`). One SELECT is accepted, if no
operator of its plan writes: a WITH clause may hold a COPY, and the released files are in reach.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tillhouse.errors import BadQuery, TillhouseError, UnknownName
from tillhouse.lake import views
from tillhouse.lake.snapshot import Snapshot

if TYPE_CHECKING:
    import duckdb
    import polars as pl

_BATCH = 10_000
#: Operators of a plan that change something, or run a statement that the plan does not show.
_WRITES = re.compile("COPY|INSERT|UPDATE|DELETE|MERGE|CREATE|DROP|ALTER|ATTACH|EXPORT|LOAD|EXECUTE|PRAGMA")
_READS = "Only one statement that reads is possible: SELECT, WITH, FROM, VALUES, DESCRIBE, SHOW or SUMMARIZE."


@dataclass(frozen=True)
class Answer:
    """The columns of a result, and its rows as they are fetched; can be read once."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


def answer(snapshot: Snapshot, sql: str) -> Answer:
    """The result of one reading statement over the snapshot's release.

    Raises `UnknownName` for a table that does not exist, `BadQuery` for anything that is refused or wrong.
    """
    cursor = snapshot.cursor()
    try:
        _only_reads(cursor, sql)
        cursor.execute(sql)
    except Exception as error:
        cursor.close()
        raise _explained(error, snapshot) from None if isinstance(error, TillhouseError) else error
    columns = tuple(str(column[0]) for column in cursor.description or ())
    return Answer(columns, _rows(cursor, snapshot))


def frame(snapshot: Snapshot, sql: str) -> pl.DataFrame:
    """The result of one reading statement as a Polars frame, in the types of its columns; raises as `answer` does."""
    import polars as pl

    from tillhouse.answers.result_types import dtype, rows

    cursor = snapshot.cursor()
    try:
        _only_reads(cursor, sql)
        cursor.execute(sql)
        columns = cursor.description or []
        kinds = {str(name): dtype(kind) for name, kind, *_ in columns}
        if len(kinds) < len(columns):
            raise BadQuery("Two columns of the result have one name.", "Name each:  SELECT … AS name")
        # Not by Arrow: with a connection left open, DuckDB 2.0 then warns on standard error when the process ends.
        found = rows([kind for _, kind, *_ in columns], cursor.fetchall())
        return pl.DataFrame(found, kinds, orient="row", infer_schema_length=None)
    except Exception as error:
        raise _explained(error, snapshot) from None if isinstance(error, TillhouseError) else error
    finally:
        cursor.close()


def _only_reads(cursor: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Refuse everything but one SELECT: even EXPLAIN ANALYZE would run what it explains."""
    import duckdb

    try:
        statements = cursor.extract_statements(sql)
    except duckdb.Error as error:
        raise BadQuery(_plain(error), _READS) from error
    if len(statements) != 1:
        raise BadQuery(f"The query holds {len(statements)} statements.", _READS)
    if statements[0].type != duckdb.StatementType.SELECT:
        raise BadQuery(f"{_first_word(sql)} is refused: nothing can be changed here.", _READS)
    plan = cursor.execute(f"EXPLAIN (FORMAT json) {sql}").fetchall()[0][1]
    writes = sorted(name for name in _operators(json.loads(plan)) if _WRITES.search(name))
    if writes:
        raise BadQuery(f"The query holds {writes[0]}, which is refused: nothing can be changed here.", _READS)


def _operators(plan: Any) -> Iterator[str]:
    """The names of all operators of a plan."""
    for node in plan if isinstance(plan, list) else [plan]:
        yield str(node.get("name", "")).upper()
        yield from _operators(node.get("children", []))


def _first_word(sql: str) -> str:
    bare = re.sub(r"(?s)/\*.*?\*/|--[^\n]*", " ", sql)
    match = re.search(r"\w+", bare)
    return match[0].upper() if match else "This"


def _rows(cursor: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> Iterator[tuple[Any, ...]]:
    try:
        while batch := cursor.fetchmany(_BATCH):
            yield from batch
    except Exception as error:
        raise _explained(error, snapshot) from None if isinstance(error, TillhouseError) else error
    finally:
        cursor.close()


def _explained(error: Exception, snapshot: Snapshot) -> Exception:
    """DuckDB's error as one of ours; anything else as it is."""
    import duckdb

    if not isinstance(error, duckdb.Error):
        return error
    missing = re.search(r"Table with name (\S+) does not exist", str(error))
    if missing:
        return UnknownName("table", missing[1].rstrip("!"), snapshot.release.tables)
    if isinstance(error, duckdb.PermissionException):
        return BadQuery("The query reaches outside the released tables, which is refused.", _READS)
    if isinstance(error, duckdb.OutOfMemoryException):
        return BadQuery(
            f"The query needs more than {views.MEMORY} of memory.", "Select fewer columns or months."
        )
    return BadQuery(
        _plain(error), "tillhouse tables  lists the tables, tillhouse tables NAME  their columns."
    )


def _plain(error: Exception) -> str:
    text = str(error).split("\n\n", 1)[0].strip()
    return re.sub(r"^\w[\w ]* Error: ", "", text)
