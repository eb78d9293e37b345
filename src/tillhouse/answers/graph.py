"""The graph of the tables: what each reads, who owns it, how it is rebuilt, and what it is held to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from tillhouse.catalog import catalog
from tillhouse.table import Table


@dataclass(frozen=True)
class HeldTo:
    """A check that a table is held to. severity: `stop` keeps a release from being published, `warn` reports."""

    name: str
    severity: Literal["stop", "warn"]
    dimension: str

    def document(self) -> dict[str, Any]:
        """A check, for programs.

        name: text. The check as it is declared.
        severity: text. `stop` keeps a release from being published, `warn` reports.
        dimension: text. What kind of quality it is about.
        """
        return {"name": self.name, "severity": self.severity, "dimension": self.dimension}


@dataclass(frozen=True)
class Node:
    """A table and what it reads.

    past: inputs whose earlier months are read as well. by: `month`, or None where it is rebuilt whole.
    """

    name: str
    layer: str
    owner: str
    inputs: tuple[str, ...]
    past: tuple[str, ...]
    by: str | None
    key: tuple[str, ...]
    analytic: bool
    checks: tuple[HeldTo, ...]

    @property
    def stops(self) -> int:
        """How many of its checks can stop a release."""
        return sum(check.severity == "stop" for check in self.checks)

    def document(self) -> dict[str, Any]:
        """A table, for programs.

        name: text. The table.
        layer: text. `bronze`, `silver`, `gold`, `marts` or `books`.
        owner: text. Who answers for it.
        inputs: list of text. The tables that it reads.
        past: list of text. The inputs whose earlier months are read as well.
        by: text or null. `month` where it is rebuilt by month; null where it is rebuilt whole.
        key: list of text. The columns that tell its rows apart.
        analytic: boolean. Whether it is built after a release.
        checks: list of HeldTo. What it is held to.
        """
        return {
            "name": self.name,
            "layer": self.layer,
            "owner": self.owner,
            "inputs": list(self.inputs),
            "past": list(self.past),
            "by": self.by,
            "key": list(self.key),
            "analytic": self.analytic,
            "checks": [check.document() for check in self.checks],
        }


@dataclass(frozen=True)
class Graph:
    """All tables, each after those that it reads."""

    tables: tuple[Node, ...]

    def document(self) -> dict[str, Any]:
        """The graph of the tables, for programs.

        tables: list of Node. All tables, each after those that it reads.
        """
        return {"tables": [table.document() for table in self.tables]}


def graph(tables: Iterable[Table] | None = None) -> Graph:
    """The graph of some tables, or of all."""
    return Graph(tuple(_node(table) for table in tables or catalog().tables.values()))


def _node(table: Table) -> Node:
    checks = tuple(HeldTo(check.name, check.on_fail, check.dimension) for check in table.checks)
    return Node(
        name=table.name,
        layer=table.layer,
        owner=table.owner,
        inputs=table.inputs,
        past=tuple(sorted(table.past)),
        by=table.by,
        key=table.key,
        analytic=table.is_analytic,
        checks=checks,
    )
