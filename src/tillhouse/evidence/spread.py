"""Lines and money by the values that say what a line is, and of lines without a value: what a change of habit moves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import polars as pl

from tillhouse.evidence._values import WHOLE, line_money, money, valued
from tillhouse.evidence.currencies import Sums, code, named
from tillhouse.retail.sums import merged
from tillhouse.settings.feed import LINE, Feed

#: Meanings whose values are kept: each new one may be read wrong.
TELLING = ("status", "kind", "currency", "channel")
#: What letters before the digits of an order's number are, among those meanings.
PREFIX = "prefix"
_LETTERS = r"^\s*([A-Za-z]+)-?[0-9]"
c = pl.col


def letters(numbers: pl.Expr) -> pl.Expr:
    """The letters that numbers of orders begin with, null where they begin with a digit."""
    return numbers.str.extract(_LETTERS).str.to_lowercase()


@dataclass
class Moved:
    """Lines, and their money by currency."""

    lines: int = 0
    amounts: Sums = field(default_factory=dict)

    def add(self, lines: int, currency: str, amount: float | None) -> None:
        """Add those of one currency."""
        self.lines += lines
        self.amounts = merged(self.amounts, {currency: money(amount)})


class Spread:
    """Lines and money of a delivery. values: by meaning and value, lower case. missing: by meaning."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._wanted = {*LINE} & feed.columns.keys()
        self.values: dict[tuple[str, str], Moved] = defaultdict(Moved)
        self.missing: dict[str, Moved] = defaultdict(Moved)

    def add(self, shaped: pl.DataFrame) -> None:
        """One batch of shaped lines."""
        goods = valued(shaped, self._feed, self._wanted)
        lines = goods.with_columns(_money=line_money(goods, WHOLE), _in=named(goods))
        for name in TELLING:
            if name in self._wanted:
                self._count(
                    name, lines.group_by(c(name).str.strip_chars().str.to_lowercase().alias("said"), "_in")
                )
        if "invoice_no" in self._wanted:
            self._count(PREFIX, lines.group_by(letters(c("invoice_no")).alias("said"), "_in"))
        self._count_missing(lines)

    def amounts_without(self, header: str) -> Sums | None:
        """The money of lines without a value in a column; None for a column without a meaning."""
        meaning = next((name for name, own in self._feed.columns.items() if own == header), None)
        return self.missing[meaning].amounts if meaning in self._wanted and meaning is not None else None

    def _count(self, meaning: str, groups: pl.dataframe.group_by.GroupBy) -> None:
        for said, currency, number, amount in groups.agg(pl.len(), c("_money").sum()).iter_rows():
            if said is not None:
                self.values[meaning, said].add(number, code(currency, self._feed), amount)

    def _count_missing(self, lines: pl.DataFrame) -> None:
        for name in self._wanted:
            if lines[name].null_count():
                gone = lines.filter(c(name).is_null()).group_by("_in").agg(pl.len(), c("_money").sum())
                for currency, number, amount in gone.iter_rows():
                    self.missing[name].add(number, code(currency, self._feed), amount)
