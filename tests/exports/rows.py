"""Orders as rows of cells under meanings, as a shop's habits have them; how a cell looks is another matter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from tests.exports.habits import Habits
from tests.exports.names import MEANINGS, kind, status
from tests.exports.orders import Item, Order

Cell = str | Decimal | datetime
OF_ORDER = [
    "order",
    "at",
    "customer",
    "country",
    "status",
    "kind",
    "shipping",
    "order_discount",
    "order_tax",
    "tip",
    "order_total",
    "refund",
    "currency",
    "store",
]


def columns(habits: Habits) -> list[str]:
    """The meanings of the columns, in order."""
    left = {"unit price": {"total"}, "line total": {"price"}, "both": set[str]()}[habits.money]
    left |= {"discount", "percent"} - ({_discount(habits)} if habits.discount != "order" else set())
    left |= {"tax", "rate", "order_tax"} - {_tax(habits)}
    there = {
        "status": habits.statuses,
        "kind": habits.back == "type",
        "shipping": bool(habits.shipping),
        "order_discount": habits.discount == "order",
        "tip": habits.tips,
        "order_total": bool(habits.totals),
        "refund": habits.back == "refund",
        "currency": habits.currencies,
        "store": habits.stores,
    }
    return [meaning for meaning in MEANINGS if meaning not in left and there.get(meaning, True)]


def _discount(habits: Habits) -> str:
    return (
        "percent" if habits.discount == "percent" and not habits.percents else habits.discount and "discount"
    )


def _tax(habits: Habits) -> str:
    if habits.tax == "rate":
        return "tax" if habits.percents else "rate"
    return {"order": "order_tax"}.get(habits.tax, habits.tax and "tax")


def cells(order: Order, habits: Habits) -> Iterator[dict[str, Cell]]:
    """The rows of an order, each with what stands in every column."""
    sign = -1 if habits.back == "type" and order.is_back else 1
    whole: dict[str, Cell] = {
        "order": order.number,
        "at": order.at,
        "customer": order.customer,
        "country": order.country,
        "status": status(habits.names, order.state),
        "kind": kind(habits.names, is_back=order.is_back),
        "currency": order.currency,
        "store": order.store,
    }
    money: dict[str, Cell] = {
        "shipping": order.shipping,
        "order_discount": order.discount,
        "order_tax": sign * order.tax(habits),
        "tip": order.tip,
        "refund": order.refund,
    }
    for place, item in enumerate(order.items):
        is_shown = habits.shipping == "every row" or place == 0
        has_total = habits.totals == "every row" or place == 0
        yield {
            **whole,
            **(money if is_shown else dict.fromkeys(money, "")),
            "order_total": sign * order.total(habits) if has_total else "",
            "tax": sign * order.tax_of(item, habits),
            **_of_item(item, sign, habits),
        }


def _of_item(item: Item, sign: int, habits: Habits) -> dict[str, Cell]:
    quantity, price, amount = sign * item.quantity, item.price, sign * item.amount
    if habits.back == "negative amount" and item.is_back:
        quantity, price = -quantity, -price
    said: dict[str, Cell] = {
        "code": item.code,
        "name": item.name,
        "quantity": quantity,
        "price": price,
        "total": amount,
        "discount": item.discount,
        "percent": item.discount,
        "rate": item.rate,
    }
    if habits.percents and habits.discount == "percent":
        said["discount"] = f"{item.discount}%"
    return said | ({"tax": f"{item.rate}%"} if habits.percents and habits.tax == "rate" else {})


def waits_whole(habits: Habits) -> bool:
    """Whether a line that cannot be read makes all of its order wait: where rows have money of the order."""
    return bool({"shipping", "order_discount", "order_tax", "tip", "refund"} & {*columns(habits)})
