"""What amounts that stand side by side are to each other: one is the other with a tax, or less a discount or fees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from tillhouse.sources import _patterns, _plausible
from tillhouse.sources._spelling import plain, spellings
from tillhouse.sources._synonyms import SYNONYMS

if TYPE_CHECKING:
    import polars as pl

    from tillhouse.settings.feed import DiscountAs
    from tillhouse.sources._looks import Looks

Between = Literal["", "tax", "discount"]
#: What the larger of two amounts is, by what is between them.
MEANING: Mapping[str, str] = MappingProxyType({"tax": "amount_with_tax", "discount": "gross_amount"})
#: The share of records in which two amounts are equal but for what is between them.
_HOLDS = 0.98
#: Amounts are rounded to the penny, each for itself.
_NEAR = 0.0151
#: Without a column that says what is between two amounts, that many records at rates of tax show a tax.
_ENOUGH = 3
_TAX = re.compile(
    r"^(?:total|line|item|sales)?(?:tax|vat|[csi]?gst|hst|pst|qst|rst|mwst|ust|iva|tva|btw|moms|mva|cess)"
    r"(?:amount|amt|value|betrag|total|\d)*$|^(?:cgst|sgst|igst|utgst)"
)
_REDUCED = re.compile("^disc(?:ount|ounted)?(?:unit)?pric|afterdiscount|nachrabatt|apresremise|condescuento")
_PAID_OUT = re.compile("net|payout|earning|proceed|auszahl|erlos|versement|abono")
#: What a shop paid is no amount without tax, however constant its margin is.
_COST = re.compile(
    "cost|purchase|buying|wholesale|einkauf|^ek|achat|compra|acquisto|inkoop|zakup|indkob|inkop"
)
_NET_OR_GROSS = re.compile(
    r"(?i)gross|net|brut|lordo|liquid|\bttc\b|\bht\b"
    r"|\b(?:in|ex|without|with|con|sin)\w*\.? ?(?:vat|tax|btw|mwst|iva|moms|gst)"
)
_FEES = re.compile(r"fees?$|^fees?|commission|provision|gebuhr|comision|commissione|provisie|prowizja")


def between(less: str, more: str, header: Sequence[str], looks: Looks) -> Between:
    """What one column of money has more than the other in nearly all records, as other columns or rates show."""
    one, two = looks.numbers(less), looks.numbers(more)
    gap = two - one
    if _COST.search(plain(less)) or (gap.abs() < _NEAR).all() or (one.abs() > two.abs() + _NEAR).any():
        return ""
    others = [name for name in header if name not in (less, more)]
    if any(_is(gap, said) for said in _taxes(others, looks)):
        return "tax"
    if any(_is(gap, one * rate) for rate in _rates(others, "tax", looks)):
        return "tax"
    named = any(_NET_OR_GROSS.search(name) for name in (less, more))
    if named and not any(True for _ in _said(others, "discount", looks)) and _rates_between(gap, one):
        return "tax"
    if any(_is(gap, said.abs() * two.sign()) for said in _said(others, "discount", looks)):
        return "discount"
    if any(map(_REDUCED.search, spellings(less))) and 2 * int((gap.abs() < _NEAR).sum()) >= len(gap):
        return "discount"
    return "discount" if any(_is(gap, two * rate) for rate in _rates(others, "discount", looks)) else ""


def before_fees(amount: str, header: Sequence[str], looks: Looks) -> str:
    """The column of money that an amount is after fees that the seller pays; empty where it is none."""
    if not _PAID_OUT.search(plain(amount)):
        return ""
    fees = [n for n in header if _is_fee(n) and looks.mostly(n, _patterns.NUMBER)]
    names = [name for name in money(header) if name != amount and name not in fees]
    paid = looks.numbers(amount)
    for fee in fees:
        taken = looks.numbers(fee).abs()
        for name in names:
            if (taken > _NEAR).any() and _is(looks.numbers(name) - paid, taken):
                return name
    return ""


def is_of_line(name: str, looks: Looks, found: Mapping[str, str]) -> bool | None:
    """Whether a price is of the whole line: so where nobody buys several; None where nothing tells."""
    quantity = found.get("quantity")
    if quantity is None or (looks.numbers(quantity).abs().drop_nulls() == 1).all():
        return True
    named = [found[c] for c in ("stock_code", "description") if c in found and looks.filled[found[c]]]
    text = [n for n, kinds in looks.kinds.items() if kinds > 1 and not looks.mostly(n, _patterns.NUMBER)]
    whole, each = looks.priced(name, quantity, named or text)
    return None if whole == each or not whole + each else whole > each


def discount_of(name: str, looks: Looks, found: Mapping[str, str]) -> DiscountAs | None:
    """Of the line, or of each unit, where amounts or prices before and after it show that; None where none do."""
    off = looks.numbers(name).abs()
    if {"gross_amount", "amount"} <= found.keys():
        before, after = (looks.numbers(found[one]) for one in ("gross_amount", "amount"))
        return "line" if _is(before - after, off * before.sign()) else None
    if "unit_price" not in found or "quantity" not in found or "amount" in found:
        return None
    price = looks.numbers(found["unit_price"])
    others = [other for other in money([*looks.filled]) if other not in (name, found["unit_price"])]
    of_unit = any(_is(price - looks.numbers(other), off * price.sign()) for other in others)
    return "unit" if of_unit and is_of_line(found["unit_price"], looks, found) is False else None


def is_tax_of_unit(tax: str, looks: Looks, found: Mapping[str, str]) -> bool:
    """Whether a tax has the rate of one unit's price and not that of the line, where several units were sold."""
    price, quantity = found["unit_price"], found["quantity"]
    of_unit = _plausible.multiplies(looks, found, "unit_price", price)
    if not of_unit and is_of_line(price, looks, found) is not False:
        return False
    taxes, prices, units = (looks.numbers(name).abs() for name in (tax, price, quantity))
    several = ((units > 1) & (taxes > _NEAR)).fill_null(value=False)
    if int(several.sum()) < _ENOUGH - 1:
        return False
    taxes, prices, units = taxes.filter(several), prices.filter(several), units.filter(several)
    each, whole = (
        max(_rates_between(taxes, net, _ENOUGH - 1) for net in (base, base - taxes))
        for base in (prices, units * prices)
    )
    # small taxes fit several rates
    return each > 0 and (whole == 0 or each < whole)


