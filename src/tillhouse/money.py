"""Sums and differences of two totals: engines refuse to add decimals of 38 digits, so they are narrowed first."""

from __future__ import annotations

from functools import reduce
from operator import add

import narwhals as nw

_NARROW = nw.Decimal(36, 6)


def added(*totals: nw.Expr) -> nw.Expr:
    """The sum of some totals, each below 10^30."""
    return reduce(add, (total.cast(_NARROW) for total in totals))


def less(total: nw.Expr, taken: nw.Expr) -> nw.Expr:
    """A total less another, each below 10^30."""
    return total.cast(_NARROW) - taken.cast(_NARROW)
