"""What is true of invented orders, by plain addition: each figure by currency."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TypeVar

from tests.exports.habits import Habits
from tests.exports.orders import NOTHING, Item, Order, real

T = TypeVar("T", Item, Order)
Figures = dict[str, dict[str, Decimal]]


def truth(made: Sequence[Order], habits: Habits) -> Figures:
    """What must come out, by the name of the metric and by currency; a figure of 0 is left out."""
    found: Figures = {}
    for currency in sorted({order.currency for order in made}):
        mine = [order for order in real(made) if order.currency == currency]
        for name, figure in _figures(mine, habits).items():
            found.setdefault(name, {})
            if figure:
                found[name][currency] = figure
    return found


def _figures(mine: Sequence[Order], habits: Habits) -> dict[str, Decimal]:
    buying = [order for order in mine if not order.is_back]
    kept = [order for order in mine if order.state != "refunded"]
    taken_back = [order for order in mine if order.state == "refunded"]
    lines = [item for order in kept for item in order.items]
    returned = _sum(lines, lambda item: -item.amount if item.is_back else NOTHING)
    returned += _sum(taken_back, lambda order: _sum(order.items, lambda item: item.amount))
    shipping, tips = _sum(kept, lambda one: one.shipping), _sum(kept, lambda one: one.tip)
    whole = [order for order in kept if is_whole(order, habits)]
    # a tax that stands on lines is not given back by an amount: that is said
    paid_back = _sum(whole, lambda one: one.tax(habits)) if habits.tax == "order" else NOTHING
    back = _sum(kept, lambda one: one.refund) - (NOTHING if habits.included else paid_back)
    off = _sum(kept, lambda one: one.discount)
    goods = [item for order in buying for item in order.items]
    return {
        "net_sales": _sum(lines, lambda item: item.amount) + shipping + tips - off - back,
        "gross_sales": _sum(goods, lambda item: item.amount + item.off),
        "returned_sales": returned,
        "discounts": -_sum(lines, lambda item: item.off) - off,
        "orders": Decimal(len({order.key for order in buying})),
        "customers": Decimal(len({order.customer for order in buying if order.customer})),
        "postage": shipping,
        "tips": tips,
        "refunds": -back,
        "tax": NOTHING
        if habits.tax == "rate" and not habits.totals
        else _sum(kept, lambda one: one.tax(habits)) - paid_back,
        "units_sold": _sum(goods, lambda item: item.quantity),
    }


def is_whole(order: Order, habits: Habits) -> bool:
    """Whether all of an order was paid back, and its tax with it."""
    return bool(order.refund) and order.refund == order.total(habits)


def by_store(made: Sequence[Order], habits: Habits) -> dict[str, Decimal]:
    """Net sales of each store, over all currencies."""
    found: dict[str, Decimal] = {}
    for store in sorted({order.store for order in made}):
        figures = truth([order for order in made if order.store == store], habits)
        found[store] = sum(figures["net_sales"].values(), NOTHING)
    return {store: amount for store, amount in found.items() if amount}


def products(made: Sequence[Order]) -> int:
    """How many codes are sold or come back."""
    return len({item.code for order in real(made) for item in order.items})


def _sum(many: Iterable[T], figure: Callable[[T], Decimal]) -> Decimal:
    return sum(map(figure, many), NOTHING)
