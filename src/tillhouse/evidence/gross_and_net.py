"""A gross and a net amount without a tax or a discount: what is between them is a tax where it has rates of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import polars as pl

from tillhouse.evidence._values import PENNY, close, means_otherwise, money
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.settings.feed import Feed
from tillhouse.sources import RATES

#: The share of lines from which a reading holds.
_HOLDS = 0.98
#: As many rates of tax as one shop has; more are chance.
_MOST_RATES = 3
#: A tax of a quarter on top looks like a discount of a fifth.
_UNCLEAR = 25.0
c = pl.col


class Watch:
    """Counts the lines whose gross amount is the net amount with a tax, by its rate."""

    wants = ("quantity", "gross_amount", "amount")
    sees_all = False

    def __init__(self, _feed: Feed) -> None:
        self.lines = self.apart = self.taxed = 0
        self.between = 0.0
        self._rates: Counter[float] = Counter()

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether two amounts stand side by side, and no column says what is between them."""
        given = feed.columns.keys()
        further = {"discount", "tax", "amount_with_tax", "order_discount", "order_tax"}
        return {"gross_amount", "amount"} <= given and not further & given

    def add(self, lines: pl.DataFrame) -> None:
        """Count the lines of a batch."""
        gross, net = c("gross_amount"), c("amount")
        units = c("quantity") if "quantity" in lines.columns else pl.lit(1.0)
        told = lines.filter(gross.is_not_null() & net.is_not_null() & (net != 0))
        self.lines += len(told)
        apart = told.filter((gross - net).abs() > PENNY).with_columns(units=units)
        fits = {f"{rate}": close(gross, net * (1 + rate / 100), c("units")) for rate in RATES}
        counts = apart.select(
            *(fit.sum().alias(rate) for rate, fit in fits.items()),
            taxed=pl.any_horizontal(*fits.values()).sum(),
            between=(gross - net).sum(),
        ).row(0, named=True)
        self.apart += len(apart)
        self.taxed += int(counts["taxed"])
        self.between += float(counts["between"])
        self._rates.update({rate: int(counts[f"{rate}"]) for rate in RATES})

    def found(self, feed: Feed) -> Iterator[Finding]:
        """That the gross amount has the tax, or that this may be."""
        common = self._rates.most_common(_MOST_RATES)
        few = min(sum(lines for _, lines in common), self.taxed)
        if not self.apart or few < _HOLDS * self.apart:
            return
        gross, net = feed.columns["gross_amount"], feed.columns["amount"]
        amount = money(self.between)
        columns = means_otherwise(feed, "gross_amount", "amount_with_tax")
        taxed = Reading(
            f"{gross} is {net} and its tax, {amount:,.2f}", (option("column", f"amount_with_tax={gross}"),)
        )
        before = Reading(
            f"{gross} is before discounts, {amount:,.2f}", (option("column", f"gross_amount={gross}"),)
        )
        clear = self.apart >= _HOLDS * self.lines and common[0][0] != _UNCLEAR
        rate, lines = common[0]
        says = f"{gross} is {net} and {rate:g} % in {lines:,} of {self.lines:,} lines, as with a tax."
        changes = {"columns": columns, "tax_basis": "excluded"}
        yield Finding("gross_and_net", says, self.apart, amount, taxed, before, not clear, changes)
