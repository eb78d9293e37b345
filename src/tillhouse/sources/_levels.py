"""Whether money belongs to a line or to its order, and what a discount is of, where the values show it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tillhouse.settings.feed import ORDER_MONEY, DiscountAs, Feed
from tillhouse.sources import _patterns, _plausible

if TYPE_CHECKING:
    from tillhouse.sources._looks import Looks

#: Meaning of a line, and of an order.
_PAIRS = (("tax", "order_tax"), ("discount", "order_discount"))
#: Orders that have to agree before values overrule a name.
_ENOUGH = 2
#: Amounts that are nearer to each other are equal.
_PENNY = 0.011


def levelled(mapped: Mapping[str, str], looks: Looks | None, given: Collection[str]) -> dict[str, str]:
    """The mapping, with money that is repeated on all lines of its orders as money of orders, and the reverse."""
    found = _with_tax(dict(mapped), looks, given)
    order = found.get("invoice_no")
    if looks is None or order is None:
        return found
    for line, whole in _PAIRS:
        if line in found and whole not in found and line not in given and _is_repeated(found, line, looks):
            found[whole] = found.pop(line)
        elif whole in found and line not in found and whole not in given:
            one, several = looks.within(found[whole], order)
            if several > one:
                found[line] = found.pop(whole)
    return found


def _with_tax(found: dict[str, str], looks: Looks | None, given: Collection[str]) -> dict[str, str]:
    """The mapping, where a gross amount is the amount and its tax: that is no amount before a discount."""
    columns = {"gross_amount", "amount", "tax"}
    if looks is None or "gross_amount" in given or not columns <= found.keys() or "amount_with_tax" in found:
        return found
    gross, amount, tax = (looks.numbers(found[name]) for name in ("gross_amount", "amount", "tax"))
    taxed = (tax != 0).fill_null(value=False)
    adds_up = ((gross - amount - tax).abs() < _PENNY).fill_null(value=False)
    if int(taxed.sum()) and int((adds_up & taxed).sum()) == int(taxed.sum()):
        found["amount_with_tax"] = found.pop("gross_amount")
    return found


def _is_repeated(found: Mapping[str, str], line: str, looks: Looks) -> bool:
    """Whether orders of several different lines have one value that is not nothing on all of them."""
    base = next((found[c] for c in ("amount", "gross_amount", "unit_price") if c in found), None)
    if base is None or looks.mostly(found[line], _patterns.PERCENT):
        return False
    one, several = looks.repeated(found[line], found["invoice_no"], base)
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
        feed = replace(feed, tax_as=_plausible.rate_of_tax(columns["tax"], looks, columns))
    if "discount" in columns and "discount_as" not in fixed:
        feed = replace(feed, discount_as=_discount_as(columns["discount"], looks, columns))
    order = columns.get("invoice_no")
    if order and "per_line" not in fixed:
        own = [name for name in ORDER_MONEY if name in columns and looks.within(columns[name], order)[1]]
        feed = replace(feed, per_line=tuple(dict.fromkeys((*feed.per_line, *own))))
    return feed


def _discount_as(name: str, looks: Looks, columns: Mapping[str, str]) -> DiscountAs:
    if looks.mostly(name, _patterns.PERCENT):
        return "line"
    if _plausible.is_share(name, looks, columns):
        return "fraction"
    return "percent" if _plausible.is_named_rate(name) else "line"
