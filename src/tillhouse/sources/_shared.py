"""Names that may mean several things, such as Code, Name and Id: the values decide."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tillhouse.sources import _patterns, _plausible
from tillhouse.sources._spelling import plain
from tillhouse.sources._synonyms import SHARED

if TYPE_CHECKING:
    from tillhouse.sources._looks import Looks

#: Names that tell of a person when they stand beside these.
_OF_PEOPLE = (
    "email",
    "phone",
    "telephone",
    "telefon",
    "firstname",
    "lastname",
    "surname",
    "vorname",
    "nachname",
)

#: Names of what numbers the rows of a file, as likely as anything else.
_OF_ROWS = ("id", "key", "identifier")
#: What is sold is not named after these.
_NO_PRODUCT = re.compile(
    "customer|client|buyer|user|first|last|full|middle|server|staff|employee|sales|cashier|store|shop|branch|city|region"
    "|country|state|company|vendor|supplier|file|sheet|day|month|campaign|payment|card|contact|account|category|brand"
)
#: Names of a column that may hold whom a voucher is made out to, unless another column does.
_OR_OF_PEOPLE = ("particulars", "details", "detail")
_CODES = ("id", "code", "sku", "no", "number", "key")


def product(free: Sequence[str], looks: Looks, found: Mapping[str, str]) -> dict[str, str]:
    """A product that has a name of its own kind, such as Pizza Name: it differs within orders. With its code."""
    order = found.get("invoice_no")
    named = [name for name in free if plain(name).endswith("name") and not _NO_PRODUCT.search(plain(name))]
    named = [name for name in named if order and looks.within(name, order)[1]]
    if len(named) != 1:
        return {}
    stem = plain(named[0]).removesuffix("name")
    codes = [name for name in free if plain(name) in [stem + end for end in _CODES]]
    codes = [name for name in codes if looks.determines(name, named[0])]
    return {"description": named[0], **({"stock_code": codes[0]} if codes else {})}


def options(word: str) -> tuple[str, ...]:
    """What a plain name may mean, the likeliest first; none where it has one meaning or none."""
    return SHARED.get(word, ())


def meaning(
    word: str, name: str, header: Sequence[str], looks: Looks | None, found: Mapping[str, str]
) -> tuple[str, ...]:
    """The meaning of the column; several when its values do not tell and a sale depends on it, none if it has none."""
    possible = options(word)
    if not possible:
        return ()
    if "description" in possible:
        return _of_a_name(name, header, looks, found)
    if possible == ("status",):
        says = looks is not None and _plausible.says_states(name, looks)
        return ("status",) if says and "status" not in found else ()
    if possible == ("amount",):
        # beside a tax it is the money without it; beside a fee alone it is what was paid out
        without_tax = "tax" in found and not {"amount", "fee"} & found.keys()
        return ("amount",) if without_tax and looks and looks.mostly(name, _patterns.NUMBER) else ()
    return _of_a_code(name, header, looks, found, possible)


def _of_a_name(
    name: str, header: Sequence[str], looks: Looks | None, found: Mapping[str, str]
) -> tuple[str, ...]:
    """Of the order if it is numbered like one; else of the product, unless it belongs to a person."""
    if looks and (looks.share(name, _patterns.NUMBERED) or 0) > _patterns.MOST:
        return ("invoice_no",) if "invoice_no" not in found else ()
    if "description" in found or (plain(name) in _OR_OF_PEOPLE and "customer_id" not in found):
        return ()
    return () if looks and _is_a_person(name, header, looks, found) else ("description",)


def _is_a_person(name: str, header: Sequence[str], looks: Looks, found: Mapping[str, str]) -> bool:
    """One name per order, whatever was bought, where the file tells of people or has product codes of its own."""
    people = any(plain(other) in _OF_PEOPLE for other in header)
    if "invoice_no" in found:
        one, several = looks.within(name, found["invoice_no"])
        if several:
            return False
        if one and "stock_code" in found:
            return looks.within(found["stock_code"], found["invoice_no"])[1] > 0
    if "stock_code" in found and looks.determines(found["stock_code"], name):
        return False
    return people


def _of_a_code(
    name: str,
    header: Sequence[str],
    looks: Looks | None,
    found: Mapping[str, str],
    possible: Sequence[str],
) -> tuple[str, ...]:
    open_ = [canonical for canonical in possible if canonical not in found]
    if not open_:
        return ()
    if looks is None:
        return (open_[0],)
    if not looks.filled[name]:
        return ()
    role = _role(name, header, looks, found)
    if role:
        return (role,) if role in open_ else ()
    return tuple(open_) if possible[0] == "stock_code" and "stock_code" in open_ else ()


def _role(name: str, header: Sequence[str], looks: Looks, found: Mapping[str, str]) -> str:
    """What the values identify: an order, a product, a customer; empty where they do not tell."""
    order, text = found.get("invoice_no"), found.get("description")
    if order and looks.same(name, order) and looks.repeats(order):
        return "invoice_no"
    if order:
        one, several = looks.within(name, order)
        if several:
            return "stock_code"
        if one and (text is None or looks.within(text, order)[1]):
            return "customer_id"
    if text and _goes_with(name, text, header, looks):
        return "stock_code"
    if order is None and (looks.repeats(name) or ("stock_code" in found and plain(name) not in _OF_ROWS)):
        return "invoice_no"
    if order is None and text is None and "stock_code" not in found:
        return "invoice_no"
    return ""


def _goes_with(name: str, text: str, header: Sequence[str], looks: Looks) -> bool:
    """Whether each code has one text, which says something where codes come again or stand beside their text."""
    if not looks.determines(name, text) or looks.kinds[name] < 0.8 * looks.kinds[text]:
        return False
    again = looks.kinds[name] < looks.filled[name]
    return again or abs(header.index(name) - header.index(text)) == 1
