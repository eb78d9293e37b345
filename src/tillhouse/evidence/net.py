"""The net money of a file as a feed reads it: what the books would hold of it, before any of it is taken in."""

from __future__ import annotations

from decimal import Decimal

import narwhals as nw

from tillhouse.booking.amounts import with_money
from tillhouse.booking.treatment import left_out, with_treatment
from tillhouse.evidence.currencies import Sums, code
from tillhouse.retail.sums import merged
from tillhouse.settings.feed import Feed
from tillhouse.shaping import Shaper
from tillhouse.sources import Opened, source_of

c = nw.col


def net_of(file: Opened, feed: Feed) -> Sums:
    """By currency, the sum of the amounts of all lines that count, whose status the feed knows."""
    total: Sums = {}
    shaper = Shaper(feed)
    for batch in source_of(file, feed).batches(file, feed):
        lines = shaper.lines(batch.frame)
        frame = nw.from_native(lines.with_columns(taken_at=None).lazy())
        counted = ~left_out(feed) & ~c("unknown_word")
        read = with_money(with_treatment(frame, feed), feed).filter(counted)
        summed = read.group_by("currency").agg(c("amount").cast(nw.Decimal(38, 6)).sum()).collect()
        each = [{code(said, feed): Decimal(amount or 0)} for said, amount in summed.iter_rows()]
        total = merged(total, *each)
    return total
