"""Codes of products that a spreadsheet or a table of floats has changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import polars as pl

from tillhouse.evidence._values import line_money, money
from tillhouse.evidence.currencies import Sums, apart, code, named, told, whole
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.retail.counts import number_of
from tillhouse.retail.sums import merged
from tillhouse.settings.feed import Feed
from tillhouse.sources import WHOLE_CODE, damaged_codes

_COLUMNS = {"stock_code": "product", "invoice_no": "order", "customer_id": "customer"}
_SHOWN = 2
#: From this number of different codes on it is no chance that all of them end in .0, nor where one is as long.
_FEW, _LONG = 2, 6
c = pl.col


class Watch:
    """Looks at the different codes of each batch; lines and money are added up where some are damaged."""

    wants = (*_COLUMNS, "quantity", "unit_price", "amount", "currency")
    sees_all = False

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self.lines: Counter[tuple[str, str]] = Counter()
        self.money: dict[tuple[str, str], Sums] = defaultdict(dict)
        self.examples: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.whole: set[str] = set()
        self.whole_lines, self.other = 0, False

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether there are codes."""
        return bool(_COLUMNS.keys() & feed.columns.keys())

    def add(self, lines: pl.DataFrame) -> None:
        """Look at a batch."""
        for name in _COLUMNS:
            if name not in lines.columns:
                continue
            for what, codes in damaged_codes(lines[name]).items():
                self._add(name, what, codes, lines)
        if "stock_code" in lines.columns:
            self._add_whole(lines["stock_code"].drop_nulls())

    def _add(self, name: str, what: str, codes: pl.Series, lines: pl.DataFrame) -> None:
        hit = lines.filter(c(name).str.strip_chars().is_in(codes.implode()))
        self.lines[name, what] += hit.height
        for text, sums in (
            hit.group_by(named(lines).alias("in")).agg(line_money(lines, ("amount",)).sum()).rows()
        ):
            more = {code(text, self._feed): money(sums)}
            self.money[name, what] = merged(self.money[name, what], more)
        shown = self.examples[name, what]
        shown += [code for code in codes if code not in shown][: _SHOWN - len(shown)]

    def _add_whole(self, codes: pl.Series) -> None:
        ends = codes.str.ends_with(".0")
        self.other = self.other or not ends.all()
        if not self.other and len(codes):
            distinct = codes.str.strip_chars().unique()
            self.other = not distinct.str.contains(WHOLE_CODE).all()
            self.whole_lines += len(codes)
            self.whole.update(distinct.head(_FEW).to_list())

    def found(self, feed: Feed) -> Iterator[Finding]:
        """What was damaged, with its lines and money; whether all codes are whole numbers of a table of floats."""
        if self.lines:
            said = "; ".join(self._said(name, what, feed) for name, what in self.lines)
            says = f"Codes were damaged by a spreadsheet, and several may have become one: {said}. Export them as text."
            total = merged(*self.money.values())
            yield Finding("damaged_codes", says, self.lines.total(), whole(total), currencies=apart(total))
        telling = len(self.whole) >= _FEW or any(len(code) >= _LONG for code in self.whole)
        if not self.other and self.whole and telling and not feed.whole_codes:
            says = f"All codes in {feed.columns['stock_code']} end in .0, as a table of floats writes whole numbers."
            yes = Reading("they are the whole numbers", (option("whole-codes", "true"),))
            no = Reading("they are codes as they stand", (option("whole-codes", "false"),))
            yield Finding("whole_codes", says, self.whole_lines, None, yes, no, feed={"whole_codes": True})

    def _said(self, name: str, what: str, feed: Feed) -> str:
        shown, lines = ", ".join(self.examples[name, what]), self.lines[name, what]
        amount = told(self.money[name, what], self.money.values())
        where = f"{_COLUMNS[name]} in {feed.columns[name]}"
        return f"{number_of(lines, 'line')} ({amount}) with a {where} {what}, such as {shown}"
