"""Numbers that begin again: what makes lines one order besides its number, the day or the store."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tillhouse.evidence.finding import Finding, Reading
from tillhouse.settings.feed import Feed
from tillhouse.shaping.orders import day

#: Of the numbers on several rows, or in several batches, the share from which they begin again.
_AGAIN = 0.2
#: Numbers of a batch that are kept to be compared with those of others.
_KEPT = 50_000
_BESIDE = ("store", "customer_id")
_TWO = 2
c = pl.col


class Watch:
    """Counts numbers that stand for several orders."""

    wants = ("invoice_no", "sold_at", "customer_id", "store", "quantity", "amount")
    sees_all = False

    def __init__(self, _feed: Feed) -> None:
        self.several = self.of_days = self.of_stores = self.lines = 0
        self._numbers: list[pl.DataFrame] = []

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether orders have numbers and days."""
        return "invoice_no" in feed.columns and feed.order == "number"

    def add(self, lines: pl.DataFrame) -> None:
        """Count the numbers of a batch: those of sales, by day and store and customer."""
        counted = next((name for name in ("quantity", "amount") if name in lines.columns), None)
        sold = _runs(lines.lazy().filter(c(counted) > 0) if counted else lines.lazy())
        known = c("customer_id").drop_nulls().n_unique() if "customer_id" in lines.columns else pl.lit(2)
        store = c("store").n_unique() if "store" in lines.columns else pl.lit(1)
        self.lines += int(sold["rows"].sum())
        by_number = sold.lazy().group_by("invoice_no")
        several = (
            by_number.agg(c("rows").sum(), moments=c("sold_at").n_unique(), stores=store)
            .filter(c("rows") > 1)
            .collect()
        )
        unlike = several.filter((c("moments") > 1) | (c("stores") > 1)).select("invoice_no")
        self.several += len(several)
        self._keep(sold)
        again = sold.lazy().join(unlike.lazy(), on="invoice_no", how="semi").group_by("invoice_no")
        numbers = again.agg(days=day(c("sold_at")).n_unique(), stores=store, customers=known).filter(
            c("customers") != 1
        )
        days, stores = numbers.select((c("days") > 1).sum(), (c("stores") > 1).sum()).collect().row(0)
        self.of_days, self.of_stores = self.of_days + days, self.of_stores + stores

    def _keep(self, sold: pl.DataFrame) -> None:
        """Keep where each number was seen first; batches with one number in common are compared at the end."""
        beside = [c(name).first() if name in sold.columns else pl.lit(None).alias(name) for name in _BESIDE]
        seen = sold.lazy().filter(c("invoice_no").is_not_null()).group_by("invoice_no", maintain_order=True)
        self._numbers.append(seen.agg(day(c("sold_at").first()).alias("day"), *beside).head(_KEPT).collect())

    def _compare(self) -> None:
        """Count the numbers that several batches have: files of a day each that begin again at 1."""
        if len(self._numbers) < _TWO:
            return
        whole = pl.concat(self._numbers, how="vertical_relaxed")
        customers = c("customer_id").drop_nulls().n_unique()
        again = whole.group_by("invoice_no").agg(
            pl.len(), days=c("day").n_unique(), stores=c("store").n_unique(), customers=customers
        )
        again = again.filter(c("len") > 1)
        others = again.filter(c("customers") != 1)
        days, stores = len(others.filter(c("days") > 1)), len(others.filter(c("stores") > 1))
        if max(days, stores) >= _AGAIN * len(again):
            self.several, self.of_days, self.of_stores = len(again), days, stores

    def found(self, feed: Feed) -> Iterator[Finding]:
        """That a number alone is not an order."""
        self._compare()
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


def _runs(sold: pl.LazyFrame) -> pl.DataFrame:
    """Rows that say the same as the row before them left out; ``rows``: how many each stands for.

    Lines of an order stand together in most files: then few are left.
    """
    there = sold.collect_schema().names()
    names = [name for name in ("invoice_no", "sold_at", *_BESIDE) if name in there]
    begins = pl.any_horizontal(c("at") == 0, *(c(name).ne_missing(c(name).shift()) for name in names))
    heads = sold.select(*names, at=pl.int_range(pl.len())).with_columns(all=pl.len()).filter(begins)
    return heads.select(*names, rows=c("at").shift(-1).fill_null(c("all")) - c("at")).collect()
