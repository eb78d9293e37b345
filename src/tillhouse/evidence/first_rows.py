"""Fields of an order that stand on its first row only: rows of goods below it leave its number and date blank."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import polars as pl

from tillhouse.evidence._extra import beside
from tillhouse.evidence._values import is_goods
from tillhouse.evidence.finding import Finding
from tillhouse.settings.feed import Feed

#: Money that is of the order where only first rows have it, and what it is then; none: what its lines say already.
_MONEY = {
    "amount": "",
    "amount_with_tax": "order_total",
    "gross_amount": "",
    "discount": "order_discount",
    "tax": "order_tax",
}
#: What a column of order numbers may be called where nothing else is one.
_NUMBER = re.compile(r"(?i)\b(id|no|nr|number|invoice|order|receipt|ticket|doc\w*|bill)\b")
_NAMED = ("stock_code", "description")
_PRICED = ("quantity", "unit_price")
c = pl.col


class Watch:
    """Counts rows that leave the date of their order blank, and what else they leave blank."""

    wants = ()
    sees_all = True

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._last: str | None = None
        self.firsts = self.below = self.unlike = 0
        self.on_first: Counter[str] = Counter()
        self.on_below: Counter[str] = Counter()
        self.others: dict[str, int] = {}

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether rows have a date and goods, and stand for themselves so far."""
        there = feed.columns.keys()
        return (
            not feed.fill_down
            and not feed.lines
            and not feed.records_in
            and "sold_at" in there
            and any(name in there for name in _NAMED)
        )

    def add(self, lines: pl.DataFrame) -> None:
        """One batch of shaped lines."""
        rows = lines.filter(is_goods()) if not self.unlike else lines.clear()
        if rows.is_empty():
            return
        if not rows["sold_at"].null_count() and not rows.select(~_is_said("sold_at").all()).item():
            self._add_firsts(rows)
        else:
            self._add(rows)

    def _add_firsts(self, rows: pl.DataFrame) -> None:
        """Rows that all have a date."""
        self.firsts += rows.height
        self._last = next(iter(rows["invoice_no"].drop_nulls().tail(1)), self._last)
        self.unlike += rows["invoice_no"].null_count() if "invoice_no" in self._feed.columns else 0
        for name in _MONEY:
            self.on_first[name] += rows.height - rows[name].null_count()

    def _add(self, rows: pl.DataFrame) -> None:
        blank = c("sold_at").fill_null("").str.strip_chars() == ""
        goods = pl.any_horizontal(_is_said(name) for name in _NAMED) & pl.any_horizontal(
            _is_said(name) for name in (*_PRICED, "amount")
        )
        number = c("invoice_no").fill_null("")
        above = pl.when(number != "").then(number).forward_fill().fill_null(self._last or "")
        marked = rows.with_columns(blank=blank, goods=goods, above=above)
        own = "invoice_no" in self._feed.columns
        strange = c("blank") & (~c("goods") | ((c("above") == "") if own else pl.lit(value=False)))
        # a number without a date has to be that of the row above
        same = (number == "") | (number == c("above").shift(fill_value=self._last or ""))
        self.unlike += marked.filter(
            strange | (c("blank") & ~same) | (~c("blank") & (number == "") & own)
        ).height
        below = marked["blank"]
        self.firsts, self.below = self.firsts + int((~below).sum()), self.below + int(below.sum())
        self._last = marked["above"][-1] or None
        for name in ("sold_at", *_MONEY):
            said = marked.select(_is_said(name)).to_series()
            self.on_first[name] += int((said & ~below).sum())
            self.on_below[name] += int((said & below).sum())
        if not own and below.any():
            self._look_for_number(marked, below)

    def _look_for_number(self, rows: pl.DataFrame, below: pl.Series) -> None:
        """Columns without a meaning that have another value on each first row and none on others."""
        for name, texts in beside(rows, lambda name: bool(_NUMBER.search(name))).items():
            said = texts.fill_null("").str.strip_chars() != ""
            first = texts.filter(~below)
            if (said == ~below).all() and first.n_unique() == len(first):
                self.others[name] = self.others.get(name, 0) + len(first)

    def found(self, feed: Feed) -> Iterator[Finding]:
        """That fields are filled down, and that money on first rows alone is that of the order."""
        numbered = feed.columns.get("invoice_no") or next(
            (name for name, count in self.others.items() if count == self.firsts), ""
        )
        if not self.below or not self.firsts or self.unlike or not numbered:
            return
        columns = {**feed.columns, "invoice_no": numbered}
        priced = set(_PRICED) <= columns.keys() or bool(self.on_below["amount"])
        for name, meaning in _MONEY.items():
            if name in columns and self.on_first[name] and not self.on_below[name] and priced:
                header = columns.pop(name)
                if meaning and meaning not in columns:
                    columns[meaning] = header
        says = (
            f"{numbered} and {feed.columns['sold_at']} stand on the first row of each order alone: {self.below:,} rows "
            "of goods below belong to it, and money on first rows only is that of the order."
        )
        order = "number" if "invoice_no" not in feed.columns else feed.order
        changes = {"fill_down": True, "columns": columns, "order": order}
        yield Finding("first_rows", says, self.below, feed=changes)


def _is_said(name: str) -> pl.Expr:
    return c(name).fill_null("").str.strip_chars() != ""
