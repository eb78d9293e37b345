"""One shop's habits of writing a file: names, marks, dates, how returns and cancellations are told, what stands around.

A habit is drawn by a seed; what is written says the same as the orders, whatever the habits are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from random import Random
from typing import Literal

from tests.exports.orders import Item, Order, orders

Money = Literal["unit price", "line total", "both"]
Sent = Literal["", "first row", "every row"]
Back = Literal["negative quantity", "negative amount", "type"]

_NAMES = {
    "en": "Order ID,SKU,Description,Quantity,Order Date,Unit Price,Line Total,Discount,Customer ID,Country,"
    "Status,Type,Shipping,Tax",
    "snake": "order_id,sku,product_name,qty,order_date,unit_price,line_total,discount,customer_id,country,"
    "status,type,shipping_amount,tax_amount",
    "de": "Rechnungsnummer,Artikelnummer,Bezeichnung,Menge,Rechnungsdatum,Einzelpreis,Gesamtpreis,Rabatt,Kundennummer,"
    "Land,Status,Typ,Versandkosten,MwSt",
    "fr": "Numéro facture,Référence produit,Désignation,Quantité,Date facture,Prix unitaire,Montant,Remise,N° client,"
    "Pays,Statut,Type,Frais de port,TVA",
}
_MEANINGS = (
    "order",
    "code",
    "name",
    "quantity",
    "at",
    "price",
    "total",
    "discount",
    "customer",
    "country",
    "status",
    "kind",
    "shipping",
    "tax",
)
_DATES = (
    "%Y-%m-%d %H:%M",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M",
    "%d.%m.%Y %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%d %b %Y %H:%M",
)
_DONE = {"en": "Completed", "snake": "paid", "de": "abgeschlossen", "fr": "payée"}
_NOT = {"en": "Cancelled", "snake": "voided", "de": "storniert", "fr": "annulée"}
_SALE = {"en": "Sale", "snake": "sale", "de": "Verkauf", "fr": "vente"}
_RETURN = {"en": "Return", "snake": "refund", "de": "Rückgabe", "fr": "retour"}


@dataclass(frozen=True)
class Habits:
    """How a file is written."""

    names: str
    delimiter: str
    decimal: str
    sign: str
    dates: str
    money: Money
    back: Back
    kilos: bool
    discounts: bool
    statuses: bool
    shipping: Sent
    taxed: bool
    title: bool
    blank: bool
    total: bool

    def __str__(self) -> str:
        """All habits, for a failure."""
        return ", ".join(f"{field.name} {getattr(self, field.name)!r}" for field in fields(self))


@dataclass(frozen=True)
class Export:
    """A file, the orders in it, and the habits it is written with."""

    text: str
    orders: Sequence[Order]
    habits: Habits


def export(seed: int) -> Export:
    """The file of a seed."""
    dice = Random(seed)
    habits = _habits(dice)
    made = orders(
        dice,
        kilos=habits.kilos,
        discounts=habits.discounts,
        cancelled=habits.statuses,
        shipping=bool(habits.shipping),
    )
    return Export(_written(made, habits), made, habits)


def _habits(dice: Random) -> Habits:
    money: Money = dice.choice(("unit price", "unit price", "line total", "both"))
    back: Back = dice.choice(("negative quantity", "negative amount", "type"))
    decimal = dice.choice((".", ".", " ,".strip()))
    delimiter = dice.choice((";", "\t")) if decimal == "," else dice.choice((",", ";", "\t"))
    return Habits(
        names=dice.choice(tuple(_NAMES)),
        delimiter=delimiter,
        decimal=decimal,
        sign=dice.choice(("", "", "", "€", " EUR")),
        dates=dice.choice(_DATES),
        money=money,
        back=back,
        kilos=dice.random() < 0.25,
        discounts=money == "unit price" and dice.random() < 0.4,
        statuses=dice.random() < 0.5,
        shipping=dice.choice(("", "", "first row", "every row")),
        taxed=dice.random() < 0.25,
        title=dice.random() < 0.2,
        blank=dice.random() < 0.2,
        total=dice.random() < 0.2,
    )


def _columns(habits: Habits) -> list[str]:
    left = {"unit price": {"total"}, "line total": {"price"}, "both": set[str]()}[habits.money]
    left |= set() if habits.discounts else {"discount"}
    left |= set() if habits.statuses else {"status"}
    left |= set() if habits.back == "type" else {"kind"}
    left |= set() if habits.shipping else {"shipping"}
    left |= set() if habits.taxed else {"tax"}
    return [meaning for meaning in _MEANINGS if meaning not in left]


def _written(made: Sequence[Order], habits: Habits) -> str:
    columns = _columns(habits)
    named = dict(zip(_MEANINGS, _NAMES[habits.names].split(","), strict=True))
    out = io.StringIO()
    rows = csv.writer(out, delimiter=habits.delimiter, lineterminator="\n")
    if habits.title:
        out.write("Sales report\nShop: North Street\n\n")
    rows.writerow([named[column] for column in columns])
    for order in made:
        rows.writerows([cells[column] for column in columns] for cells in _cells(order, habits))
    if habits.blank:
        rows.writerows([[""] * len(columns)] * 2)
    if habits.total:
        rows.writerow(["Total", *[""] * (len(columns) - 1)])
    return out.getvalue()


def _cells(order: Order, habits: Habits) -> Iterator[dict[str, str]]:
    for place, item in enumerate(order.items):
        is_shown = habits.shipping == "every row" or place == 0
        quantity, price, total = _signs(item, habits)
        yield {
            "order": order.number,
            "code": item.code,
            "name": item.name,
            "quantity": _number(quantity, habits, places=3 if habits.kilos else 0),
            "at": order.at.strftime(habits.dates),
            "price": _number(price, habits) + habits.sign,
            "total": _number(total, habits, places=5 if habits.kilos else 2) + habits.sign,
            "discount": _number(item.discount, habits),
            "customer": order.customer,
            "country": order.country,
            "shipping": _number(order.shipping, habits) if is_shown else "",
            "tax": _number(abs(item.tax) if habits.back == "type" else item.tax, habits),
            "status": (_DONE if order.counts else _NOT)[habits.names],
            "kind": (_RETURN if item.is_back else _SALE)[habits.names],
        }


def _signs(item: Item, habits: Habits) -> tuple[Decimal, Decimal, Decimal]:
    """Quantity, price and total as the habit writes what came back."""
    if habits.back == "type":
        return abs(item.quantity), item.price, abs(item.amount)
    if habits.back == "negative amount" and item.is_back:
        return abs(item.quantity), -item.price, item.amount
    return item.quantity, item.price, item.amount


def _number(value: Decimal, habits: Habits, places: int = 2) -> str:
    return f"{value:.{places}f}".replace(".", habits.decimal)
