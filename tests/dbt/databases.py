"""Both databases without dbt: its macros and models rendered by hand, so that many small ledgers can be tried."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, Protocol

import duckdb
import jinja2
import polars as pl
import psycopg

from tillhouse.column_types import SQL_TYPES, dtypes
from tillhouse.dbt._functions import macros, several_capitals
from tillhouse.table import Table
from tillhouse.warehouses._postgres.copy import copy_in, copy_out, encoded

SCHEMA = "made_here"
#: A format of dates of the user's own.
FORMAT = "%d-%b-%y"


class Database(Protocol):
    """A database with the functions of the project."""

    def execute(self, query: str) -> None: ...

    def asked(self, expression: str, values: Sequence[str | None]) -> list[Any]: ...

    def load(self, table: Table, rows: pl.DataFrame) -> None: ...

    def rows(self, table: Table) -> pl.DataFrame: ...


def functions(kind: str) -> str:
    """The statements that make the functions."""
    text = "\n".join(text for name, text in macros([FORMAT]) if name in {f"{kind}.sql", "made.sql"})
    text = re.sub(r"\{% macro several_capitals.*?endmacro %\}", "", text, flags=re.DOTALL)
    environment = jinja2.Environment()
    environment.globals.update(target=SimpleNamespace(schema=SCHEMA), several_capitals=several_capitals)
    return environment.from_string(f"{text}{{{{ {kind}__functions() }}}}").render()


def query(model: str) -> str:
    """A model as dbt compiles it."""
    text = re.sub(r"\{\{ (?:ref|source)\([^)]*'(\w+)'\) \}\}", rf"{SCHEMA}.\1", model)
    return text.replace("{{ target.schema }}", SCHEMA)


class Duck:
    """DuckDB in memory."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(functions("duckdb"))

    def execute(self, query: str) -> None:
        self.connection.execute(query)

    def asked(self, expression: str, values: Sequence[str | None]) -> list[Any]:
        found = self.connection.execute(
            f"SELECT {expression} FROM (SELECT unnest(?::VARCHAR[]) AS v)", [list(values)]
        )
        return [row[0] for row in found.fetchall()]

    def load(self, table: Table, rows: pl.DataFrame) -> None:
        self.connection.register("given", rows.to_arrow())
        self.connection.execute(f"CREATE OR REPLACE TABLE {SCHEMA}.{table.name} AS SELECT * FROM given")

    def rows(self, table: Table) -> pl.DataFrame:
        columns = ", ".join(f'"{name}"::{SQL_TYPES[c.type]} AS "{name}"' for name, c in table.columns.items())
        found = pl.from_arrow(
            self.connection.sql(f"SELECT {columns} FROM {SCHEMA}.{table.name}").to_arrow_table()
        )
        assert isinstance(found, pl.DataFrame)
        return found.cast(dtypes(types(table)))


class Postgres:
    """A database of PostgreSQL."""

    def __init__(self, url: str) -> None:
        self.connection: psycopg.Connection[Any] = psycopg.connect(url, autocommit=True)
        self.connection.execute(functions("postgres").encode())

    def execute(self, query: str) -> None:
        self.connection.execute(query.encode())

    def asked(self, expression: str, values: Sequence[str | None]) -> list[Any]:
        query = f"SELECT {expression} FROM unnest(%s::text[]) WITH ORDINALITY AS t(v, n) ORDER BY n"
        return [row[0] for row in self.connection.execute(query.encode(), [list(values)]).fetchall()]

    def load(self, table: Table, rows: pl.DataFrame) -> None:
        columns = ", ".join(
            f'"{name}" ' + ('TEXT COLLATE "C"' if c.type == "text" else SQL_TYPES[c.type])
            for name, c in table.columns.items()
        )
        self.execute(f"DROP TABLE IF EXISTS {SCHEMA}.{table.name} CASCADE")
        self.execute(f"CREATE TABLE {SCHEMA}.{table.name} ({columns})")
        copy_in(self.connection, table, f"{SCHEMA}.{table.name}", encoded(table, rows))

    def rows(self, table: Table) -> pl.DataFrame:
        return copy_out(self.connection, table, source=f"{SCHEMA}.{table.name}")


def types(table: Table) -> Mapping[str, str]:
    return {name: column.type for name, column in table.columns.items()}


@contextmanager
def opened(kind: str, url: str) -> Iterator[Database]:
    if kind == "duckdb":
        yield Duck()
        return
    made = Postgres(url)
    try:
        yield made
    finally:
        made.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
        made.connection.close()
