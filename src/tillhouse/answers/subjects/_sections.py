"""The rows that tables hold about a subject, as sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from tillhouse.answers.subjects import Section
from tillhouse.catalog import Catalog
from tillhouse.lake.snapshot import Snapshot
from tillhouse.table import Table

_ESTIMATES = ("share", "number")


def rows_of(snapshot: Snapshot, table: str) -> pl.LazyFrame:
    """The rows of a table as a lazy Polars frame."""
    found: pl.LazyFrame = snapshot.frame(table).to_native()
    return found


def analytics_of(known: Catalog, keys: Iterable[str], apart: Iterable[str]) -> dict[str, str]:
    """The analytics with a column of these names, by table the first such column; those of ``apart`` left out."""
    found = {}
    for table in known.analytics:
        own = [key for key in keys if key in table.columns]
        if own and table.name not in set(apart):
            found[table.name] = own[0]
    return found


def generic(snapshot: Snapshot, tables: Mapping[str, str], values: Mapping[str, object]) -> list[Section]:
    """A section for each of the tables in the release: its rows about the subject.

    tables: by name, the column that tells whom a row is about. values: by column, the value for the subject.
    """
    return [
        section(
            snapshot.table(name),
            rows_of(snapshot, name)
            .filter(pl.col(key) == values[key])
            .sort(*snapshot.table(name).key)
            .collect(),
            without=tuple(values),
        )
        for name, key in tables.items()
        if name in snapshot.release.tables
    ]


def section(
    table: Table,
    rows: pl.DataFrame,
    *,
    without: Sequence[str] = (),
    title: str = "",
    said: Sequence[str] = (),
    limit: int | None = None,
) -> Section:
    """Some rows of a table as a section of its name, with the columns of the frame but some."""
    columns = [name for name in rows.columns if name not in without]
    return Section(
        table.name,
        title or f"{table.name}: {table.grain[0].lower()}{table.grain[1:]}",
        columns,
        rows.select(columns).rows(),
        said or ([] if rows.height else ["No row."]),
        estimates(table),
        limit,
    )


def estimates(table: Table) -> frozenset[str]:
    """The columns of decimals that are no money."""
    return frozenset(name for name, kind in table.types.items() if kind in _ESTIMATES)
