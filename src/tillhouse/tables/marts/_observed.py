"""What purchase models are told of each customer, from days on which customers bought.

A purchase is a distinct day: what was bought on one day is one purchase. The first is where a customer's time begins;
models count and value those that follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import narwhals as nw

from tillhouse.frame import Frame, with_share
from tillhouse.money import less

c = nw.col
_ONE = nw.lit(1, nw.Int64)


def observed(days: Frame, customer: Sequence[str], until: date) -> Frame:
    """One row per customer with a purchase until that day, the day included.

    days: the columns of ``customer``, ``day`` (date) and ``spent`` (total), a row per customer and day of purchase.
    Gives ``first`` and ``last`` (date), ``frequency`` (purchases after the first), ``spent`` (by all of them) and
    ``value`` (mean of those after the first, to the millionth; null without one).
    """
    seen = days.filter(c("day") <= until).with_columns(purchases=_ONE)
    sums = seen.group_by(*customer).agg(
        c("day").min().alias("first"),
        c("day").max().alias("last"),
        c("purchases").sum(),
        c("spent").sum(),
    )
    opening = seen.select(*customer, first=c("day"), opened=c("spent"))
    met = sums.join(opening, on=[*customer, "first"], how="left").with_columns(
        frequency=c("purchases").cast(nw.Int64) - _ONE, one=_ONE
    )
    later = met.with_columns(later=less(c("spent"), c("opened")))
    found = with_share(later, "value", "later", "one", "frequency")
    return found.select(*customer, "first", "last", "frequency", "spent", "value")


def followed(days: Frame, customer: Sequence[str], after: date, until: date) -> Frame:
    """One row per customer with a purchase after a day and until another: ``bought`` (purchases) and ``paid``."""
    seen = days.filter((c("day") > after) & (c("day") <= until)).with_columns(purchases=_ONE)
    sums = seen.group_by(*customer).agg(c("purchases").sum().alias("bought"), c("spent").sum().alias("paid"))
    return sums.with_columns(c("bought").cast(nw.Int64))
