"""Files of credit notes that have no column of states: by the names of their columns, all of them are returns."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tillhouse.booking.treatment import ANY
from tillhouse.evidence._flags import is_credit
from tillhouse.evidence._values import line_money, money
from tillhouse.evidence.finding import Finding
from tillhouse.settings.feed import Feed

_NAMES = ("invoice_no", "sold_at")


class Watch:
    """Adds up the money of such records."""

    wants = ("quantity", "amount", "gross_amount", "amount_with_tax", "order_total", "unit_price")
    sees_all = False

    def __init__(self, feed: Feed) -> None:
        del feed
        self.lines, self.total = 0, 0.0

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether number or date is named after credit notes, and no column says more of records."""
        there = feed.columns
        return not {"status", "kind"} & there.keys() and any(
            is_credit(there.get(name, "")) for name in _NAMES
        )

    def add(self, lines: pl.DataFrame) -> None:
        """One batch."""
        self.lines += len(lines)
        self.total += float(lines.select(line_money(lines).sum()).item() or 0)

    def found(self, feed: Feed) -> Iterator[Finding]:
        """That they are returns, whatever sign they have."""
        if not self.lines:
            return
        header = next(feed.columns[name] for name in _NAMES if is_credit(feed.columns.get(name, "")))
        says = f"{header} is of credit notes: all {self.lines:,} lines are returns."
        changes = {"columns": {**feed.columns, "status": header}, "statuses": {ANY: "return"}}
        yield Finding("credit_notes", says, self.lines, money(self.total), feed=changes)
