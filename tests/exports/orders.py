"""Orders of an invented shop, and what is true of them, before anybody writes them to a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

PENNY = Decimal("0.01")
_BEGIN = datetime(2024, 1, 3, 9, 0)
_GOODS = (
    ("A-100", "Mug", "7.50"),
    ("A-200", "Plate, deep", "12.95"),
    ("B-310", "Lamp", "39.00"),
    ("B-320", "Bulb", "2.25"),
    ("C-007", 'Frame 7" oak', "18.40"),
    ("C-011", "Candle", "4.99"),
)
_KILOS = ("K-001", "Coffee kg", "23.80")


@dataclass(frozen=True)
class Item:
    """A line of an order. quantity: negative for what came back. discount: taken off the line, not below 0."""

    code: str
    name: str
    quantity: Decimal
    price: Decimal
    discount: Decimal

    @property
    def tax(self) -> Decimal:
        """A fifth of the money, on top of it."""
        return (self.amount / 5).quantize(PENNY)

    @property
    def gross(self) -> Decimal:
        """Money before the discount."""
        return self.quantity * self.price

    @property
    def amount(self) -> Decimal:
        """Money after it."""
        return self.gross - self.discount

    @property
    def is_back(self) -> bool:
        """Whether it came back."""
        return self.quantity < 0


@dataclass(frozen=True)
class Order:
    """An order, or a return under a number of its own. counts: whether it is a sale at all. shipping: of the order."""

    number: str
    at: datetime
    customer: str
    country: str
    items: tuple[Item, ...]
    shipping: Decimal
    counts: bool = True


@dataclass(frozen=True)
class Truth:
    """What must come out, by the name of the metric."""

    net_sales: Decimal
    gross_sales: Decimal
    returned_sales: Decimal
    discounts: Decimal
    orders: Decimal
    customers: Decimal
    postage: Decimal
    tax: Decimal


def orders(dice: Random, *, kilos: bool, discounts: bool, cancelled: bool, shipping: bool) -> list[Order]:
    """Some orders over four weeks, one of eight a return of goods."""
    made: list[Order] = []
    sold: list[tuple[Order, Item]] = []
    at = _BEGIN + timedelta(days=dice.randint(0, 20))
    for place in range(dice.randint(12, 40)):
        at += timedelta(minutes=dice.randint(40, 1_400))
        customer = dice.randint(1, 9)
        country = "Germany" if customer < 9 else "Austria"
        back = dice.choice(sold) if sold and dice.random() < 1 / 8 else None
        if back is not None:
            of, item = back
            items: tuple[Item, ...] = (Item(item.code, item.name, -item.quantity, item.price, Decimal(0)),)
            made.append(Order(f"{20_001 + place}", at, of.customer, of.country, items, Decimal(0)))
            sold.remove(back)
            continue
        items = tuple(_item(dice, kilos, discounts) for _ in range(dice.randint(1, 4)))
        items = tuple({item.code: item for item in items}.values())
        counts = not (cancelled and dice.random() < 1 / 6)
        sent = dice.choice((Decimal("4.90"), Decimal("6.50"), Decimal(0))) if shipping else Decimal(0)
        one = Order(f"{20_001 + place}", at, f"K{customer:03}", country, items, sent, counts)
        made.append(one)
        sold += [(one, item) for item in items if counts and not item.discount]
    return made


def _item(dice: Random, kilos: bool, discounts: bool) -> Item:
    if kilos and dice.random() < 1 / 3:
        code, name, price = _KILOS
        return Item(code, name, Decimal(dice.randint(80, 2_400)) / 1_000, Decimal(price), Decimal(0))
    code, name, price = dice.choice(_GOODS)
    quantity = Decimal(dice.choice((1, 1, 2, 3, 6)))
    off = PENNY * dice.randint(20, 190) if discounts and dice.random() < 1 / 4 else Decimal(0)
    return Item(code, name, quantity, Decimal(price), off)


def truth(made: Sequence[Order], *, is_taxed: bool = False) -> Truth:
    """What is true of orders, by plain addition. is_taxed: whether the file says the tax."""
    real = [order for order in made if order.counts]
    lines = [item for order in real for item in order.items]
    sent = sum((order.shipping for order in real), Decimal(0))
    buying = [order for order in real if any(not item.is_back for item in order.items)]
    return Truth(
        net_sales=sum((item.amount for item in lines), Decimal(0)) + sent,
        gross_sales=sum((item.gross for item in lines if not item.is_back), Decimal(0)),
        returned_sales=-sum((item.amount for item in lines if item.is_back), Decimal(0)),
        discounts=-sum((item.discount for item in lines), Decimal(0)),
        orders=Decimal(len({order.number for order in buying})),
        customers=Decimal(len({order.customer for order in buying})),
        postage=sent,
        tax=sum((item.tax for item in lines), Decimal(0)) if is_taxed else Decimal(0),
    )
