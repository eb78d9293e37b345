"""The same sales by two feeds: orders that another feed has already, on the same day for the same money."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from decimal import Decimal

import narwhals as nw

from tillhouse.booking.treatment import NO_SALES
from tillhouse.errors import AmbiguousReading
from tillhouse.frame import gathered
from tillhouse.pipeline.intake import Delivery
from tillhouse.pipeline.staging import Staging
from tillhouse.retail.counts import number_of
from tillhouse.settings.feed import Feed
from tillhouse.tables.silver.ledger import trusted

#: A file is taken for another feed's sales where this share of its orders is there.
_MOST = 0.5
#: An order as it is compared: its number, its day, its money.
_Order = tuple[str, object, Decimal]
c = nw.col


def refuse(staging: Staging, feed: Feed, fresh: Sequence[Delivery]) -> None:
    """Raise `AmbiguousReading` where most orders of a file are in the books by another feed."""
    if feed.same_sales == "keep" or not fresh:
        return
    receipts = staging.frame(staging.catalog["receipts"]).filter(c("feed") != feed.name)
    numbers = set(gathered(receipts.select("order_id").unique())["order_id"])
    if not numbers:
        return
    for delivery in fresh:
        mine = _orders_of(staging, feed, delivery)
        near = {number for number, _, _ in mine} & numbers
        if len(near) < _MOST * len(mine):
            continue
        theirs = _booked(staging, feed, sorted(near))
        for other, orders in sorted(theirs.items()):
            if mine and len(same := mine & orders) >= _MOST * len(mine):
                raise _asked(feed, delivery, other, len(mine), same)


def _orders_of(staging: Staging, feed: Feed, delivery: Delivery) -> set[_Order]:
    """The orders of a file that was just taken in, each with its day and its money."""
    raw = staging.frame(staging.catalog["raw_sales"]).filter(c("delivery") == delivery.key)
    sales = trusted(raw, feed).filter(c("reasons").is_null() & ~c("treatment").is_in(list(NO_SALES)))
    lines = sales.select("order_id", "business_date", c("amount").cast(nw.Decimal(38, 6)))
    return set(gathered(lines.group_by("order_id", "business_date").agg(c("amount").sum())).rows())


def _booked(staging: Staging, feed: Feed, numbers: Sequence[str]) -> dict[str, set[_Order]]:
    """The orders of these numbers that other feeds have, by feed."""
    receipts = staging.frame(staging.catalog["receipts"])
    near = receipts.filter((c("feed") != feed.name) & c("order_id").is_in(list(numbers)))
    sums = near.group_by("feed", "order_id", "business_date").agg(c("amount").sum())
    found: dict[str, set[_Order]] = {}
    for other, *order in gathered(sums.select("feed", "order_id", "business_date", "amount")).iter_rows():
        number, day, amount = order
        found.setdefault(other, set()).add((number, day, amount))
    return found


def _asked(feed: Feed, delivery: Delivery, other: str, orders: int, same: set[_Order]) -> AmbiguousReading:
    name, place = delivery.file.name, shlex.quote(str(delivery.file.path))
    money = sum((amount for _, _, amount in same), Decimal(0))
    example = min(number for number, _, _ in same)
    are = "is" if len(same) == 1 else "are"
    error = AmbiguousReading(
        f"{len(same)} of {number_of(orders, 'order')} of {name} {are} in the books already by feed {other}, such as "
        f"{example}: the same number, day and money.\n"
        f"If they are the same sales, nothing is to be added. As others they add {money:,.2f} a second time.",
        f"The same sales, with more that is new:  tillhouse open {place} --name {other} --yes\n"
        f"Sales of their own:  tillhouse open {place} --name {feed.name} --same-sales keep --yes",
    )
    error.files = (str(delivery.file.path),)
    return error
