"""Edges of column lineage: which columns of its inputs each column of a table comes from.

They are read off the body, which is run on tables that note where values come from (`tillhouse.engines._traced`):

    DIRECT     the value is computed from it, conditions included
    INDIRECT   it decides about the value in another way: by a filter, the key of a join or a group, an order, a window

These are the words of OpenLineage. A table whose rows are computed in Python declares its edges (`computed_from`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import narwhals as nw

from tillhouse.catalog import catalog
from tillhouse.engines import _traced
from tillhouse.engines._traced.origins import Decision, Origins, Read
from tillhouse.frame import framed
from tillhouse.settings.feed import CANONICAL, LINE, PRICES, Feed
from tillhouse.settings.settings import Settings
from tillhouse.table import Table

Kind = Literal["DIRECT", "INDIRECT"]
_LINE = tuple(name for name in LINE if name not in PRICES)
_ORDERS = tuple(name for name in CANONICAL if name not in ("amount", "amount_with_tax"))
#: The ways in which money reaches a line, for a lake that has no feed yet.
FEEDS = (
    Feed("unit prices", "", columns={name: name for name in (*_LINE, "unit_price")}),
    Feed(
        "line totals",
        "",
        columns={n: n for n in (*_LINE, "unit_price", "amount", "amount_with_tax") if n != "tax"},
    ),
    Feed(
        "orders",
        "",
        columns={name: name for name in _ORDERS},
        statuses={"returned": "return", "refunded": "refunded", "voided": "not_sales"},
        kinds={"fee": "fee"},
    ),
)
#: Stands for all columns of a table where it declares what decides about them.
ALL = "*"


@dataclass(frozen=True, order=True)
class Edge:
    """One column that comes from another.

    through: how the one decides about the other beside its value: `filter`, `group`, `join`, `sort`, `window`, or
    `model` where a table computes its rows in Python.
    """

    table: str
    column: str
    read_table: str
    read_column: str
    kind: Kind
    through: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        """The column it leads to, `table.column`."""
        return f"{self.table}.{self.column}"

    @property
    def source(self) -> str:
        """The column it leads from, `table.column`."""
        return f"{self.read_table}.{self.read_column}"

    def document(self) -> dict[str, Any]:
        """One column that comes from another, for programs.

        from: text. The column that is read, with its table.
        to: text. The column that comes from it, with its table.
        kind: text. `DIRECT` where the value is computed from it, conditions included; else `INDIRECT`.
        through: list of text. How it decides otherwise: `filter`, `group`, `join`, `sort`, `window` or `model`.
        """
        return {"from": self.source, "to": self.target, "kind": self.kind, "through": list(self.through)}


class Lineage:
    """The edges of all tables as some feeds fill them. Each table is traced once, when it is first asked for."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings(Path())
        self._feeds = tuple(self._settings.feeds.values()) or FEEDS
        self.catalog = catalog(self._settings)
        self._known: dict[str, tuple[Edge, ...]] = {}

    def edges(self, name: str) -> tuple[Edge, ...]:
        """What each column of a table comes from, sorted; nothing for tables written by intake."""
        if name not in self._known:
            table = self.catalog[name]
            self._known[name] = () if table.written_by == "intake" else tuple(sorted(self._of(table)))
        return self._known[name]

    def every(self) -> Iterator[Edge]:
        """The edges of every column of every table, tables in the order in which they are built."""
        for name in self.catalog.tables:
            yield from self.edges(name)

    def _of(self, table: Table) -> Iterator[Edge]:
        origins = dict.fromkeys(table.columns, Origins())
        for one in self._origins(table):
            origins = {name: before | one[name] for name, before in origins.items()}
        for column, met in origins.items():
            ways: dict[Read, set[str]] = {read: set() for read in met.direct}
            for read, way in met.indirect:
                ways.setdefault(read, set()).add(way)
            for read, through in ways.items():
                kind: Kind = "DIRECT" if read in met.direct else "INDIRECT"
                yield Edge(table.name, column, *read, kind, tuple(sorted(through)))

    def _origins(self, table: Table) -> Iterator[Mapping[str, Origins]]:
        """The origins of each column, once for each feed that fills the table."""
        if table.computed_from:
            yield declared(table)
            return
        for feed in self._feeds if "feed" in table.parameters else self._feeds[:1]:
            made = nw.to_native(table.body(**self._inputs(table, feed)))
            yield {name: made.whole(name) for name in table.columns}

    def _inputs(self, table: Table, feed: Feed) -> dict[str, Any]:
        given = {**self._settings.given, "feed": feed}
        return {name: given[name] if name in given else self._input(name) for name in table.parameters}

    def _input(self, parameter: str) -> Any:
        name = parameter.removeprefix("past_")
        return framed(_traced.table(name, self.catalog[name].columns))


def declared(table: Table) -> dict[str, Origins]:
    """The origins of each column as a table declares them."""
    said: dict[str, set[Read]] = {name: set() for name in (*table.columns, ALL)}
    for columns, reads in table.computed_from.items():
        for column in columns.split():
            said[column].update(_reads(reads.split()))
    rows: frozenset[Decision] = frozenset((read, "model") for read in said[ALL])
    return {name: Origins(frozenset(said[name]), rows) for name in table.columns}


def _reads(names: Iterable[str]) -> Iterator[Read]:
    for name in names:
        table, _, column = name.partition(".")
        yield table, column
