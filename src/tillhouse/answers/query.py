"""SQL over the tables of one release, by DuckDB, that can read those tables and touch nothing else.

Each table is a view over its released Parquet files. Before a word of the query is looked at, the connection
loses every other file, the network, extensions and the right to change its own settings. Then one SELECT is
accepted, if no operator of its plan writes: a WITH clause may hold a COPY, and the released files are in reach.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tillhouse.column_types import SQL_TYPES
from tillhouse.errors import BadQuery, UnknownName
from tillhouse.lake.snapshot import Snapshot
from tillhouse.table import Table

if TYPE_CHECKING:
    import duckdb

#: Memory a query may use; a query that needs more ends with an error and writes nothing to disk.
MEMORY = "2GB"
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
    connection = connected(snapshot)
    try:
        _only_reads(connection, sql)
        connection.execute(sql)
    except Exception as error:
        raise _explained(error, snapshot) from error
    columns = tuple(str(column[0]) for column in connection.description or ())
    return Answer(columns, _rows(connection, snapshot))


def connected(snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
    """A connection on which the tables of the release are views, and which can reach nothing else."""
    import duckdb

    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
            "allow_community_extensions": False,
            "memory_limit": MEMORY,
            "temp_directory": "",
        },
    )
    files = {name: snapshot.paths(name) for name in snapshot.release.tables}
    connection.execute(f"SET allowed_paths = {_list(path for paths in files.values() for path in paths)}")
    for name, paths in files.items():
        _create_view(connection, snapshot.table(name), paths)
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _create_view(connection: duckdb.DuckDBPyConnection, table: Table, paths: list[str]) -> None:
    """A view of the declared columns; those that files of an earlier version lack are null in it."""
    view = f'CREATE VIEW "{table.name}" AS SELECT '
    nulls = {name: f'CAST(NULL AS {SQL_TYPES[c.type]}) AS "{name}"' for name, c in table.columns.items()}
    if not paths:
        connection.execute(view + ", ".join(nulls.values()) + " WHERE false")
        return
    import duckdb

    source = f" FROM read_parquet({_list(paths)}, {_folders(table)}, union_by_name = %s)"
    try:
        connection.execute(view + ", ".join(f'"{name}"' for name in nulls) + source % "false")
    except duckdb.BinderException:
        stored = {row[0] for row in connection.execute(f"DESCRIBE SELECT *{source % 'true'}").fetchall()}
        columns = (f'"{name}"' if name in stored else null for name, null in nulls.items())
        connection.execute(view + ", ".join(columns) + source % "true")


def _folders(table: Table) -> str:
    """How the folders of files are read: files that Spark wrote say their month nowhere else."""
    return (
        "hive_partitioning = true, hive_types = {'month': VARCHAR}"
        if table.by
        else "hive_partitioning = false"
    )


def _list(texts: Any) -> str:
    return "[" + ", ".join("'" + str(text).replace("'", "''") + "'" for text in texts) + "]"


def _only_reads(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Refuse everything but one SELECT: even EXPLAIN ANALYZE would run what it explains."""
    import duckdb

    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise BadQuery(_plain(error), _READS) from error
    if len(statements) != 1:
        raise BadQuery(f"The query holds {len(statements)} statements.", _READS)
    if statements[0].type != duckdb.StatementType.SELECT:
        raise BadQuery(f"{_first_word(sql)} is refused: nothing can be changed here.", _READS)
    plan = connection.execute(f"EXPLAIN (FORMAT json) {sql}").fetchall()[0][1]
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


def _rows(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> Iterator[tuple[Any, ...]]:
    try:
        while batch := connection.fetchmany(_BATCH):
            yield from batch
    except Exception as error:
        raise _explained(error, snapshot) from error
    finally:
        connection.close()


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
        return BadQuery(f"The query needs more than {MEMORY} of memory.", "Select fewer columns or months.")
    return BadQuery(
        _plain(error), "tillhouse tables  lists the tables, tillhouse tables NAME  their columns."
    )


def _plain(error: Exception) -> str:
    text = str(error).split("\n\n", 1)[0].strip()
    return re.sub(r"^\w[\w ]* Error: ", "", text)
