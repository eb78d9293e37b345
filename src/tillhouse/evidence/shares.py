"""Discounts from 0 to 1: shares of the price, or small money. Where no total shows which, both are asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from tillhouse.evidence._values import money, valued
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.settings.feed import Feed
from tillhouse.sources import is_named_rate

#: Where a unit usually costs more, discounts that are all below 1 are shares.
_CLEAR = 20.0
_PENNIES = r"[.,]\d\d$"
_ONE = r"^[+\-−]?1(?:[.,]0*)?$"
_PRICED = frozenset({"quantity", "unit_price"})
c = pl.col


class Watch:
    """Counts discounts that look like money, and the money of both readings."""

    wants = ()
    sees_all = True

    def __init__(self, feed: Feed) -> None:
        self._feed = replace(feed, discount_as="line", tax_as="amount")
        self._priced = feed.columns.keys() >= _PRICED
        self._usual: Counter[float] = Counter()
        self.lines = self.said = self.pennies = self.ones = 0
        self.as_share = self.as_line = 0.0

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether discounts are read as shares, and nothing shows the total that they lead to."""
        given = feed.columns.keys()
        if feed.dialect or feed.discount_as != "fraction" or "discount" not in given:
            return False
        if given >= _PRICED:
            return not {"amount", "amount_with_tax"} & given
        return "amount" in given and "gross_amount" not in given

    def add(self, lines: pl.DataFrame) -> None:
        """Count the lines of a batch."""
        feed = self._feed
        wanted = {*_PRICED, "discount", "amount"} & feed.columns.keys()
        found = valued(lines, feed, wanted)
        off = c("discount").abs().fill_null(0)
        if self._priced:
            whole = c("quantity") * c("unit_price")
            share, line = whole * (1 - off), whole - off * whole.sign()
        else:  # of what is left, both lead to another gross
            share = pl.when(off < 1).then(c("amount") / (1 - off))
            line = c("amount") + off * c("amount").sign()
        sums = found.select(share=share.sum(), line=line.sum()).row(0, named=True)
        self.as_share += float(sums["share"])
        self.as_line += float(sums["line"])
        self.lines += len(found)
        prices = found["unit_price" if "unit_price" in found.columns else "amount"].abs()
        self._usual.update(dict(prices.drop_nulls().value_counts(name="n").iter_rows()))
        self._look(lines.filter(c("problem").is_null() & c("role").is_null())["discount"])

    def _look(self, texts: pl.Series) -> None:
        said = texts.drop_nulls().str.strip_chars()
        self.said += len(said)
        self.pennies += int(said.str.contains(_PENNIES).sum())
        self.ones += int(said.str.contains(_ONE).sum())

    def found(self, feed: Feed) -> Iterator[Finding]:
        """The question, where discounts may as well be money."""
        if is_named_rate(feed.columns["discount"]) or not self._usual or self.as_share == self.as_line:
            return
        usual = pl.Series(list(self._usual.elements())).median()
        cheap = isinstance(usual, float) and usual < _CLEAR
        if cheap or self.ones or self.pennies == self.said:
            yield self._question(feed)

    def _question(self, feed: Feed) -> Finding:
        header = feed.columns["discount"]
        share, line = money(self.as_share), money(self.as_line)
        shares, amounts = f"{header} is a share of the price", f"{header} is money of the line"
        if not self._priced:
            shares, amounts = (
                f"{said}, so {feed.columns['amount']} was {gross:,.2f} before it"
                for said, gross in ((shares, share), (amounts, line))
            )
        net = self._priced
        return Finding(
            "discount_as",
            f"{header} has values from 0 to 1 only: shares of the price, or money.",
            self.lines,
            share,
            Reading(shares, (option("discount-as", "fraction"),), share if net else None),
            Reading(amounts, (option("discount-as", "line"),), line if net else None),
            is_question=True,
            feed={"discount_as": "fraction"},
        )
