"""A DuckDB connection on which the tables of a release are views, and which can touch nothing else.

Each table is a view over its released Parquet files. Before anybody's query is looked at, the connection loses every
other file, the network, extensions and the right to change its own settings.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tillhouse.column_types import SQL_TYPES
from tillhouse.table import Table

if TYPE_CHECKING:
    import duckdb

#: Memory that queries may use together; one that needs more ends with an error and writes nothing to disk.
MEMORY = "2GB"


def opened(tables: Iterable[tuple[Table, list[str]]]) -> duckdb.DuckDBPyConnection:
    """A connection with a view for each of these tables over its files; who reads through it takes a cursor."""
    import duckdb

    named = list(tables)
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
    # What may be read can only be said while the connection can still reach everything.
    connection.execute(f"SET allowed_paths = {_list(path for _, paths in named for path in paths)}")
    for table, paths in named:
        _create_view(connection, table, paths)
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


def _list(texts: Iterable[str]) -> str:
    return "[" + ", ".join("'" + text.replace("'", "''") + "'" for text in texts) + "]"
