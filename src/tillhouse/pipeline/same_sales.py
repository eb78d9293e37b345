"""The same sales by two feeds: orders that another feed has already, on the same day for the same money."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from decimal import Decimal

import narwhals as nw

from tillhouse.booking.treatment import NO_SALES
from tillhouse.errors import AmbiguousReading
from tillhouse.frame import gathered
from tillhouse.pipeline.intake import Delivery
from tillhouse.pipeline.staging import Staging
from tillhouse.retail.counts import number_of
from tillhouse.retail.currencies import NONE
from tillhouse.retail.sums import merged, said, several
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
            if mine and len(same := mine.keys() & orders) >= _MOST * len(mine):
                raise _asked(feed, delivery, other, len(mine), {order: mine[order] for order in same})


def _orders_of(staging: Staging, feed: Feed, delivery: Delivery) -> dict[_Order, dict[str, Decimal]]:
    """The orders of a file that was just taken in, each with its day and its money; that by currency."""
    raw = staging.frame(staging.catalog["raw_sales"]).filter(c("delivery") == delivery.key)
    sales = trusted(raw, feed).filter(c("reasons").is_null() & ~c("treatment").is_in(list(NO_SALES)))
    lines = sales.select("order_id", "business_date", "currency", c("amount").cast(nw.Decimal(38, 6)))
    sums = lines.group_by("order_id", "business_date", "currency").agg(c("amount").sum())
    found: dict[tuple[str, object], dict[str, Decimal]] = {}
    for number, day, currency, amount in gathered(sums).iter_rows():
        found.setdefault((number, day), {})[currency] = amount
    return {(*order, sum(each.values(), Decimal(0))): each for order, each in found.items()}


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


def _asked(
    feed: Feed, delivery: Delivery, other: str, orders: int, same: Mapping[_Order, Mapping[str, Decimal]]
) -> AmbiguousReading:
    name, place = delivery.file.name, shlex.quote(str(delivery.file.path))
    total = merged(*same.values())
    money = said(total if several([total]) else {NONE: sum(total.values(), Decimal(0))})
    example = min(number for number, _, _ in same)
    are = "is" if len(same) == 1 else "are"
    error = AmbiguousReading(
        f"{len(same)} of {number_of(orders, 'order')} of {name} {are} in the books already by feed {other}, such as "
        f"{example}: the same number, day and money.\n"
        f"If they are the same sales, nothing is to be added. As others they add {money} a second time.",
        f"The same sales, with more that is new:  tillhouse open {place} --name {other} --yes\n"
        f"Sales of their own:  tillhouse open {place} --name {feed.name} --same-sales keep --yes",
    )
    error.files = (str(delivery.file.path),)
    return error
