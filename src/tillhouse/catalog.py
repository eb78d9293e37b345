"""All tables and what reads what. Refuses a graph that flows backwards or in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, wraps
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from tillhouse import folder
from tillhouse.analytics import rfm
from tillhouse.booking import own_values
from tillhouse.booking.own_values import with_own
from tillhouse.checks import Check
from tillhouse.checks._declared import declared_checks
from tillhouse.definition import installed
from tillhouse.errors import FixTheCode, UnknownName
from tillhouse.frame import Frame
from tillhouse.metrics.definitions import METRICS, all_metrics
from tillhouse.own_tables import own_tables
from tillhouse.settings.own import Own, own_of_feeds
from tillhouse.settings.own_line_types import own_line_types
from tillhouse.settings.settings import Settings
from tillhouse.table import Column, Table

#: Data flows down this list; a table reads only its own layer and those above.
LAYERS = ("bronze", "silver", "gold", "marts", "books")
#: The tables that have the lake's own columns.
_CARRY = ("ledger", "fact_sales")
#: What metrics can be asked by besides columns of the ledger; no own column is named so.
ASKED_BY = (
    "country_code",
    "date",
    "product",
    "quarter",
    "retail_period",
    "retail_week",
    "segment",
    "week",
    "weekday",
    "year",
)


class Catalog:
    """Tables by name, in an order in which each comes after all it reads."""

    def __init__(self, tables: Iterable[Table], own: tuple[Own, ...] = ()) -> None:
        """The catalog of these tables. own: the lake's own columns among those of the ledger."""
        self.own = own
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


def catalog(settings: Settings | None = None, own: Mapping[str, Mapping[str, str]] | None = None) -> Catalog:
    """The tables of a lake, or those of `tillhouse.tables` alone.

    own: by feed, the columns it declares to be the shop's own, which are columns of the ledger; those of the settings
    where none are given. Raises `BadSetting` for names that are taken, or declared in two ways, and with file and line
    where a definition of the shop's own cannot be used.
    """
    plain = _built_in()
    said = (
        {name: feed.own for name, feed in settings.feeds.items()} if settings and own is None else own or {}
    )
    columns = own_of_feeds(said, taken_names()) if any(said.values()) else ()
    if settings:
        own_line_types(settings.own_line_types)
        all_metrics(settings.own_metrics, columns)
        rfm.rules(settings.own_segments)
    made = {**plain.tables, **({name: _with_own(plain[name], columns) for name in _CARRY} if columns else {})}
    further = own_tables(settings, made) if settings else ()
    made |= {table.name: table for table in further}
    checks = _own_checks(settings, made)
    if not columns and not checks and not further:
        return plain
    return Catalog([replace(t, checks=(*t.checks, *checks.get(t.name, ()))) for t in made.values()], columns)


def _own_checks(settings: Settings | None, tables: Mapping[str, Table]) -> Mapping[str, Sequence[Check]]:
    if settings is None or not settings.own_checks.declared:
        return {}
    return declared_checks(settings.own_checks, {name: table.types for name, table in tables.items()})


def own_as_read(feeds: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, str]]:
    """By feed, the own columns of a release that records its feeds so."""
    return {name: feed.get("own") or {} for name, feed in feeds.items()}


def own_now(settings: Settings, feeds: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, str]]:
    """By feed of a release, the own columns that it declares now; as read, where the settings lack the feed."""
    saved = {name: feed.own for name, feed in settings.feeds.items()}
    return {name: saved.get(name, own) for name, own in own_as_read(feeds).items()}


def taken_names() -> set[str]:
    """Names that have a meaning already: no column of the shop's own is named so."""
    plain = _built_in()
    metrics = (one.name for one in METRICS)
    columns = (name for table in ("raw_sales", "customer_versions", *_CARRY) for name in plain[table].columns)
    return {*columns, *ASKED_BY, *metrics}


def _with_own(table: Table, own: tuple[Own, ...]) -> Table:
    """A table with own columns behind its others: the ledger reads them, others have them of the ledger."""

    @wraps(table.body)
    def body(**given: Any) -> Frame:
        made = table.body(**given)
        return with_own(made, given["raw_sales"], given["feed"], own) if "raw_sales" in given else made

    columns = {one.name: Column(one.type, one.meaning) for one in own}
    code = installed().identity(Path(own_values.__file__))
    beside = f"{code} {[(one.name, one.role, one.type) for one in own]}"
    return replace(table, columns={**table.columns, **columns}, body=body, beside=beside)


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
