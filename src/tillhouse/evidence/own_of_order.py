"""Columns of the shop's own that only the first row of each order fills: they hold for all of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import polars as pl

from tillhouse.evidence._extra import beside
from tillhouse.evidence._values import is_record
from tillhouse.evidence.finding import Finding
from tillhouse.settings.feed import Feed
from tillhouse.settings.own import own_of_feed, said_of_order

c = pl.col


class Watch:
    """Counts the values of own dimensions on first rows of orders, and on others."""

    wants = ()
    sees_all = True

    def __init__(self, feed: Feed) -> None:
        self._headers = _of_rows(feed)
        self._last: str | None = None
        self.others = 0
        self.on_first: Counter[str] = Counter()
        self.on_others: Counter[str] = Counter()

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether fields of an order stand on its first row, and the feed has dimensions of its own."""
        return feed.fill_down and bool(_of_rows(feed))

    def add(self, lines: pl.DataFrame) -> None:
        """One batch of shaped lines."""
        goods = lines.filter(is_record())
        if goods.is_empty():
            return
        is_first = goods["invoice_no"].ne_missing(goods["invoice_no"].shift(fill_value=self._last))
        self._last = goods["invoice_no"][-1]
        self.others += int((~is_first).sum())
        for header, texts in beside(goods, self._headers.__contains__).items():
            is_said = texts.fill_null("").str.strip_chars() != ""
            self.on_first[header] += int((is_said & is_first).sum())
            self.on_others[header] += int((is_said & ~is_first).sum())

    def found(self, feed: Feed) -> Iterator[Finding]:
        """That dimensions are those of orders."""
        headers = [name for name in self._headers if self.on_first[name] and not self.on_others[name]]
        if self.others and headers:
            stand = "stands" if len(headers) == 1 else "stand"
            says = f"{' and '.join(headers)} {stand} on the first row of each order alone: it is of all its rows."
            own = {name: said_of_order(feed.own[name]) for name in headers}
            yield Finding("own_of_order", says, self.others, feed={"own": {**feed.own, **own}})


def _of_rows(feed: Feed) -> list[str]:
    """Headers of dimensions that are not known to be of orders."""
    return [
        one.header
        for one in own_of_feed(feed.own, "the feed")
        if one.role == "dimension" and not one.of_order
    ]
