"""The record of what is loaded, as warehouses that are one file keep it: tables of the same names as in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tillhouse.table import Table
from tillhouse.warehouses._shape import Shape
from tillhouse.warehouses._sql_words import listed, literal
from tillhouse.warehouses._store import Held, held_of

_MADE = (
    "CREATE TABLE IF NOT EXISTS loaded_release (release BIGINT, as_of TEXT, loaded_at TEXT, lake TEXT)",
    "CREATE TABLE IF NOT EXISTS loaded_part (table_name TEXT, month TEXT, rows BIGINT, mark TEXT)",
    "CREATE TABLE IF NOT EXISTS loaded_table (table_name TEXT, shape TEXT)",
)


def make(connection: Any) -> None:
    """Make the tables of the record where they are missing."""
    for statement in _MADE:
        connection.execute(statement)
    columns = connection.execute("SELECT name FROM pragma_table_info('loaded_release')").fetchall()
    if ("lake",) not in columns:  # a file that an earlier version made
        connection.execute("ALTER TABLE loaded_release ADD COLUMN lake TEXT")


def held(connection: Any) -> Held | None:
    """See `Store.held`."""
    row = connection.execute("SELECT * FROM loaded_release").fetchone()
    if row is None:
        return None
    partitions = connection.execute("SELECT table_name, month, rows, mark FROM loaded_part").fetchall()
    return held_of(row, partitions)


def record(connection: Any, held: Held) -> None:
    """See `Store.record`."""
    connection.execute("DELETE FROM loaded_release")
    connection.execute("DELETE FROM loaded_part")
    connection.execute(
        "INSERT INTO loaded_release VALUES (?, ?, ?, ?)",
        (held.release, held.as_of, held.loaded_at, held.lake),
    )
    partitions = [(name, month, stamp.rows, stamp.mark) for (name, month), stamp in held.partitions.items()]
    if partitions:
        connection.executemany("INSERT INTO loaded_part VALUES (?, ?, ?, ?)", partitions)


def stale(connection: Any, shapes: Mapping[str, Shape]) -> list[Shape]:
    """Drop what is declared otherwise or no more; the shapes that are to be made, noted as made."""
    known = dict(connection.execute("SELECT table_name, shape FROM loaded_table").fetchall())
    wanted = {name: shape for name, shape in shapes.items() if known.get(name) != shape.to_json()}
    for name in [*wanted, *(name for name in known if name not in shapes)]:
        connection.execute(f'DROP TABLE IF EXISTS "{name}"')
        connection.execute("DELETE FROM loaded_table WHERE table_name = ?", (name,))
    for name, shape in wanted.items():
        connection.execute("INSERT INTO loaded_table VALUES (?, ?)", (name, shape.to_json()))
    return list(wanted.values())


def marks(number: int) -> str:
    """That many places for values."""
    return ", ".join("?" * number)


def months(connection: Any, table: Table) -> set[str]:
    """See `Store.months`."""
    found = connection.execute(f'SELECT DISTINCT month FROM "{table.name}"').fetchall()
    return {month for (month,) in found}


def query(table: Table, months: Iterable[str] | None) -> str:
    """What asks for the rows of some months of a table, or all."""
    some = "" if months is None else f" WHERE month IN ({', '.join(literal(month) for month in months)})"
    return f'SELECT {listed(table.columns)} FROM "{table.name}"{some}'
