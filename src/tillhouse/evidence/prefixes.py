"""A letter before the number of an invoice: its meaning in one shop is chance in another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import polars as pl

from tillhouse.evidence.finding import Finding, Reading
from tillhouse.settings.feed import Feed

#: From this share of positive lines on, a prefix does not mean that something was cancelled.
_CONTRADICTS = 0.05
c = pl.col


class Watch:
    """Counts lines by the letter before their number, and by sign."""

    wants = ("invoice_no", "quantity", "amount")
    sees_all = False

    def __init__(self, _feed: Feed) -> None:
        self.lines: Counter[str] = Counter()
        self.positive: Counter[str] = Counter()

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether prefixes mean something in this feed."""
        return "invoice_no" in feed.columns and "cancellation" in feed.prefixes.values()

    def add(self, lines: pl.DataFrame) -> None:
        """Count the lines of a batch."""
        lettered = lines.filter(c("invoice_no").str.contains("^[A-Za-z]+[0-9]"))
        if not len(lettered):
            return
        sign = c("quantity") if "quantity" in lines.columns else c("amount")
        begins = c("invoice_no").str.extract("^([A-Za-z]+)").str.to_uppercase()
        counts = lettered.group_by(begins.alias("prefix")).agg(pl.len(), positive=(sign > 0).sum())
        for prefix, number, positive in counts.iter_rows():
            self.lines[prefix] += number
            self.positive[prefix] += positive

    def found(self, feed: Feed) -> Iterator[Finding]:
        """That a prefix does not mean here what the dialect says."""
        wrong = [
            prefix
            for prefix, word in feed.prefixes.items()
            if word == "cancellation" and self.positive[prefix] > _CONTRADICTS * max(self.lines[prefix], 1)
        ]
        if wrong:
            number, positive = self.lines[wrong[0]], self.positive[wrong[0]]
            says = (
                f"Numbers that begin with {wrong[0]} are no cancellations here: {positive:,} of their {number:,} "
                "lines sell something."
            )
            none = Reading("no letter before a number means anything", ())
            # such numbers are another shop's, and so are its codes
            changes = {"prefixes": {}, "line_types": {}, "unlisted": "product"}
            yield Finding("prefix", says, number, None, none, feed=changes)
