"""All tables and what reads what. Refuses a graph that flows backwards or in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter

from tillhouse import folder
from tillhouse.errors import FixTheCode, UnknownName
from tillhouse.settings.settings import Settings
from tillhouse.table import Table

#: Data flows down this list; a table reads only its own layer and those above.
LAYERS = ("bronze", "silver", "gold", "marts", "books")


class Catalog:
    """Tables by name, in an order in which each comes after all it reads."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self.tables: dict[str, Table] = _ordered({table.name: table for table in tables})

    def __getitem__(self, name: str) -> Table:
        """The table of that name; raises `UnknownName` with the nearest."""
        if name not in self.tables:
            raise UnknownName("table", name, self.tables)
        return self.tables[name]

    @property
    def of_runs(self) -> tuple[Table, ...]:
        """The tables that a run builds: all but the analytics."""
        return tuple(table for table in self.tables.values() if not table.is_analytic)

    @property
    def analytics(self) -> tuple[Table, ...]:
        """The tables that are built after a release."""
        return tuple(table for table in self.tables.values() if table.is_analytic)

    def readers(self, name: str) -> tuple[str, ...]:
        """The tables that read this one."""
        return tuple(t.name for t in self.tables.values() if name in t.inputs)

    def upstream(self, name: str) -> tuple[str, ...]:
        """Everything this table is made from, nearest last."""
        wanted = {name}
        for table in reversed(self.tables.values()):
            if table.name in wanted:
                wanted.update(table.inputs)
        return tuple(n for n in self.tables if n in wanted and n != name)


def needs(table: Table) -> set[str]:
    """What must be built before a table: its inputs and the tables its checks refer to."""
    return set(table.inputs) | {other for check in table.checks for other in check.needs}


def _ordered(tables: Mapping[str, Table]) -> dict[str, Table]:
    for table in tables.values():
        for name in sorted(needs(table)):
            if name not in tables:
                raise FixTheCode(f"{table.name} reads {name}, but no table is named so.")
            if LAYERS.index(tables[name].layer) > LAYERS.index(table.layer):
                raise FixTheCode(
                    f"{table.name} ({table.layer}) reads {name} ({tables[name].layer}): backwards."
                )
            if tables[name].is_analytic and not table.is_analytic:
                raise FixTheCode(f"{table.name} reads {name}, which is built after a release.")
    try:
        order = TopologicalSorter({t.name: sorted(needs(t)) for t in tables.values()}).static_order()
        return {name: tables[name] for name in order}
    except CycleError as error:
        raise FixTheCode(f"Tables read each other in a circle: {' → '.join(error.args[1])}.") from error


def catalog(settings: Settings | None = None) -> Catalog:  # noqa: ARG001 (a lake's own tables come next)
    """The tables of a lake, or those of `tillhouse.tables` alone."""
    return _built_in()


@cache
def _built_in() -> Catalog:
    found = []
    for layer in LAYERS:
        for name, module in folder.entries(f"tillhouse.tables.{layer}").items():
            declared = getattr(module, name, None)
            if not isinstance(declared, Table):
                raise FixTheCode(f"tables/{layer}/{name}.py does not declare a table named {name}.")
            found.append(declared)
    return Catalog(found)
