"""What data do not say at all, so that no figure is made of it, with the reason in words.

A 0 would be taken for a fact. Of lines, by currency: nobody can be counted where no line names a customer.
Of feeds, by name: a sum over money that no column holds is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

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
        "stores": "no line names a store or a channel",
    }
)
#: By metric of money that a file may lack: the columns that hold it, and the line type that does.
_HELD: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        "tax": (("tax", "order_tax"), "tax"),
        "discounts": (("discount", "order_discount"), "discount"),
        "postage": (("shipping",), "postage"),
        "tips": (("tip",), "tip"),
        "fees": (("fee",), "fee"),
        "refunds": (("refund",), "refund"),
    }
)
#: Two columns of the same money, before and after what is asked about.
_BETWEEN = MappingProxyType(
    {
        "tax": ("amount_with_tax", "amount unit_price gross_amount"),
        "discounts": ("gross_amount", "amount"),
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
        "stores": ~c("store").is_null() | ~c("channel").is_null(),
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


def of_currencies(metric: Metric, known: Said) -> tuple[str, ...]:
    """Sentences for the currencies whose lines do not say what a metric needs."""
    reasons = {currency: lacking(metric, known[currency]) for currency in sorted(known, key=str)}
    return tuple(
        f"No value for {of_currency(currency)}: {', '.join(why)}." for currency, why in reasons.items() if why
    )


#: ISO 4217 for no currency, as `tillhouse.retail.currencies` has it, which reads all countries.
_NONE = "XXX"


def of_currency(code: str | None) -> str:
    """What lines are spoken of: those of a currency, or those that name none."""
    return "lines without a currency" if code in (None, "", _NONE) else str(code)


def of_feeds(metric: str, feeds: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """By feed whose data has none of the money of a metric: why. Empty for metrics that every file can give."""
    if metric not in _HELD:
        return {}
    reasons = {name: _reason(name, feed, metric) for name, feed in feeds.items()}
    return {name: reason for name, reason in reasons.items() if reason}


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


def _reason(name: str, feed: Mapping[str, Any], metric: str) -> str:
    columns, (names, line_type) = feed["columns"], _HELD[metric]
    words = {*feed.get("statuses", {}).values(), *feed.get("kinds", {}).values()}
    words |= {*feed.get("line_types", {}).values()}
    whole, others = _BETWEEN.get(metric, ("", ""))
    is_between = whole in columns and bool({*others.split()} & columns.keys())
    is_rate = (
        "tax" in columns
        and feed.get("tax_as", "amount") not in {"amount", "unit"}
        and not feed.get("tax_basis")
    )
    if metric == "tax" and is_rate and "order_tax" not in columns:
        return (
            f"Feed {name} has rates of tax, and nothing says whether amounts have the tax. Say it:  tillhouse config"
            f" feed {name} tax_basis=included  (or excluded), then tillhouse run"
        )
    if {*names} & columns.keys() or line_type in words or is_between:
        return ""
    return f"No {metric if metric == 'postage' else line_type} is in the data of feed {name}."
