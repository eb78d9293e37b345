"""How files of what came back find the orders that they are about, and which of them a person has to decide."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from tillhouse.retail.counts import either, number_of
from tillhouse.settings.joins import Join, is_back
from tillhouse.sources._joined.back import Back, back, total
from tillhouse.sources._joined.keys import KEY, canonical
from tillhouse.sources._joined.overlap import Columns, agree
from tillhouse.sources._joined.tables import Table
from tillhouse.sources._spelling import plain

Means = Mapping[str, Mapping[str, str]]
#: Below this share of rows that find their order, a person is asked; below the second, a file is about other orders.
_NEARLY, _LEAST = 0.95, 0.5


@dataclass(frozen=True)
class CameBack:
    """Joins of such files, and what is said of each. open: what a person has to decide, to the join that could be."""

    joins: tuple[Join, ...] = ()
    says: tuple[str, ...] = ()
    open: Mapping[str, Join | None] = field(default_factory=dict)


@dataclass(frozen=True)
class _Place:
    """Where orders stand. key: the columns that number them."""

    columns: Columns
    key: tuple[str, ...]


def came_back(
    tables: Sequence[Table], used: Collection[str], place: tuple[Columns, tuple[str, ...]], means: Means
) -> CameBack:
    """What the tables that nothing has used say of orders that came back. place: the orders, and their key."""
    host = _Place(*place)
    joins: list[Join] = []
    says: list[str] = []
    doubts: dict[str, Join | None] = {}
    for table in tables:
        if table.part in used or not is_back(table.part):
            continue
        join = _join(host, table)
        share, lost = _found(host, join, table) if join else (0.0, table.whole())
        if join is None or share < _LEAST:
            continue
        what = back(table, means[table.part])
        doubt = _doubt(what, means[host.columns.part], join, table, share)
        if doubt:
            doubts[doubt] = join if what and share < _NEARLY else None
        elif what is not None:
            joins.append(join)
            says.append(_says(what, join, table, lost))
    return CameBack(tuple(joins), tuple(says), doubts)


def _join(place: _Place, table: Table) -> Join | None:
    """The columns of a table that are called like the key of orders."""
    part = place.columns.part
    theirs = [next((name for name in table.header if _is_called(name, key, part)), None) for key in place.key]
    named = tuple(name for name in theirs if name)
    return Join(table.part, named, part, place.key) if len(named) == len(place.key) else None


def _is_called(name: str, key: str, part: str) -> bool:
    return plain(name) == plain(key) or agree(name, key, part)


def _found(place: _Place, join: Join, table: Table) -> tuple[float, pl.DataFrame]:
    """The share of a table's keys that are there, and its rows without an order."""
    rows = table.whole().with_columns(canonical(join.theirs).alias(KEY))
    lost = rows.filter(~pl.col(KEY).is_in(place.columns.keys(*join.ours).implode()).fill_null(value=False))
    keys = rows[KEY].drop_nulls().n_unique()
    return (1 - lost[KEY].drop_nulls().n_unique() / keys if keys else 0.0), lost


def _doubt(what: Back | None, orders: Mapping[str, str], join: Join, table: Table, share: float) -> str:
    """Why a person has to decide about a table, or empty."""
    rows = table.whole()
    held = (
        f"{table.name} ({number_of(rows.height, 'row')}) belongs to {join.via} by {' + '.join(join.theirs)}"
    )
    left = "Without it nothing in it came back: net sales are too high by its money"
    if what is None:
        return f"{held}, and its columns do not say how: {', '.join(table.header)}. {left}"
    if what.kind == "returned" and {"kind", "status"} <= orders.keys():
        return f"{held}, where orders say themselves what became of them. {left}"
    if what.kind == "returned":
        return "" if share >= _NEARLY else f"{held}, for {share:.0%} of its orders. {left}"
    money = total(rows, what.column, table.name)
    if money is None or "refund" in orders:
        why = (
            "are not clear as numbers" if money is None else f"stand beside {orders['refund']} of {join.via}"
        )
        return f"{held}, and its amounts in {what.column} {why}. {left}"
    return "" if share >= _NEARLY else f"{held}, for {share:.0%} of its orders. {left}, {abs(money):,.2f}"


def _says(what: Back, join: Join, table: Table, lost: pl.DataFrame) -> str:
    """What is said of a table that is joined."""
    rows = table.whole()
    key = " + ".join(join.theirs)
    if what.kind == "returned":
        return (
            f"{table.name} says by {key} which orders of {join.via} returned, {number_of(rows.height, 'row')}"
        )
    money = abs(total(rows, what.column, table.name) or Decimal(0))
    said = (
        f"{table.name} takes {money:,.2f} off orders by {key}, {number_of(rows.height, 'refund')}, "
        "on the days of their orders"
    )
    if not lost.height:
        return said
    missed = abs(total(lost, what.column, table.name) or Decimal(0))
    return f"{said}; {lost.height} of them ({missed:,.2f}) {either(lost.height, 'has', 'have')} no order and no effect"
