"""Numbers that begin again: what makes lines one order besides its number, the day or the store."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tillhouse.evidence.finding import Finding, Reading
from tillhouse.settings.feed import Feed

#: Of the numbers on several rows, the share from which they begin again.
_AGAIN = 0.2
c = pl.col


class Watch:
    """Counts numbers that stand for several orders."""

    wants = ("invoice_no", "sold_at", "customer_id", "store", "quantity", "amount")

    def __init__(self) -> None:
        self.several = self.of_days = self.of_stores = self.lines = 0

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether orders have numbers and days."""
        return "invoice_no" in feed.columns and feed.order == "number"

    def add(self, lines: pl.DataFrame) -> None:
        """Count the numbers of a batch: those of sales, by day and store and customer."""
        sold = lines.filter((c("quantity_") if "quantity_" in lines.columns else c("amount_")) > 0)
        day = c("sold_at").str.split(" ").list.first().str.split("T").list.first()
        known = "customer_id" in lines.columns
        store = c("store") if "store" in lines.columns else pl.lit("")
        numbers = (
            sold.lazy()
            .group_by("invoice_no")
            .agg(
                lines=pl.len(),
                days=day.n_unique(),
                stores=store.n_unique(),
                customers=c("customer_id").drop_nulls().n_unique() if known else pl.lit(2),
            )
        )
        counted = (
            numbers.filter(c("lines") > 1)
            .select(
                several=pl.len(),
                of_days=((c("days") > 1) & (c("customers") != 1)).sum(),
                of_stores=((c("stores") > 1) & (c("customers") != 1)).sum(),
            )
            .collect()
            .row(0)
        )
        self.several, self.lines = self.several + counted[0], self.lines + len(sold)
        self.of_days, self.of_stores = self.of_days + counted[1], self.of_stores + counted[2]

    def found(self, feed: Feed) -> Iterator[Finding]:
        """That a number alone is not an order."""
        if not self.several:
            return
        parts = [
            word
            for word, count in (("store", self.of_stores), ("day", self.of_days))
            if count and count >= _AGAIN * self.several
        ]
        if not parts:
            return
        count = max(self.of_days, self.of_stores)
        header, beside = feed.columns["invoice_no"], " and ".join(parts)
        says = (
            f"{count:,} of {self.several:,} numbers in {header} stand for several orders: "
            f"an order is its number and its {beside}."
        )
        order = "_and_".join(("number", *parts))
        proposed = Reading(f"an order is its number and its {beside}", (f"--order {order}",))
        instead = Reading("an order is its number", ("--order number",))
        yield Finding("order_numbers", says, self.lines, None, proposed, instead, feed={"order": order})
