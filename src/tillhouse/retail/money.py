"""Exact arithmetic with money: sums and differences of totals on an engine, and quotients in this process."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from functools import reduce
from operator import add

import narwhals as nw

#: Engines refuse to add decimals of 38 digits, so they are narrowed first.
_NARROW = nw.Decimal(36, 6)
_MILLIONTH = Decimal("0.000001")
#: Twice the digits of a total: what is rounded before the rounding is never seen.
_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)


def added(*totals: nw.Expr) -> nw.Expr:
    """The sum of some totals, each below 10^30."""
    return reduce(add, (total.cast(_NARROW) for total in totals))


def less(total: nw.Expr, taken: nw.Expr) -> nw.Expr:
    """A total less another, each below 10^30."""
    return total.cast(_NARROW) - taken.cast(_NARROW)


def quotient(denominator: Decimal | int, *factors: Decimal | int) -> Decimal:
    """The product of some factors over a denominator that is not 0, to the millionth, halves away from zero."""
    product = reduce(_EXACT.multiply, map(Decimal, factors))
    return _EXACT.divide(product, Decimal(denominator)).quantize(_MILLIONTH, context=_EXACT)
