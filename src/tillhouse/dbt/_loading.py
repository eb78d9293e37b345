"""What the project reads, copied to PostgreSQL: there dbt cannot read the files of the lake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tillhouse.column_types import SQL_TYPES
from tillhouse.dbt._models import sourced
from tillhouse.dbt._properties import SOURCE_SCHEMA
from tillhouse.lake.snapshot import Snapshot
from tillhouse.table import Table
from tillhouse.warehouses import Place
from tillhouse.warehouses._postgres.connection import connected, told
from tillhouse.warehouses._postgres.copy import copy_in, encoded
from tillhouse.warehouses._sql_words import literal

if TYPE_CHECKING:
    import polars as pl


def load_sources(snapshot: Snapshot, place: Place) -> dict[str, int]:
    """Copy the tables that the project reads, in one transaction; the rows of each.

    Texts are ordered by their bytes, as they are in the lake: names that come first by alphabet stay first. Raises
    `WarehouseUnavailable`, `BadSetting`.
    """
    loaded: dict[str, int] = {}
    with connected(place.url) as connection:
        try:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SOURCE_SCHEMA}")
            for table in sourced(snapshot.catalog):
                rows = snapshot.rows(table.name)
                for statement in _made(table):
                    connection.execute(statement)
                copy_in(connection, table, _name(table), encoded(table, _without_nul(rows)))
                connection.execute(f"ANALYZE {_name(table)}")
                loaded[table.name] = rows.height
            connection.commit()
        except Exception as error:
            raise told(error, place.url) from error
    return loaded


def _without_nul(rows: pl.DataFrame) -> pl.DataFrame:
    """PostgreSQL has no character 0, which raw lines may hold; the mark for what cannot be decoded stands for it."""
    import polars as pl

    return rows.with_columns(pl.col(pl.String).str.replace_all("\0", "\ufffd", literal=True))


def _name(table: Table) -> str:
    return f'{SOURCE_SCHEMA}."{table.name}"'


def _made(table: Table) -> list[str]:
    columns = ", ".join(f'"{name}" {_type(column.type)}' for name, column in table.columns.items())
    return [
        f"DROP TABLE IF EXISTS {_name(table)} CASCADE",
        f"CREATE TABLE {_name(table)} ({columns})",
        f"COMMENT ON TABLE {_name(table)} IS {literal(table.grain)}",
    ]


def _type(kind: str) -> str:
    return 'TEXT COLLATE "C"' if kind == "text" else SQL_TYPES[kind]
