"""A total beside price and quantity: theirs with the shipping, discounts and taxes of its order, or of its row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from tillhouse.evidence import order_equation
from tillhouse.evidence._values import means_otherwise
from tillhouse.evidence.finding import Finding
from tillhouse.settings.feed import ORDER_MONEY, DiscountAs, Feed

#: The share of orders, or of rows, from which a total is theirs.
_HOLDS = 0.98
#: The lines of all files, as a feed shapes them.
Lines = Callable[[Feed], Iterable[pl.DataFrame]]


def explained(found: Sequence[Finding], feed: Feed, lines: Lines) -> list[Finding]:
    """The findings, with what the money of orders explains instead of the question about the total."""
    of_order = [name for name in ORDER_MONEY if name in feed.columns]
    if not of_order or not any(one.name == "total_contradicts" for one in found):
        return [*found]
    rest = [one for one in found if one.name != "total_contradicts"]
    header = feed.columns["amount"]
    for off in _discounts(feed):
        whole = replace(feed, columns=means_otherwise(feed, "amount", "order_total"), discount_as=off)
        if orders := _adding_up(whole, lines):
            says = (
                f"{header} is the total of the order: its lines with {_named(feed, of_order)} add up to it in"
            )
            changes: dict[str, Any] = {"columns": whole.columns, "discount_as": off}
            return [*rest, Finding("order_total", f"{says} {orders}.", 0, feed=changes)]
        each = replace(whole, order="line", per_line=(*of_order, "order_total"))
        if rows := _adding_up(each, lines):
            says = (
                f"{header} is the total of its row: quantity × price with {_named(feed, of_order)} is it in"
            )
            without = {name: said for name, said in feed.columns.items() if name != "amount"}
            changes = {"columns": without, "per_line": (*of_order,), "discount_as": off}
            return [*rest, Finding("row_total", f"{says} {rows}.", 0, feed=changes)]
    return [*found]


def _discounts(feed: Feed) -> tuple[DiscountAs, ...]:
    """What a discount may be, the likeliest first."""
    other: tuple[DiscountAs, ...] = ("line", "percent", "fraction") if "discount" in feed.columns else ()
    return tuple(dict.fromkeys((feed.discount_as, *other)))


def _adding_up(feed: Feed, lines: Lines) -> str:
    """How many orders add up to their total, as words; nothing where that are too few."""
    watch = order_equation.Watch(feed)
    for batch in lines(feed):
        watch.add(batch)
    right, orders = watch.adding_up()
    what = "rows" if feed.order == "line" else "orders"
    return f"{right:,} of {orders:,} {what}" if orders and right >= _HOLDS * orders else ""


def _named(feed: Feed, of_order: Sequence[str]) -> str:
    *first, last = (feed.columns[name] for name in of_order)
    return f"{', '.join(first)} and {last}" if first else last
