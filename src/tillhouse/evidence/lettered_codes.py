"""A dialect in which codes without a digit are no products, and a file that sells such codes: it is another shop's."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from tillhouse.evidence._values import line_money, money
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.settings.feed import Feed

#: From this share of lines on, codes without a digit are no exceptions.
_CONTRADICTS = 0.2
c = pl.col


class Watch:
    """Counts the lines whose code has no digit and is none of the dialect, and their money."""

    wants = ("stock_code", "quantity", "unit_price", "amount")
    sees_all = False

    def __init__(self, feed: Feed) -> None:
        listed = (re.escape(code.upper()).replace(r"\*", ".*") for code in feed.line_types)
        self._known = f"[0-9]|^(?i:{'|'.join(listed)})$"
        self.lines = self.lettered = 0
        self.amount = 0.0

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether a digit makes a code that of a product."""
        return feed.unlisted == "by_digit" and "stock_code" in feed.columns

    def add(self, lines: pl.DataFrame) -> None:
        """Count the lines of a batch."""
        codes = lines["stock_code"].drop_nulls()
        distinct = codes.unique()
        without = distinct.filter(~distinct.str.strip_chars().str.contains(self._known))
        found = lines.filter(c("stock_code").is_in(without.implode()))
        self.lines += len(codes)
        self.lettered += len(found)
        self.amount += float(found.select(line_money(lines).sum()).item() or 0)

    def found(self, feed: Feed) -> Iterator[Finding]:
        """That codes of the dialect are not those of this file."""
        if self.lettered <= _CONTRADICTS * self.lines:
            return
        header = feed.columns["stock_code"]
        says = (
            f"{self.lettered:,} of {self.lines:,} lines have a code without a digit in {header} that dialect "
            f"{feed.dialect} does not know: they are products here, and none of its codes counts."
        )
        changes = {"unlisted": "product", "line_types": {}}
        none = Reading("the dialect is another shop's", (option("dialect", "none"),))
        yield Finding("lettered_codes", says, self.lettered, money(self.amount), None, none, feed=changes)
