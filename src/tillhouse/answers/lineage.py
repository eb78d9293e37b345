"""Lineage of columns: which columns of its inputs each column of a table is computed from.

Nothing is declared; it is read off the body. The body is run on inputs that are empty and note which of their columns
are asked for. Then each output column is asked for alone, and the engine's planner drops every input column it can do
without. What is left is what the column needs:

    value   no column without it, and the rows of the table are the same without it
    rows    it decides which rows there are (a filter, a key of a join or of a group), for all columns alike

An input column may do both; it is then called ``rows``, and ``value`` where it bears the same name. What a body
collects while it runs cannot be told apart by output column, so it counts as ``rows`` of them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import narwhals as nw

from tillhouse.catalog import catalog
from tillhouse.errors import UnknownName, require
from tillhouse.frame import Frame, planning
from tillhouse.settings.feed import CANONICAL, Feed
from tillhouse.settings.settings import Settings
from tillhouse.table import Table

if TYPE_CHECKING:
    import polars as pl

Kind = Literal["value", "rows"]
#: Both ways in which money reaches a line, so that neither is missed.
_FEEDS = (
    Feed("unit prices", "", columns={name: name for name in CANONICAL if name != "amount"}),
    Feed("line totals", "", columns={name: name for name in CANONICAL}),
)
_ANY = ("__first", "__last")


@dataclass(frozen=True, order=True)
class Edge:
    """One column read by another. kind: does it give the value, or decide which rows there are?"""

    table: str
    column: str
    read_table: str
    read_column: str
    kind: Kind


@cache
def edges(name: str) -> tuple[Edge, ...]:
    """What each column of a table is computed from, sorted; nothing for tables written by intake."""
    table = catalog()[name]
    if table.written_by == "intake":
        return ()
    found: dict[tuple[str, tuple[str, str]], Kind] = {}
    for feed in _FEEDS if "feed" in table.parameters else _FEEDS[:1]:
        for edge in _edges(table, feed):
            key = (edge.column, (edge.read_table, edge.read_column))
            found[key] = "value" if "value" in (edge.kind, found.get(key)) else "rows"
    return tuple(sorted(Edge(name, column, *read, kind) for (column, read), kind in found.items()))


def upstream(name: str, column: str | None = None) -> list[Edge]:
    """All value edges that lead to a column (or to any of a table), and the row edges of the column itself."""
    _known(name, column)
    first = [edge for edge in edges(name) if column in (None, edge.column)]
    return first + _beyond(first, lambda edge: edges(edge.read_table), _feeds_into)


def downstream(name: str, column: str | None = None) -> list[Edge]:
    """All value edges that lead on from a column (or from any of a table), and the row edges out of it itself."""
    _known(name, column)
    first = [
        edge
        for reader in catalog().readers(name)
        for edge in edges(reader)
        if edge.read_table == name and column in (None, edge.read_column)
    ]
    return first + _beyond(first, _read_from, _is_read_by)


def _known(name: str, column: str | None) -> None:
    table = catalog()[name]
    if column is not None and column not in table.columns:
        raise UnknownName(f"column of {name}", column, table.columns)


def _feeds_into(later: Edge, earlier: Edge) -> bool:
    return (later.read_table, later.read_column) == (earlier.table, earlier.column)


def _is_read_by(earlier: Edge, later: Edge) -> bool:
    return _feeds_into(later, earlier)


def _read_from(edge: Edge) -> Iterator[Edge]:
    for reader in catalog().readers(edge.table):
        yield from edges(reader)


def _beyond(
    first: list[Edge], near: Callable[[Edge], Any], joins: Callable[[Edge, Edge], bool]
) -> list[Edge]:
    """Value edges that continue value edges, each once, nearest first."""
    seen, rest, found = set(first), [edge for edge in first if edge.kind == "value"], []
    while rest:
        edge = rest.pop(0)
        for following in near(edge):
            if following.kind == "value" and following not in seen and joins(edge, following):
                seen.add(following)
                rest.append(following)
                found.append(following)
    return found


def _edges(table: Table, feed: Feed) -> Iterator[Edge]:
    """The edges of one table as this feed reads it."""
    if table.extra:
        require(table.extra, f"The lineage of {table.name}")
    asked: set[tuple[str, str]] = set()
    token = planning.set(True)
    try:
        native = nw.to_native(table.body(**_given(table, feed, asked)))
    finally:
        planning.reset(token)
    while_running = frozenset(asked)
    rows = while_running | _asked_for(native, [], asked)
    for column in table.columns:
        for read in sorted(rows | _asked_for(native, [column], asked)):
            is_value = read not in rows or read[1] == column
            yield Edge(table.name, column, *read, "value" if is_value else "rows")


def _asked_for(native: pl.LazyFrame, columns: list[str], asked: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The input columns needed for some columns, or with none, for the number of rows."""
    import polars as pl

    asked.clear()
    # Filters are kept where they are: moved into an input, their columns would not be asked for.
    kept = pl.QueryOptFlags(predicate_pushdown=False)
    native.select(columns or pl.len()).collect(optimizations=kept)
    return set(asked)


def _given(table: Table, feed: Feed, asked: set[tuple[str, str]]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    usual = Settings(Path()).given
    for name in table.parameters:
        if name == "feed":
            given[name] = feed
        elif name in usual:
            given[name] = usual[name]
        else:
            given[name] = _noting(catalog()[name.removeprefix("past_")], asked)
    return given


def _noting(table: Table, asked: set[tuple[str, str]]) -> Frame:
    """An empty frame of a table that notes which of its columns are asked for."""
    import polars as pl
    from polars.io.plugins import register_io_source

    from tillhouse.column_types import DTYPES

    # To count rows, a planner may ask for any column, such as the first or the last: those mean nothing here.
    declared = {name: DTYPES[column.type] for name, column in table.columns.items()}
    schema: Mapping[str, pl.DataType] = {_ANY[0]: pl.Boolean(), **declared, _ANY[1]: pl.Boolean()}

    def read(
        with_columns: list[str] | None, _predicate: pl.Expr | None, _rows: int | None, _size: int | None
    ) -> Iterator[pl.DataFrame]:
        wanted = list(schema) if with_columns is None else with_columns
        asked.update((table.name, name) for name in wanted if name not in _ANY)
        yield pl.DataFrame(schema={name: schema[name] for name in wanted})

    return nw.from_native(register_io_source(read, schema=dict(schema)))
