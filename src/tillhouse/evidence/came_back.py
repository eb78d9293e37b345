"""Quantities that came back or were called off, beside the quantity of a line: whether that is without them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import narwhals as nw
import polars as pl

from tillhouse import reading
from tillhouse.evidence._extra import beside
from tillhouse.evidence._values import WHOLE, is_goods, line_money, money, valued
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.retail.counts import number_of
from tillhouse.settings.feed import BACK_QUANTITIES, Feed
from tillhouse.sources._spelling import plain

#: Names of quantities as they were when they were sold.
_AS_SOLD = re.compile(
    r"order|sold|purchas|invoic|bestell|verkauf|fakturi|command|vend|pedid|ordinat|verkocht"
)
c = pl.col


class Watch:
    """Sums the money of lines, and of the shares of them that came back."""

    wants = ("quantity", *WHOLE, "unit_price")
    sees_all = True

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._names = [name for name in BACK_QUANTITIES if name in feed.columns]
        self.lines = self.beyond = 0
        self.total = self.share = 0.0

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether quantities that came back stand beside others; a dialect says what they are."""
        has_both = "quantity" in feed.columns and any(name in feed.columns for name in BACK_QUANTITIES)
        return has_both and "refund" not in feed.columns and not feed.dialect

    def add(self, lines: pl.DataFrame) -> None:
        """One batch of shaped lines."""
        feed = self._feed
        frame = valued(lines, feed, [name for name in self.wants if name in feed.columns])
        headers = {feed.columns[name] for name in self._names}
        texts = beside(lines.filter(is_goods()), headers.__contains__)
        if not texts:
            return
        named = {f"_{place}": values for place, values in enumerate(texts.values())}
        read = reading.with_numbers(nw.from_native(pl.LazyFrame(named)), {name: name for name in named}, feed)
        back = (
            nw.to_native(read)
            .select(back=pl.sum_horizontal(c(name).cast(pl.Float64) for name in named))
            .collect()
        )
        both = frame.with_columns(back["back"], amount=line_money(frame)).filter(c("quantity") != 0)
        came = both.filter(c("back") > 0)
        self.lines += len(came)
        self.beyond += len(came.filter(c("back") > c("quantity")))
        self.total += float(both["amount"].sum())
        self.share += float((came["amount"] * came["back"] / came["quantity"]).sum())

    def found(self, feed: Feed) -> Iterator[Finding]:
        """That shares come off, or the question whether they do."""
        if not self.lines:
            return
        header = feed.columns["quantity"]
        names = " and ".join(feed.columns[name] for name in self._names)
        options = tuple(option("column", f"{name}={feed.columns[name]}") for name in self._names)
        off = Reading(f"{header} is with them, so they come off", options, money(self.total - self.share))
        without = tuple(f"--without {name}" for name in self._names)
        kept = Reading(f"{header} is without them", without, money(self.total))
        is_sure = bool(_AS_SOLD.search(plain(header))) and not self.beyond
        lines = number_of(self.lines, "line", "lines")
        says = f"{names}: of {lines} some or all came back or was called off."
        yield Finding("came_back", says, self.lines, money(self.share), off, kept, not is_sure, about=header)
