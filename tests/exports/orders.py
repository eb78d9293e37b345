"""Orders of an invented shop, and what is true of them, before anybody writes them to a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Literal

from tests.exports.habits import Habits

PENNY, NOTHING = Decimal("0.01"), Decimal(0)
_MICRO = Decimal("0.000001")
_BEGIN = datetime(2024, 1, 3, 9, 0)
_GOODS = (
    ("A-100", "Mug", "7.50"),
    ("A-200", "Plate, deep", "12.95"),
    ("B-310", "Lamp", "39.00"),
    ("B-320", "Bulb", "2.25"),
    ("C-007", 'Frame 7" oak', "18.40"),
    ("C-011", "Candle", "4.99"),
    ("D-500", "Cabinet", "1249.00"),
)
_KILOS = ("K-001", "Coffee kg", "23.80")
_RATES = (Decimal(20), Decimal(10), Decimal(5))
State = Literal["done", "cancelled", "pending", "refunded"]


@dataclass(frozen=True)
class Item:
    """A line of an order. quantity: negative for what came back. discount: what the line says of it, not below 0.

    is_rate: whether the discount is a rate of the line's money. rate: of its tax. is_rounded: whether its money is
    written to the penny.
    """

    code: str
    name: str
    quantity: Decimal
    price: Decimal
    discount: Decimal
    rate: Decimal
    is_rate: bool
    is_rounded: bool

    @property
    def off(self) -> Decimal:
        """What the discount takes off."""
        product = self.quantity * self.price
        return (product * self.discount / 100).quantize(_MICRO) if self.is_rate else self.discount

    @property
    def amount(self) -> Decimal:
        """Money after the discount."""
        amount = self.quantity * self.price - self.off
        return amount.quantize(PENNY) if self.is_rounded else amount

    @property
    def is_back(self) -> bool:
        """Whether it came back."""
        return self.quantity < 0


@dataclass(frozen=True)
class Order:
    """An order, or a return under a number of its own. shipping, tip, discount, refund: of the whole order."""

    number: str
    at: datetime
    customer: str
    country: str
    currency: str
    store: str
    items: tuple[Item, ...]
    shipping: Decimal
    tip: Decimal
    discount: Decimal
    state: State
    refund: Decimal = NOTHING

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others of its number."""
        return (self.number, f"{self.at:%Y-%m-%d}")

    @property
    def counts(self) -> bool:
        """Whether it is a sale at all."""
        return self.state in {"done", "refunded"}

    @property
    def is_back(self) -> bool:
        """Whether goods came back by it."""
        return self.items[0].is_back

    def tax_of(self, item: Item, habits: Habits) -> Decimal:
        """The tax of a line, as exact as the file says it."""
        whole = 100 + item.rate if habits.included else Decimal(100)
        tax = (item.amount * item.rate / whole) if habits.tax else NOTHING
        return tax.quantize(_MICRO if habits.tax == "rate" else PENNY)

    def tax(self, habits: Habits) -> Decimal:
        """The tax of all lines."""
        return sum((self.tax_of(item, habits) for item in self.items), NOTHING)

    def total(self, habits: Habits) -> Decimal:
        """What was to be paid, to the penny."""
        on_top = NOTHING if habits.included else self.tax(habits)
        goods = sum((item.amount for item in self.items), NOTHING)
        return (goods - self.discount + self.shipping + self.tip + on_top).quantize(PENNY)


def orders(dice: Random, habits: Habits) -> list[Order]:
    """Some orders over four weeks, one of eight a return of goods; where numbers begin again, over six busy days."""
    made: list[Order] = []
    sold: list[tuple[Order, Item]] = []
    again, early = habits.damage == "again", habits.damage == "days"
    day = _BEGIN + timedelta(days=0 if early else dice.randint(0, 20))
    at = day
    for place in range(dice.randint(30, 48) if again else dice.randint(12, 40)):
        at += timedelta(minutes=dice.randint(20, 300) if early else dice.randint(40, 1_400))
        if again:
            at = day + timedelta(days=place // 7, hours=place % 7, minutes=dice.randint(0, 59))
        number = f"{place % 7 + 1}" if again else f"{20_001 + place}"
        back = dice.choice(sold) if sold and habits.back != "refund" and dice.random() < 1 / 8 else None
        if back is not None:
            of, item = back
            items = (replace(item, quantity=-item.quantity),)
            nothing = dict.fromkeys(("shipping", "tip", "discount", "refund"), NOTHING)
            made.append(replace(of, number=number, at=at, items=items, state="done", **nothing))
            sold.remove(back)
            continue
        one = _order(dice, habits, number, at, again)
        made.append(one)
        sold += [(one, item) for item in one.items if one.state == "done" and not item.discount]
    return made


def _order(dice: Random, habits: Habits, number: str, at: datetime, several: bool) -> Order:
    customer = dice.randint(1, 9)
    items = tuple(_item(dice, habits) for _ in range(dice.randint(2 if several else 1, 4)))
    state: State = "done"
    if habits.statuses and dice.random() < 1 / 5:
        state = dice.choice(("cancelled", "pending", "cancelled" if habits.back == "refund" else "refunded"))
    sent = dice.choice((Decimal("4.90"), Decimal("6.50"), NOTHING)) if habits.shipping else NOTHING
    tip = PENNY * dice.randint(50, 300) if habits.tips and dice.random() < 0.5 else NOTHING
    off = PENNY * dice.randint(20, 150) if habits.discount == "order" and dice.random() < 0.3 else NOTHING
    guest = habits.guests and dice.random() < 0.3
    one = Order(
        number,
        at,
        "" if guest else f"K{customer:03}",
        "Germany" if customer < 9 else "Austria",
        dice.choice(("EUR", "EUR", "USD")) if habits.currencies else "",
        dice.choice(("North", "South")) if habits.stores else "",
        tuple({item.code: item for item in items}.values()),
        sent,
        tip,
        off,
        state,
    )
    if habits.back != "refund" or state != "done" or dice.random() > 1 / 6:
        return one
    whole = one.total(habits)
    part = PENNY * dice.randint(30, 200)
    is_whole = dice.random() < 0.5 and bool(habits.totals)
    return replace(one, refund=whole if is_whole else min(part, whole - PENNY))


def _item(dice: Random, habits: Habits) -> Item:
    kilos = habits.kilos and dice.random() < 1 / 3
    code, name, price = _KILOS if kilos else dice.choice(_GOODS)
    quantity = Decimal(dice.randint(80, 2_400)) / 1_000 if kilos else Decimal(dice.choice((1, 1, 2, 3, 6)))
    is_less = habits.discount in {"amount", "percent"} and dice.random() < 1 / 4
    rate = habits.discount == "percent"
    off = Decimal(dice.choice((5, 10, 25))) if rate else PENNY * dice.randint(20, 150)
    return Item(
        code,
        name,
        quantity,
        Decimal(price),
        off if is_less else NOTHING,
        dice.choice(_RATES),
        rate,
        habits.rounded,
    )


def real(made: Sequence[Order]) -> list[Order]:
    """The orders that are sales, or take sales back."""
    return [order for order in made if order.counts]
