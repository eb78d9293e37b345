"""An amount beside a discount: what is left after it, or what it is still to be taken off.

Of the lines with a discount, those are counted whose amount is quantity × price, and those whose tax has the rate of
other lines only once the discount is taken off.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tillhouse.evidence._values import PENNY, close, money
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.settings.feed import Feed

#: The share of lines with a discount up to which amounts that are before it are faults of single lines.
_FAULTS = 0.02
c = pl.col


class Watch:
    """Counts the lines with a discount by what their amount is, and sums both readings."""

    wants = ("quantity", "unit_price", "discount", "tax", "amount")
    sees_all = False

    def __init__(self, _feed: Feed) -> None:
        self.lines = self.before = self.discounted = 0
        self.left = self.given = 0.0

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether an amount stands beside a discount, and beside a price or a tax that can tell."""
        given = feed.columns.keys()
        # a price or another amount beside them; of a rate, what is left leads back to the whole
        priced = {"quantity", "unit_price"} <= given
        told = priced or ("tax" in given and feed.discount_as == "line" and feed.tax_as == "amount")
        return {"amount", "discount"} <= given and "gross_amount" not in given and told

    def add(self, lines: pl.DataFrame) -> None:
        """Count the lines of a batch."""
        units = c("quantity") if "quantity" in lines.columns else pl.lit(1.0)
        whole = lines.filter(c("amount").is_not_null()).with_columns(
            off=c("discount").abs().fill_null(0) * c("amount").sign(), units=units
        )
        priced = {"quantity", "unit_price"} <= {*lines.columns}
        before = _of_price() if priced else self._of_tax(whole)
        counts = whole.select(
            off=(c("off").abs() > PENNY).sum(),
            before=((c("off").abs() > PENNY) & before).sum(),
            left=(c("amount") - c("off")).sum(),
            given=c("amount").sum(),
        ).row(0, named=True)
        self.lines += len(whole)
        self.discounted += int(counts["off"])
        self.before += int(counts["before"])
        self.left += float(counts["left"])
        self.given += float(counts["given"])

    @staticmethod
    def _of_tax(whole: pl.DataFrame) -> pl.Expr:
        """Whether only what is left after the discount has a rate of tax that lines without a discount have."""
        rate = (100 * c("tax") / c("amount")).round(1)
        rates = whole.filter((c("off") == 0) & (c("tax") != 0)).select(rate.unique()).to_series()
        of_left = (100 * c("tax") / (c("amount") - c("off"))).round(1)
        known = of_left.is_in(rates.implode()) & ~rate.is_in(rates.implode())
        return (known & (c("tax") != 0)).fill_null(value=False)

    def found(self, feed: Feed) -> Iterator[Finding]:
        """That the amount may be before the discount, with the net money of both readings."""
        if not self.before or self.before <= _FAULTS * self.discounted:
            return
        amount, discount = feed.columns["amount"], feed.columns["discount"]
        shown = f"quantity × {feed.columns['unit_price']}" if "unit_price" in feed.columns else ""
        why = f"is {shown}" if shown else "fits its tax only less the discount"
        says = (
            f"{amount} {why} in {self.before:,} of {self.discounted:,} lines with a discount: nothing says whether "
            f"{discount} is still to be taken off."
        )
        left, given = money(self.left), money(self.given)
        off = Reading(
            f"{discount} is taken off {amount}", (option("column", f"gross_amount={amount}"),), left
        )
        net = Reading(f"{amount} is what was paid", (option("column", f"amount={amount}"),), given)
        yield Finding("before_discount", says, self.before, given - left, off, net, is_question=True)


def _of_price() -> pl.Expr:
    """Whether the amount is quantity × price, with nothing taken off."""
    product = c("quantity") * c("unit_price")
    same = close(c("amount"), product, c("units"))
    return (same & ~close(c("amount"), product - c("off"), c("units"))).fill_null(value=False)
