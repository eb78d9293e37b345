"""What a shop sells and how it writes its file, drawn by a seed; and the questions that a file leaves open."""

from __future__ import annotations

from dataclasses import dataclass, fields
from random import Random
from typing import Literal

from tests.exports.names import LANGUAGES

Form = Literal["csv", "xlsx", "json", "ndjson", "nested"]
Money = Literal["unit price", "line total", "both"]
Shown = Literal["", "first row", "every row"]
Back = Literal["negative quantity", "negative amount", "type", "refund"]
Discount = Literal["", "amount", "percent", "order"]
Tax = Literal["", "amount", "rate", "order"]
Damage = Literal["", "torn", "codes", "marks", "days", "twice", "again"]

_DATES = (
    "%Y-%m-%d %H:%M",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M",
    "%d.%m.%Y %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%d %b %Y %H:%M",
)
_CSV = 0.65


@dataclass(frozen=True)
class Habits:
    """How a file is written. damage: what happened to it; ``again``: order numbers begin again each day."""

    form: Form
    names: str
    delimiter: str
    decimal: str
    thousands: str
    sign: str
    dates: str
    money: Money
    rounded: bool
    back: Back
    kilos: bool
    discount: Discount
    percents: bool
    tax: Tax
    included: bool
    statuses: bool
    shipping: Shown
    tips: bool
    totals: Shown
    currencies: bool
    stores: bool
    guests: bool
    title: bool
    blank: bool
    total: Literal["", "word", "sums"]
    pages: bool
    damage: Damage

    def __str__(self) -> str:
        """All habits, for a failure."""
        return ", ".join(f"{field.name} {getattr(self, field.name)!r}" for field in fields(self))

    @property
    def is_flat(self) -> bool:
        """Whether records are rows of cells."""
        return self.form in {"csv", "xlsx"}


def habits(dice: Random) -> Habits:
    """Habits that go together."""
    form: Form = "csv" if dice.random() < _CSV else dice.choice(("xlsx", "xlsx", "json", "ndjson", "nested"))
    money: Money = dice.choice(("unit price", "unit price", "line total", "both"))
    decimal = dice.choice((".", ".", ",")) if form == "csv" else "."
    totals: Shown = dice.choice(("", "", "first row", "every row"))
    tax: Tax = dice.choice(("", "", "amount", "rate", "order"))
    currencies = dice.random() < 0.15
    flat, text = form in {"csv", "xlsx"}, form == "csv"
    back: Back = dice.choice(("negative quantity", "negative amount", "type", "refund"))
    return Habits(
        form=form,
        names=dice.choice(LANGUAGES) if form != "nested" else "snake",
        delimiter=dice.choice((";", "\t")) if decimal == "," else dice.choice((",", ";", "\t")),
        decimal=decimal,
        thousands=dice.choice(("", "", "'", " ", "," if decimal == "." else ".")) if text else "",
        sign=dice.choice(("", "", "", "€", " EUR", "$", "£")) if text and not currencies else "",
        dates=dice.choice(_DATES),
        money=money,
        rounded=money != "unit price" and dice.random() < 0.5,
        back="negative quantity" if form == "nested" and back == "type" else back,
        kilos=dice.random() < 0.25,
        discount=dice.choice(("", "", "amount", "percent", "order")),
        percents=text and dice.random() < 0.5,
        tax=tax,
        included=dice.random() < 0.5 and (tax == "amount" or bool(totals)),
        statuses=dice.random() < 0.5,
        shipping=dice.choice(("", "", "first row", "every row")),
        tips=dice.random() < 0.2,
        totals=totals,
        currencies=currencies,
        stores=dice.random() < 0.25,
        guests=dice.random() < 0.25,
        title=flat and dice.random() < 0.2,
        blank=flat and dice.random() < 0.2,
        total=dice.choice(("", "", "", "word", "sums")) if flat else "",
        pages=text and dice.random() < 0.08,
        damage=dice.choice(("torn", "codes", "marks", "days", "twice", "again", *[""] * 6)) if text else "",
    )
