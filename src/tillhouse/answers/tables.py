"""The tables: what they hold in a release, and what is declared about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tillhouse.catalog import LAYERS, Catalog
from tillhouse.lake.releases import Release
from tillhouse.table import Table


@dataclass(frozen=True)
class TableSummary:
    """A table and what a release holds of it. rows: None where it is not published. months: None where it has none."""

    table: Table
    rows: int | None
    months: int | None

    @classmethod
    def of(cls, table: Table, release: Release | None) -> TableSummary:
        """A table in a release, or in none."""
        state = release.tables.get(table.name) if release else None
        months = len([month for month in state.partitions if month]) if state and table.by else None
        return cls(table, state.rows if state else None, months)

    def document(self) -> dict[str, Any]:
        """A table, for programs.

        name, layer: text. The table, and the layer it stands in.
        rows: integer or null. Rows in the release; null where it is not published.
        months: integer or null. Months in the release, of a table that is built by month.
        grain: text. What a row is.
        key: list of text. The columns that identify a row.
        owner: text. Who answers for it.
        analytic: boolean. Whether it is built after a release.
        covers: text or null. Of an analytic, the lines it is about.
        """
        table = self.table
        return {
            "name": table.name,
            "layer": table.layer,
            "rows": self.rows,
            "months": self.months,
            "grain": table.grain,
            "key": list(table.key),
            "owner": table.owner,
            "analytic": table.is_analytic,
            "covers": table.scope,
        }


@dataclass(frozen=True)
class Tables:
    """All tables. release: the one that is looked at, None where nothing is published."""

    release: int | None
    tables: tuple[TableSummary, ...]

    @property
    def by_layer(self) -> list[TableSummary]:
        """The tables in the order of layers, then by name."""
        return sorted(self.tables, key=lambda one: (LAYERS.index(one.table.layer), one.table.name))

    def document(self) -> list[dict[str, Any]]:
        """A list of tables, for programs.

        []: TableSummary. One table.
        """
        return [one.document() for one in self.tables]


@dataclass(frozen=True)
class TableDetail:
    """A table with everything that is declared about it. readers: tables that read it."""

    summary: TableSummary
    readers: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """A table with columns and checks, for programs.

        ...: TableSummary. What it is.
        money: text or null. The column that holds its money.
        by: text or null. `month` where it is rebuilt for the months that changed.
        inputs, readers: list of text. Tables it reads, and tables that read it.
        columns: list. Its columns.
        columns[].name, columns[].type, columns[].meaning, columns[].classification: text. As declared.
        columns[].provenance: boolean. Whether it says where a row came from.
        columns[].key: boolean. Whether it is part of the key.
        checks: list. Its checks.
        checks[].name, checks[].dimension, checks[].on_fail, checks[].advice: text. As declared.
        """
        table = self.summary.table
        return {
            **self.summary.document(),
            "money": table.money,
            "by": table.by,
            "inputs": list(table.inputs),
            "readers": list(self.readers),
            "columns": [_column(table, name) for name in table.columns],
            "checks": [
                {"name": one.name, "dimension": one.dimension, "on_fail": one.on_fail, "advice": one.advice}
                for one in table.checks
            ],
        }


def tables(known: Catalog, release: Release | None) -> Tables:
    """All tables as a release holds them."""
    found = tuple(TableSummary.of(table, release) for table in known.tables.values())
    return Tables(release.number if release else None, found)


def table_detail(known: Catalog, name: str, release: Release | None) -> TableDetail:
    """One table; raises `UnknownName` with the nearest."""
    return TableDetail(TableSummary.of(known[name], release), tuple(known.readers(name)))


def _column(table: Table, name: str) -> dict[str, Any]:
    column = table.columns[name]
    return {
        "name": name,
        "type": column.type,
        "meaning": column.meaning,
        "classification": column.classification,
        "provenance": column.provenance,
        "key": name in table.key,
    }
