"""The net money of a file as a feed reads it: what the books would hold of it, before any of it is taken in."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import narwhals as nw

from tillhouse.booking.amounts import with_money
from tillhouse.booking.treatment import left_out, with_treatment
from tillhouse.evidence.currencies import Sums, code
from tillhouse.frame import Frame
from tillhouse.retail.sums import merged
from tillhouse.settings.feed import Feed
from tillhouse.shaping import Shaper
from tillhouse.sources import Opened, source_of

c = nw.col
_SUM = c("amount").cast(nw.Decimal(38, 6)).sum()


def net_of(file: Opened, feed: Feed) -> Sums:
    """By currency, the sum of the amounts of all lines that count, whose status the feed knows."""
    total: Sums = {}
    for read in _counted(file, feed):
        summed = read.group_by("currency").agg(_SUM).collect()
        each = [{code(said, feed): Decimal(amount or 0)} for said, amount in summed.iter_rows()]
        total = merged(total, *each)
    return total


def by_moment(file: Opened, feed: Feed) -> dict[tuple[str, str], tuple[Decimal, int]]:
    """The same by currency and the text of the moment, with how many lines there are."""
    total: dict[tuple[str, str], tuple[Decimal, int]] = {}
    for read in _counted(file, feed):
        summed = read.group_by("currency", "sold_at").agg(_SUM, lines=nw.len()).collect()
        for said, moment, amount, lines in summed.iter_rows():
            key = code(said, feed), str(moment)
            before, counted = total.get(key, (Decimal(0), 0))
            total[key] = before + Decimal(amount or 0), counted + lines
    return total


def _counted(file: Opened, feed: Feed) -> Iterator[Frame]:
    """The lines that count, batch by batch, with their money."""
    shaper = Shaper(feed)
    for batch in source_of(file, feed).batches(file, feed):
        lines = shaper.lines(batch.frame)
        frame = nw.from_native(lines.with_columns(taken_at=None).lazy())
        counts = ~left_out(feed) & ~c("unknown_word")
        yield with_money(with_treatment(frame, feed), feed).filter(counts)
