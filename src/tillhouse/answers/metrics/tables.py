"""The tables that metrics are read from, in the form of lines. What is small of them is kept by the snapshot."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import narwhals as nw

from tillhouse.frame import Frame
from tillhouse.lake.snapshot import Snapshot
from tillhouse.metrics import absence, evaluation, lines
from tillhouse.metrics.definitions import PURCHASES
from tillhouse.metrics.formulas import Lines, Part

#: The smaller tables, with the columns by which they can be cut.
SMALL: Mapping[str, frozenset[str]] = {
    "sales_bridge": frozenset({"month", "business_date", "country", "currency", "event", "line_type"}),
    "receipts": frozenset({"month", "business_date", "country", "currency", "customer_id"}),
}
#: Columns of few values: lines added up by all of them are few, however many lines there are.
_COARSE = SMALL["sales_bridge"]
#: What sums need to know of lines, whatever they are cut by.
_KIND = ("fate", "event", "line_type", "known")
_SUMS = ("amount", "gross_amount", "discounted", "tax", "quantity", "lines")
c = nw.col


def formed(
    snapshot: Snapshot, table: str, months: Collection[str] | None = None, counted: Sequence[Part] = ()
) -> Frame:
    """The rows of a table, of some months or all, as lines. counted: what is to be counted among them."""
    if table == "ledger":
        return lines.of_ledger(snapshot.frame(table, months), _measures(snapshot))
    if table == "sales_bridge":
        return lines.of_bridge(snapshot.in_memory(table, months))
    if any(part.lines == PURCHASES for part in counted):
        return _receipts_with_products(snapshot, None if months is None else frozenset(months))
    return lines.of_receipts(snapshot.in_memory(table, months))


def _measures(snapshot: Snapshot) -> list[str]:
    return [one.name for one in snapshot.catalog.own if one.role == "measure"]


def added_up(snapshot: Snapshot, months: Collection[str] | None, columns: Iterable[str]) -> Frame:
    """The ledger as lines, those added up that no sum cut by these columns tells apart.

    Where that may leave too many to keep, it is the lines themselves.
    """
    if not _COARSE.issuperset(columns) and not snapshot.is_small("ledger", months):
        return formed(snapshot, "ledger", months)
    by = tuple(dict.fromkeys((*sorted(columns), *_KIND)))

    def found() -> Frame:
        sums = (c(name).sum() for name in (*_SUMS, *_measures(snapshot)))
        return formed(snapshot, "ledger", months).group_by(*by).agg(*sums)

    return snapshot.memory.frame(("ledger", by, None if months is None else frozenset(months)), found)


def first_purchases(snapshot: Snapshot, table: str, of: Lines, counted: Sequence[Part]) -> Frame:
    """One row per customer and currency of a table: the first day and the first month of such lines."""

    def found() -> Frame:
        read = formed(snapshot, table, None, counted)
        return evaluation.first_purchases(read, of, "business_date", "month")

    return (
        snapshot.memory.frame(("first purchases", table, of), found) if snapshot.is_small(table) else found()
    )


def said_of(snapshot: Snapshot) -> absence.Said:
    """By currency, what loaded lines say at all."""

    def found() -> absence.Said:
        return absence.said(snapshot.frame("ledger"))

    return snapshot.memory.value("said of the ledger", found, len)


def _receipts_with_products(snapshot: Snapshot, months: frozenset[str] | None) -> Frame:
    def found() -> Frame:
        receipts = snapshot.in_memory("receipts", months)
        return lines.with_products(receipts, snapshot.frame("ledger", months))

    if not snapshot.is_small("receipts", months):
        return found()
    return snapshot.memory.frame(("receipts with products", months), found)
