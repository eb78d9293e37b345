"""Asking a warehouse, and meddling with it, as its users do: by SQL and nothing of ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import duckdb
import psycopg

from tillhouse.warehouses import Place

SCHEMA = {"postgres": "tillhouse.", "sqlite": "", "duckdb": ""}


def connect(place: Place, **words: Any) -> Any:
    """A connection of the kind's own driver."""
    if place.to == "postgres":
        return psycopg.connect(place.url, **words)
    return sqlite3.connect(place.url) if place.to == "sqlite" else duckdb.connect(place.url)


def asked(place: Place, query: str) -> list[Any]:
    """The rows of a query in which ``@`` stands before each table."""
    with closing(connect(place)) as connection:
        found: list[Any] = connection.execute(query.replace("@", SCHEMA[place.to])).fetchall()
        return found


def told(place: Place, *statements: str) -> None:
    """Run statements by hand, and commit."""
    with closing(connect(place)) as connection:
        for statement in statements:
            connection.execute(statement.replace("@", SCHEMA[place.to]))
        connection.commit()
