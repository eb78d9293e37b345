"""What lines do not say at all, so that no figure is made of it: by currency, with the reason in words.

Nobody can be counted where no line names a customer. A figure of 0 would be taken for a fact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import narwhals as nw

from tillhouse.frame import Frame, gathered
from tillhouse.metrics.evaluation import Cell, Figure
from tillhouse.metrics.formulas import Count, Metric, Part
from tillhouse.retail import events

#: What metrics need to be said, and the words where no loaded line of the currency says it.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "customers": "no line names a customer",
        "orders": "no line has the number of an order",
        "products": "no line names a product",
        "units": "no line says how many",
        "tax": "no line says its tax",
        "times": "no line has a time of day",
    }
)
#: What lines say, by currency; see `said`.
Said = Mapping[str | None, frozenset[str]]
c = nw.col
_ONE = nw.lit(1, nw.Int64)
_ZERO = nw.lit(0, nw.Int64)


def said(ledger: Frame) -> Said:
    """By currency, what at least one loaded line says."""
    says = {
        "customers": ~c("customer_id").is_null(),
        "orders": events.has_order(),
        "products": c("line_type") == "product",
        "units": events.is_goods() & ~c("quantity").is_null(),
        "tax": ~c("tax").is_null(),
        "times": events.has_time(),
    }
    marked = ledger.filter(c("fate") == "loaded").select(
        "currency", *(nw.when(holds).then(_ONE).otherwise(_ZERO).alias(name) for name, holds in says.items())
    )
    rows = gathered(marked.group_by("currency").agg(*(c(name).max() for name in says)))
    return {
        row["currency"]: frozenset(name for name in says if row[name]) for row in rows.iter_rows(named=True)
    }


def lacking(metric: Metric, known: frozenset[str]) -> Sequence[str]:
    """The reasons why a metric has no value, where lines say no more than this."""
    needs = {need for part in metric.parts for need in _needs(part)}
    return [REASONS[need] for need in REASONS if need in needs - known]


def without_absent(metric: Metric, found: Mapping[Cell, Figure], known: Said) -> dict[Cell, Figure]:
    """The figures of cells that begin with their currency; without a value where lines do not say what it needs."""
    return {
        cell: Figure(None) if cell[0] in known and lacking(metric, known[cell[0]]) else figure
        for cell, figure in found.items()
    }


def _needs(part: Part) -> Sequence[str]:
    if isinstance(part, Count):
        repeat = part.which == "repeat"
        return ("orders",) if part.of == "orders" else ("customers", "orders") if repeat else ("customers",)
    if part.lines.fate != "loaded":
        return ()
    of = {"quantity": ("units",), "tax": ("tax",)}.get(part.of, ())
    return (*of, "customers") if part.lines.buyers == "known" else of
