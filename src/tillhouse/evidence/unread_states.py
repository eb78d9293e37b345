"""Columns beside those that are read that say of some sales that they came back, failed or are not paid."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from tillhouse.evidence._extra import beside
from tillhouse.evidence._flags import answer, flag, is_delivery, is_state
from tillhouse.evidence._values import WHOLE, is_goods, line_money, money, valued
from tillhouse.evidence._words import Column, is_open, lessens
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.evidence.statuses import means
from tillhouse.settings.feed import Feed

#: A column of more different values says no states.
_MOST = 60
_NAMED = 5
#: What leaves no money with a sale.
_NOTHING = frozenset({"not_sales", "waiting", "refunded", "return"})
#: The meanings that such a column can have, and what declares its values.
_WORDS: Mapping[Column, str] = {"kind": "kinds", "status": "statuses"}
c = pl.col


@dataclass
class _Value:
    """Lines with a value, and their money. counted: of those lines that other columns leave in sales."""

    lines: int = 0
    amount: Decimal = Decimal(0)
    counted: Decimal = Decimal(0)


class Watch:
    """Adds up lines and money by the values of columns whose names say states, or yes and no."""

    wants = ("status", "kind", "quantity", *WHOLE, "unit_price")
    sees_all = True

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._found: dict[str, dict[str, _Value]] = defaultdict(lambda: defaultdict(_Value))
        self._many: set[str] = set()
        self.total = Decimal(0)

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether columns can be without a meaning: a dialect says of all its columns what they are."""
        return not feed.dialect

    def add(self, lines: pl.DataFrame) -> None:
        """One batch of shaped lines."""
        if lines["extra"].null_count() == len(lines):
            return
        feed = self._feed
        goods = lines.filter(is_goods())
        meant = {*feed.columns.values(), *feed.own, *self._many}
        texts = beside(
            goods, lambda name: name not in meant and bool(is_state(name) or is_delivery(name) or flag(name))
        )
        if not texts:
            return
        frame = valued(lines, feed, [name for name in self.wants if name in feed.columns])
        sums = frame.select(amount=line_money(frame), counts=self._counts(frame))
        self.total += money(float(sums.filter("counts")["amount"].sum()))
        for header, values in texts.items():
            self._add(header, sums.with_columns(value=values.str.strip_chars().str.to_lowercase()))

    def _counts(self, frame: pl.DataFrame) -> pl.Expr:
        """Whether a line is a sale by the columns that are read."""
        counts = pl.lit(True)
        columns = self._feed.columns
        for name, words in _WORDS.items():
            if name in frame.columns:
                declared: Mapping[str, str] = getattr(self._feed, words)
                said = c(name).str.to_lowercase().fill_null("")
                values = frame.select(said.unique())[name].to_list()
                off = [
                    one for one in values if declared.get(one, means(one, name, columns[name])) in _NOTHING
                ]
                counts = counts & ~said.is_in(off)
        return counts

    def _add(self, header: str, sums: pl.DataFrame) -> None:
        counted = pl.when("counts").then("amount").otherwise(0.0).sum()
        told = (
            sums.drop_nulls("value")
            .group_by("value")
            .agg(pl.len(), c("amount").sum(), counted.alias("counted"))
        )
        for value, number, amount, left in told.iter_rows():
            entry = self._found[header][value]
            entry.lines += number
            entry.amount, entry.counted = entry.amount + money(amount), entry.counted + money(left)
        if len(self._found[header]) > _MOST:
            self._many.add(header)

    def found(self, feed: Feed) -> Iterator[Finding]:
        """The first such column that says of counted money that it is none; the others when that one is read."""
        for header, values in sorted(self._found.items()):
            if header in self._many:
                continue
            less, is_sure = _less(header, values)
            if any(one.counted for one in less.values()):
                yield self._finding(feed, header, less, is_sure)
                return

    def _finding(self, feed: Feed, header: str, less: Mapping[str, _Value], is_sure: bool) -> Finding:
        place = next((name for name in _WORDS if name not in feed.columns), None)
        says_so = place or "kind"
        listed = sorted(less.items(), key=lambda one: (-one[1].lines, one[0]))[:_NAMED]
        said = "; ".join(f"{value} ({one.lines:,}, {one.amount:,.2f})" for value, one in listed)
        gone = sum((one.counted for one in less.values()), Decimal(0))
        regarded = Reading(
            f"{header} says what became of a sale",
            (option("column", f"{says_so}={header}"),),
            self.total - gone,
        )
        ignored = (f"--without {place}",) if place else (f"--own {shlex.quote(f'{header}=dimension')}",)
        plain = Reading(f"{header} says nothing of sales", ignored, self.total)
        columns = {**feed.columns, says_so: header}
        asks = place is None or not is_sure
        verb = "may say" if asks else "says"
        return Finding(
            "status_column",
            f"{header} {verb} of some lines that they count for nothing: {said}.",
            sum(one.lines for one in less.values()),
            gone,
            regarded,
            plain,
            asks,
            {} if asks else {"columns": columns},
            about=header,
        )


def _less(header: str, values: Mapping[str, _Value]) -> tuple[dict[str, _Value], bool]:
    """The values by which less is sold, and whether that is certain."""
    if flag(header) and all(answer(value) is not None for value in values):
        return {value: one for value, one in values.items() if answer(value)}, True
    if is_delivery(header):
        return {value: one for value, one in values.items() if lessens(value)}, False
    if not is_state(header):
        return {}, False
    gone = {value: one for value, one in values.items() if lessens(value)}
    waiting = {value: one for value, one in values.items() if is_open(value)}
    return gone | waiting, not any(one.counted for one in waiting.values())
