"""What lineage says of one table, of one column, and of all columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tillhouse.answers.lineage.edges import Edge, Lineage
from tillhouse.catalog import Catalog
from tillhouse.errors import UnknownName


@dataclass(frozen=True)
class TableLineage:
    """What a table is made from and what is made from it; each pair is a table and one that it reads."""

    table: str
    upstream: tuple[tuple[str, str], ...]
    downstream: tuple[tuple[str, str], ...]

    def document(self) -> dict[str, Any]:
        """What a table is made from and what is made from it, for programs.

        table: text. The table.
        upstream, downstream: list of object. What it is made from, and what is made from it, in pairs.
        upstream[].table, downstream[].table: text. A table.
        upstream[].reads, downstream[].reads: text. A table that it reads.
        """
        return {"table": self.table, "upstream": _pairs(self.upstream), "downstream": _pairs(self.downstream)}


@dataclass(frozen=True)
class ColumnLineage:
    """What a column comes from and what comes from it, nearest first.

    Of the column itself all edges are named; beyond it, those by which its value was computed or is used.
    """

    column: str
    upstream: tuple[Edge, ...]
    downstream: tuple[Edge, ...]

    @property
    def deciders(self) -> list[Edge]:
        """The edges of columns that decide about it beside its value, sorted."""
        return sorted(edge for edge in self.upstream if edge.target == self.column and edge.through)

    @property
    def decided(self) -> list[str]:
        """The tables that it decides about beside its value, sorted."""
        return sorted({one.table for one in self.downstream if one.source == self.column and one.through})

    def sources(self, name: str) -> list[str]:
        """The columns from which a column upstream is computed."""
        return [one.source for one in self.upstream if one.target == name and one.kind == "DIRECT"]

    def targets(self, name: str) -> list[str]:
        """The columns that are computed from a column downstream."""
        return [one.target for one in self.downstream if one.source == name and one.kind == "DIRECT"]

    def document(self) -> dict[str, Any]:
        """What a column comes from and what comes from it, for programs.

        column: text. The column, with its table.
        upstream: list of Edge. What it comes from: all its edges, and the direct ones that lead there.
        downstream: list of Edge. What comes from it: all its edges, and the direct ones that lead on.
        """
        return {
            "column": self.column,
            "upstream": [edge.document() for edge in self.upstream],
            "downstream": [edge.document() for edge in self.downstream],
        }


@dataclass(frozen=True)
class WholeLineage:
    """Every edge of every column."""

    edges: tuple[Edge, ...]

    def document(self) -> dict[str, Any]:
        """Every edge of every column, for programs.

        edges: list of Edge. Tables in the order in which they are built.
        """
        return {"edges": [edge.document() for edge in self.edges]}


def of_all(lineage: Lineage) -> WholeLineage:
    """Every edge of every column, tables in the order in which they are built."""
    return WholeLineage(tuple(lineage.every()))


def of_table(found: Catalog, name: str) -> TableLineage:
    """What a table is made from and what is made from it. Raises `UnknownName` with the nearest."""
    whole = (*found.upstream(found[name].name), name)
    above = tuple((one, read) for one in whole for read in found[one].inputs)
    return TableLineage(name, above, tuple(_readings(found, name)))


def of_column(lineage: Lineage, table: str, column: str) -> ColumnLineage:
    """What a column comes from and what comes from it. Raises `UnknownName` with the nearest."""
    known = lineage.catalog[table].columns
    if column not in known:
        raise UnknownName(f"column of {table}", column, known)
    mine = [edge for edge in lineage.edges(table) if edge.column == column]
    above = _beyond(mine, lambda e: [one for one in lineage.edges(e.read_table) if one.target == e.source])
    below = _beyond(_reading(lineage, table, column), lambda e: _reading(lineage, e.table, e.column))
    return ColumnLineage(f"{table}.{column}", tuple(above), tuple(below))


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"table": table, "reads": read} for table, read in pairs]


def _readings(known: Catalog, name: str) -> list[tuple[str, str]]:
    """The tables that read a table, and those that read them, nearest first."""
    seen, rest, found = {name}, [name], []
    while rest:
        read = rest.pop(0)
        for reader in known.readers(read):
            found.append((reader, read))
            if reader not in seen:
                seen.add(reader)
                rest.append(reader)
    return found


def _reading(lineage: Lineage, table: str, column: str) -> list[Edge]:
    """The edges that lead on from a column."""
    readers = [one.name for one in lineage.catalog.tables.values() if table in {*one.inputs, *one.past}]
    return [
        e for name in readers for e in lineage.edges(name) if (e.read_table, e.read_column) == (table, column)
    ]


def _beyond(first: Sequence[Edge], near: Callable[[Edge], Sequence[Edge]]) -> list[Edge]:
    """Some edges, and the direct ones that continue the direct ones among them, each once, nearest first."""
    found, seen = list(first), set(first)
    rest = [edge for edge in first if edge.kind == "DIRECT"]
    while rest:
        for edge in near(rest.pop(0)):
            if edge.kind == "DIRECT" and edge not in seen:
                seen.add(edge)
                rest.append(edge)
                found.append(edge)
    return found
