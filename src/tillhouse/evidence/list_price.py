"""A price that was paid, above the list price where several units were sold: it is the price of the line."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from tillhouse.evidence._extra import beside
from tillhouse.evidence._values import PENNY, money, valued
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.settings.feed import Feed

#: Names of what one unit costs before anything is taken off.
_LISTED = re.compile(
    r"(?i)\blist|\brrp\b|\bmsrp\b|\bmrp\b|\buvp\b|regular|original|catalog|katalog|compare|full price|normal|standard"
)
#: The share of lines of one unit up to which a price above the list's is a fault of single lines.
_FAULTS = 0.02
c = pl.col


class Watch:
    """Compares prices with those of a list, for one unit and for several."""

    wants = ()
    sees_all = True

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._meant = {*feed.columns.values()}
        self.listed = ""
        self.lines = self.single = self.single_above = self.several = self.above = 0
        self.as_unit = self.as_line = 0.0

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether a price and a quantity are all that a feed has of money."""
        given = feed.columns.keys()
        return {"unit_price", "quantity"} <= given and not {
            "amount",
            "gross_amount",
            "amount_with_tax",
        } & given

    def add(self, lines: pl.DataFrame) -> None:
        """Compare the lines of a batch, where a column without a meaning is named as a price of a list."""
        goods = lines.filter(c("problem").is_null() & c("role").is_null())
        texts = beside(goods, self._may_list)
        if not texts:
            return
        self.listed, listed = next(iter(texts.items()))
        read = valued(goods.with_columns(amount=listed), self._feed, {"unit_price", "quantity", "amount"})
        self._compare(read.with_columns(units=c("quantity").abs(), price=c("unit_price").abs()))

    def _may_list(self, name: str) -> bool:
        return bool(_LISTED.search(name)) and name not in self._meant and self.listed in {"", name}

    def _compare(self, read: pl.DataFrame) -> None:
        told = read.filter(c("amount").abs() > 0, c("units") > 0, c("price").is_not_null())
        several = c("units") > 1
        above = c("price") > c("amount").abs() + PENNY
        fits = c("price") <= (c("amount").abs() + PENNY) * c("units")
        counts = told.select(
            single=(~several).sum(),
            single_above=(~several & above).sum(),
            several=several.sum(),
            above=(several & above & fits).sum(),
        ).row(0)
        self.lines += len(read)
        self.single, self.single_above = self.single + counts[0], self.single_above + counts[1]
        self.several, self.above = self.several + counts[2], self.above + counts[3]
        sums = read.select(
            (c("unit_price") * c("quantity")).sum(), line=(c("price") * c("quantity").sign()).sum()
        )
        self.as_unit, self.as_line = (
            one + float(more) for one, more in zip((self.as_unit, self.as_line), sums.row(0), strict=True)
        )

    def found(self, feed: Feed) -> Iterator[Finding]:
        """That the price may be that of the line, with both sums."""
        if self.above <= _FAULTS * self.several or self.single_above > _FAULTS * self.single:
            return
        header = feed.columns["unit_price"]
        says = (
            f"{header} is above {self.listed} in {self.above:,} of {self.several:,} lines of several units, and in "
            f"{self.single_above:,} of {self.single:,} lines of one: it may be the price of the line."
        )
        line, unit = money(self.as_line), money(self.as_unit)
        of_line = Reading(f"{header} is the price of the line", (option("column", f"amount={header}"),), line)
        of_unit = Reading(
            f"{header} is the price of one unit", (option("column", f"unit_price={header}"),), unit
        )
        yield Finding("list_price", says, self.above, line, of_line, of_unit, is_question=True)