def pair(names: Sequence[str], header: Sequence[str], looks: Looks) -> tuple[str, str, Between]:
    """Of two columns of money the one with less, the one with more, and what is between them."""
    if len(names) == 2:
        for less, more in (names, names[::-1]):
            if found := between(less, more, header, looks):
                return less, more, found
    return "", "", ""


def _is_fee(name: str) -> bool:
    """Whether a column is named as what a seller pays; charges to customers have names of their own."""
    words = spellings(name)
    charged = any(word in rank for kind in ("fee", "shipping") for rank in SYNONYMS[kind] for word in words)
    return not charged and any(map(_FEES.search, words))


def money(header: Sequence[str], meanings: Sequence[str] = ("unit_price", "amount")) -> list[str]:
    """The columns that are named as prices, or as amounts of lines."""
    known = {name for canonical in meanings for rank in SYNONYMS[canonical] for name in rank}
    return [name for name in header if known.intersection(spellings(name))]


def _taxes(names: Sequence[str], looks: Looks) -> Iterator[pl.Series]:
    """Each column of taxes, and all of them together."""
    found = [*_said(names, "tax", looks)]
    yield from found
    if len(found) > 1:
        first, *others = (one.fill_null(0) for one in found)
        for other in others:
            first = first + other
        yield first


def _named(name: str, meaning: str) -> bool:
    """Whether a column is named as money of that meaning, of a line or of an order."""
    known = {word for kind in (meaning, f"order_{meaning}") for rank in SYNONYMS[kind] for word in rank}
    words = spellings(name)
    return bool(known.intersection(words)) or (meaning == "tax" and any(map(_TAX.search, words)))


def _said(names: Sequence[str], meaning: str, looks: Looks) -> Iterator[pl.Series]:
    for name in names:
        if _named(name, meaning) and looks.mostly(name, _patterns.NUMBER):
            yield looks.numbers(name)


def _rates(names: Sequence[str], meaning: str, looks: Looks) -> Iterator[pl.Series]:
    """Columns of that meaning as shares of one."""
    for name in names:
        if _named(name, meaning) or (_plausible.is_named_rate(name) and meaning in plain(name)):
            rate = looks.numbers(name) if looks.mostly(name, _patterns.NUMBER) else looks.percents(name)
            yield rate
            yield rate / 100


def _rates_between(gap: pl.Series, net: pl.Series, least: int = _ENOUGH) -> int:
    """How many rates of tax what is between has in nearly all records; 0 where it has too many, or none."""
    told = net.abs() > 1
    rates = (100 * gap / net).filter(told & (gap.abs() > _NEAR)).drop_nulls()
    near = {min(_plausible.RATES, key=lambda rate: abs(rate - one)) for one in rates.to_list()}
    # a quarter more is what a fifth less leaves
    if len(rates) < max(least, _HOLDS * int(told.sum())) or len(near) > _ENOUGH - 1 or near == {25.0}:
        return 0
    fits = [
        any(abs(g - n * rate / 100) < _NEAR for rate in near)
        for g, n in zip(gap, net, strict=True)
        if g and n
    ]
    return len(near) if sum(fits) >= _HOLDS * len(fits) else 0


def _is(gap: pl.Series, said: pl.Series) -> bool:
    """Whether a difference is what a column says in nearly all records, and is not nothing in all of them."""
    told = gap.is_not_null()
    same = ((gap - said.fill_null(0)).abs() < _NEAR).filter(told)
    return len(same) > 0 and bool((said.abs() > _NEAR).any()) and int(same.sum()) >= _HOLDS * len(same)
