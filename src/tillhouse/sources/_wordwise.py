"""What a name of several words means where the whole name is not known: each word says a part of it.

Names of programs are joined words, such as ``totalNetAmountWithTax`` or ``billing_address.country_code``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tillhouse.sources._spelling import plain
from tillhouse.sources._synonyms.ranks import ranks

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_MOMENTS = ranks("date time timestamp datetime dt moment")[0]
_HAPPENED = ranks(
    "create created creation order ordered ordering sale sales sold close closed complete completed"
    " completion purchase purchased place placed open opened opening issue issued invoice invoiced"
    " transaction receipt ticket check bill billed"
)[0]
#: Words of moments that are not those of a sale.
_OTHER_MOMENTS = ranks(
    "update updated modified change changed due ship shipped shipping deliver delivered delivery paid"
    " payment birth expiry expires expected valid start end fulfilled cancel cancelled canceled refund"
    " refunded return returned customer user zone register registered signup last print printed sync"
    " import export promised required"
)[0]
_SUMS = ranks("total amount sum price value sales revenue")[0]
_TAXES = ranks("tax taxes vat gst")[0]
_WITH = ranks("with incl including inclusive inc plus")[0]
_WITHOUT = ranks("without excl excluding exclusive ex excl before pre")[0]
#: Words of money that is not that of goods, or not of a line.
_OTHER_SUMS = ranks(
    "cost discount discounts discounted refund refunded shipping freight delivery tip fee fees payment"
    " paid order invoice rate percent percentage base service charge due balance commission average avg"
    " tendered change margin profit weight deposit"
)[0]
_PERSONS = ranks("customer buyer client member billing contact shopper")[0]
_PLACES = ranks("billing shipping customer buyer address delivery bill ship")[0]
_PRODUCTS = ranks("product item article variant")[0]
_NUMBERS = ranks("number no code sku")[0]
_CHARGED = ranks("rate cost amount price total charge fee costs")[0]
_SENT = ranks("shipping delivery freight postage")[0]
_OF_OTHERS = ranks("tax vat group type category discount tariff class name method parent")[0]


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in small letters; none of a name with letters other than a to z."""
    return tuple(word.lower() for word in _WORD.findall(name)) if name.isascii() else ()


@lru_cache(maxsize=4096)
def meaning(name: str) -> str:
    """What the words of a name say together; empty where they say nothing, or it is one word."""
    *path, own = re.split(r"[.:>/]", name)
    words, around = words_of(own), {word for part in path for word in words_of(part)}
    every = {*words, *around}
    if len(words) + len(around) < 2 or not words:
        return ""
    if _is_moment(words, every):
        return "sold_at"
    return _sum(words, every) or _identity(words, every) or _charge(words, every)


def _is_moment(words: tuple[str, ...], every: set[str]) -> bool:
    says = _MOMENTS & {*words} or words[-1] in {"at", "on", "utc"}
    return bool(says and _HAPPENED & every and not _OTHER_MOMENTS & every)


def _sum(words: tuple[str, ...], every: set[str]) -> str:
    """Money of a unit or of a line, with or without tax."""
    if not _SUMS & {*words} or _OTHER_SUMS & every:
        return ""
    if "price" in words and ("unit" in every or words[-2:] == ("list", "price")):
        return "unit_price"
    if _TAXES & {*words}:
        place = min(words.index(word) for word in _TAXES & {*words})
        before = words[place - 1] if place else ""
        return "amount_with_tax" if before in _WITH else "amount" if before in _WITHOUT else ""
    return "amount" if "net" in words and {"amount", "total"} & {*words} else ""


def _identity(words: tuple[str, ...], every: set[str]) -> str:
    """Whom or what a sale is of."""
    last = words[-1]
    if _OF_OTHERS & every:
        return ""
    if words[-2:] == ("country", "code") or last == "country":
        return "country" if _PLACES & every else ""
    if "currency" in every and last in {"code", "currency"}:
        return "currency"
    if _PRODUCTS & every and last in _NUMBERS and "order" not in every:
        return "stock_code"
    return "customer_id" if _of_person(every) and last in {"id", "number", "no", "email", "mail"} else ""


def _of_person(every: set[str]) -> bool:
    return bool(_PERSONS & every or any(plain(word).endswith("customer") for word in every))


def _charge(words: tuple[str, ...], every: set[str]) -> str:
    """Shipping and tax as amounts."""
    if _SENT & {*words} and words[-1] in _CHARGED and not {"tax", "vat", "discount", "refund"} & every:
        return "shipping"
    is_numbered = any(word.isdigit() for word in words)
    is_tax = (
        _TAXES & {*words} and not is_numbered and words[-1] in {"amount", "value"} and not _OTHER_SUMS & every
    )
    return "tax" if is_tax else ""
