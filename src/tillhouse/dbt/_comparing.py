"""Whether the tables that dbt made hold what the release holds: their fingerprints, from the rows as they are there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tillhouse.column_types import SQL_TYPES, dtypes
from tillhouse.dbt._models import IN_PYTHON, modelled
from tillhouse.dbt._properties import DATABASE, SCHEMA
from tillhouse.errors import FixTheSetup
from tillhouse.fingerprint import of_frame
from tillhouse.lake.snapshot import Snapshot
from tillhouse.settings.settings import Settings
from tillhouse.table import Table
from tillhouse.upkeep.portable import fingerprints
from tillhouse.warehouses import place_of
from tillhouse.warehouses._postgres.connection import connected, told
from tillhouse.warehouses._postgres.copy import copy_out

if TYPE_CHECKING:
    import polars as pl

KINDS = ("duckdb", "postgres")


@dataclass(frozen=True)
class Compared:
    """One table. is_sql: made by a query; otherwise copied from the lake. made: None where dbt made no such table."""

    table: str
    is_sql: bool
    rows: int
    made: str | None
    published: str

    @property
    def is_equal(self) -> bool:
        """Whether both hold the same rows."""
        return self.made == self.published


@dataclass(frozen=True)
class Comparison:
    """What dbt made in a database, beside what is published."""

    database: str
    tables: tuple[Compared, ...]

    @property
    def differing(self) -> list[str]:
        """Tables that do not hold the same rows."""
        return [one.table for one in self.tables if not one.is_equal]

    def document(self) -> dict[str, Any]:
        """What dbt made beside what is published, for programs.

        database: text. `duckdb` or `postgres`.
        tables: object. Each table.
        tables.*: object. One table.
        tables.*.table: text. Its name.
        tables.*.is_sql: boolean. Whether a query made it; otherwise it is a copy.
        tables.*.rows: integer. Rows that dbt made.
        tables.*.made: text or null. Their fingerprint; null where there is no such table.
        tables.*.published: text. The fingerprint in the release.
        tables.*.equal: boolean. Whether both hold the same rows.
        differing: list of text. Tables that do not.
        """
        tables = {one.table: {**asdict(one), "equal": one.is_equal} for one in self.tables}
        return {"database": self.database, "tables": tables, "differing": self.differing}


def compared(settings: Settings, snapshot: Snapshot, folder: Path, kind: str) -> Comparison:
    """The tables of the project in a database, beside those of the release. Raises `FixTheSetup`."""
    known = modelled(snapshot.catalog)
    published = fingerprints(settings, snapshot.release, [table.name for table in known])
    rows = (
        _duckdb(folder / DATABASE, known)
        if kind == "duckdb"
        else _postgres(place_of(settings, kind).url, known)
    )
    found = tuple(_beside(table, frame, published[table.name]) for table, frame in rows)
    return Comparison(kind, found)


def _beside(table: Table, frame: pl.DataFrame | None, published: str) -> Compared:
    types = {name: table.columns[name].type for name in table.content}
    return Compared(
        table=table.name,
        is_sql=table.name not in IN_PYTHON,
        rows=0 if frame is None else frame.height,
        made=None if frame is None else of_frame(frame, types),
        published=published,
    )


def _duckdb(path: Path, known: list[Table]) -> Iterator[tuple[Table, pl.DataFrame | None]]:
    import duckdb
    import polars as pl

    if not path.exists():
        raise FixTheSetup(f"dbt has not made {path} yet.", f"cd {path.parent} && dbt build --profiles-dir .")
    with duckdb.connect(str(path), read_only=True) as database:
        query = "SELECT table_name FROM information_schema.tables WHERE table_schema = ?"
        there = {name for (name,) in database.execute(query, [SCHEMA]).fetchall()}
        for table in known:
            if table.name not in there:
                yield table, None
                continue
            columns = ", ".join(
                f'"{name}"::{SQL_TYPES[column.type]} AS "{name}"' for name, column in table.columns.items()
            )
            made = pl.from_arrow(
                database.sql(f"SELECT {columns} FROM {SCHEMA}.{table.name}").to_arrow_table()
            )
            assert isinstance(made, pl.DataFrame)
            yield table, made.cast(dtypes(table.types))


def _postgres(url: str, known: list[Table]) -> Iterator[tuple[Table, pl.DataFrame | None]]:
    with connected(url) as connection:
        try:
            for table in known:
                name = f'{SCHEMA}."{table.name}"'
                there = connection.execute("SELECT to_regclass(%s)", (name,)).fetchone()
                yield table, copy_out(connection, table, source=name) if there and there[0] else None
        except Exception as error:
            raise told(error, url) from error
