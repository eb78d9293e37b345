"""Whether the lines of an order add up to the total that it states, and with or without its tax."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import narwhals as nw
import polars as pl

from tillhouse import reading
from tillhouse.booking.amounts import with_money
from tillhouse.booking.treatment import NO_SALES, with_treatment
from tillhouse.evidence.finding import Finding, Reading
from tillhouse.settings.feed import Feed

#: How far the sum of an order's lines may be from its total: roundings of several lines.
_NEAR = 0.02
#: The share of orders that decides whether totals contain tax, and the one below which totals contradict.
_HOLDS = 0.9
c = pl.col


class Watch:
    """Adds up orders two ways: with tax on top of the lines, and with tax within them."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self.orders = self.on_top = self.within = self.both = self.taxed = 0
        self.apart = Decimal(0)

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether orders state their total beside money of their lines."""
        return "order_total" in feed.columns and bool(
            {"unit_price", "amount", "gross_amount"} & feed.columns.keys()
        )

    def add(self, shaped: pl.DataFrame) -> None:
        """Add up a batch of shaped lines; an order that is cut by its end is left out."""
        lines = nw.from_native(shaped.with_columns(taken_at=None).lazy())
        money = with_money(with_treatment(lines, self._feed), self._feed)
        stated = {"stated": "order_total"}
        priced = nw.to_native(reading.with_numbers(money, stated, self._feed)).collect()
        kept = priced.filter(
            ~c("treatment").is_in(list(NO_SALES)) & (c("part") > -100) & (c("role").fill_null("") != "refund")
        )
        total = pl.when(c("part") == 0).then(c("stated")).cast(pl.Float64)
        orders = kept.group_by("invoice_no", maintain_order=True).agg(
            stated=total.drop_nulls().first(),
            lines=c("amount").cast(pl.Float64).sum(),
            tax=c("tax").cast(pl.Float64).sum(),
        )
        known = orders.head(-1 if len(orders) > 1 else 1).filter(c("stated").is_not_null())
        within = (c("lines") - c("stated")).abs() <= _NEAR
        on_top = (c("lines") + c("tax") - c("stated")).abs() <= _NEAR
        counts = known.select(
            pl.len(),
            on_top.sum().alias("top"),
            within.sum().alias("in"),
            (on_top & within).sum().alias("both"),
            (c("tax") != 0).sum().alias("taxed"),
            pl.when(~on_top & ~within)
            .then((c("stated") - c("lines") - c("tax")).abs())
            .otherwise(0)
            .sum()
            .alias("apart"),
        ).row(0)
        self.orders += counts[0]
        self.on_top, self.within, self.both = (
            self.on_top + counts[1],
            self.within + counts[2],
            self.both + counts[3],
        )
        self.taxed += counts[4]
        self.apart += Decimal(str(round(counts[5], 2)))

    def found(self, feed: Feed) -> Iterator[Finding]:
        """Which basis the totals show, and how many orders do not add up."""
        if not self.orders:
            return
        header = feed.columns["order_total"]
        if self.taxed and not feed.tax_basis:
            basis = "excluded" if self.on_top >= self.within else "included"
            share = max(self.on_top, self.within) / self.orders
            if share >= _HOLDS and self.on_top != self.within:
                where = "on top of" if basis == "excluded" else "within"
                says = f"Tax is {where} the money of lines: so {header} adds up in {share:.0%} of the orders."
                yield Finding("tax_basis", says, self.orders, feed={"tax_basis": basis})
        adds_up = self.on_top + self.within - self.both
        if adds_up < self.orders:
            wrong = self.orders - adds_up
            says = f"{wrong:,} of {self.orders:,} orders do not add up to {header}, by {self.apart:,.2f}."
            lines = Reading("the lines say what was sold", ("--without order_total",))
            yield Finding("order_total_differs", says, wrong, self.apart, lines)
