"""Whether money belongs to a line or to its order, and what a discount is of, where the values show it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tillhouse.settings.feed import ORDER_MONEY, DiscountAs, Feed, TaxAs
from tillhouse.sources import _patterns, _plausible, _sums

if TYPE_CHECKING:
    from tillhouse.sources._looks import Looks

#: Meaning of a line, and of an order.
_PAIRS = (("tax", "order_tax"), ("discount", "order_discount"))
#: Orders that have to agree before values overrule a name.
_ENOUGH = 2


def levelled(mapped: Mapping[str, str], looks: Looks | None, given: Collection[str]) -> dict[str, str]:
    """The mapping, with money that is repeated on all lines of its orders as money of orders, and the reverse."""
    found = _with_tax(dict(mapped), looks, given)
    order = found.get("invoice_no")
    if looks is None or order is None:
        return found
    for line, whole in _PAIRS:
        if {line, whole} <= found.keys() - {*given} and looks.adds_up(found[line], found[whole], order):
            del found[whole]  # what the lines say is not said twice
        if line in found and whole not in found and line not in given and _is_repeated(found, line, looks):
            found[whole] = found.pop(line)
        elif whole in found and line not in found and whole not in given:
            one, several = looks.within(found[whole], order)
            if several > one:
                found[line] = found.pop(whole)
    return found


def _with_tax(found: dict[str, str], looks: Looks | None, given: Collection[str]) -> dict[str, str]:
    """The mapping, where a gross amount is the amount and its tax: that is no amount before a discount.

    Beside both amounts a rate of tax says nothing more.
    """
    if looks is None or "amount" not in found:
        return found
    is_open = {"gross_amount", "amount_with_tax"} & found.keys() == {"gross_amount"} - {*given}
    if is_open and _sums.between(found["amount"], found["gross_amount"], [*looks.filled], looks) == "tax":
        found["amount_with_tax"] = found.pop("gross_amount")
    tax = found.get("tax")
    if "amount_with_tax" in found and tax and "tax" not in given and _plausible.is_named_rate(tax):
        del found["tax"]
    return found


def _is_repeated(found: Mapping[str, str], line: str, looks: Looks) -> bool:
    """Whether orders of several different lines have one value that is not nothing on all of them."""
    base = next((found[c] for c in ("amount", "gross_amount", "unit_price") if c in found), None)
    name = found[line]
    if base is None or looks.mostly(name, _patterns.PERCENT) or _plausible.is_named_rate(name):
        return False
    if line == "tax" and _plausible.rate_of_tax(name, looks, found) != "amount":
        return False
    one, several = looks.repeated(name, found["invoice_no"], base)
    return one >= _ENOUGH and not several


def with_words(feed: Feed, looks: Looks | None, fixed: Collection[str]) -> Feed:
    """The feed, with what its columns of discounts, fees and other money of orders hold."""
    columns = feed.columns
    if "fee" in columns and "signed" not in fixed and "fee" not in feed.signed:
        # names that are known without a dialect are of charges to the customer, which add to an order
        feed = replace(feed, signed=(*feed.signed, "fee"))
    if "tax_basis" not in fixed and not feed.tax_basis:
        feed = replace(feed, tax_basis=_plausible.basis(columns))
    if looks is None:
        return feed
    if "tax" in columns and "tax_as" not in fixed:
        feed = replace(feed, tax_as=_tax_as(columns["tax"], looks, columns))
    if "discount" in columns and "discount_as" not in fixed:
        feed = replace(feed, discount_as=_discount_as(columns["discount"], looks, columns))
    order = columns.get("invoice_no")
    if order and "per_line" not in fixed:
        own = [name for name in ORDER_MONEY if name in columns and looks.within(columns[name], order)[1]]
        feed = replace(feed, per_line=tuple(dict.fromkeys((*feed.per_line, *own))))
    return feed


def _tax_as(name: str, looks: Looks, columns: Mapping[str, str]) -> TaxAs:
    found = _plausible.rate_of_tax(name, looks, columns)
    if found != "amount" or not {"unit_price", "quantity"} <= columns.keys():
        return found
    return "unit" if _sums.is_tax_of_unit(name, looks, columns) else found


def _discount_as(name: str, looks: Looks, columns: Mapping[str, str]) -> DiscountAs:
    if looks.mostly(name, _patterns.PERCENT):
        return "line"
    if (said := _sums.discount_of(name, looks, columns)) is not None:
        return said
    if _plausible.is_share(name, looks, columns):
        return "fraction"
    return "percent" if _plausible.is_named_rate(name) else "line"
