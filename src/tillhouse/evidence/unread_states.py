"""Columns beside those that are read that say of some sales that they came back, failed or are not paid."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from tillhouse.evidence._extra import beside
from tillhouse.evidence._flags import (
    answer,
    flag,
    is_delivery,
    is_of_others,
    is_reason,
    is_remark,
    is_state,
    is_type_name,
)
from tillhouse.evidence._values import WHOLE, is_goods, is_record, line_money, money, valued
from tillhouse.evidence._words import Column, is_open, lessens, meaning, takes_off
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.evidence.statuses import means
from tillhouse.settings.feed import Feed

#: A column of more different values says no states.
_MOST = 60
_NAMED = 5
#: A code of types, and how many of them there are at most.
_CODE = re.compile(r"^(?:[a-z]{1,4}\d?|\d{1,3})$")
_MOST_CODES = 12
#: What leaves no money with a sale.
_NOTHING = frozenset({"not_sales", "waiting", "refunded", "return"})
_LESS = {*_NOTHING, "fee"}
#: The meanings that such a column can have, and what declares its values.
_WORDS: Mapping[Column, str] = {"kind": "kinds", "status": "statuses"}
c = pl.col


@dataclass
class _Value:
    """Lines with a value, and their money. counted: of those lines that other columns leave in sales.

    beside: what the columns of types and states that are read say of them.
    """

    lines: int = 0
    amount: Decimal = Decimal(0)
    counted: Decimal = Decimal(0)
    beside: set[str] = field(default_factory=set)


class Watch:
    """Adds up lines and money by the values of columns that may say what became of a sale, by names or values."""

    wants = ("stock_code", "status", "kind", "quantity", *WHOLE, "unit_price")
    sees_all = True

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._found: dict[str, dict[str, _Value]] = defaultdict(lambda: defaultdict(_Value))
        self._many: set[str] = set()
        self._varies: dict[str, bool] = {}
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
        meant = {*feed.columns.values(), *feed.own, *self._many}
        texts = _of_goods(lines, feed, meant)
        if not texts:
            return
        frame = valued(lines, feed, [name for name in self.wants if name in feed.columns])
        said = [c(name).fill_null("") for name in _WORDS if name in frame.columns]
        code = c("stock_code") if "stock_code" in frame.columns else pl.lit(None, pl.String)
        sums = frame.select(
            amount=line_money(frame),
            counts=self._counts(frame),
            code=code,
            beside=pl.concat_str(said, separator="\t") if said else pl.lit(""),
        )
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
        if is_type_name(header):
            each = sums.drop_nulls("code").group_by("code").agg(pl.len(), kinds=c("value").n_unique())
            again = each.filter(c("len") > 1)
            if len(again):
                self._varies[header] = self._varies.get(header, False) or bool((again["kinds"] > 1).any())
        counted = pl.when("counts").then("amount").otherwise(0.0).sum()
        told = (
            sums.with_columns(c("value").fill_null(""))
            .group_by("value")
            .agg(pl.len(), c("amount").sum(), counted.alias("counted"), c("beside").unique())
        )
        if len(told) > _MOST:
            told = told.filter(c("value").is_in([one for one in told["value"] if takes_off(one)]))
            if not is_remark(header):
                self._many.add(header)
                return
        for value, number, amount, left, others in told.iter_rows():
            entry = self._found[header][value]
            entry.lines += number
            entry.amount, entry.counted = entry.amount + money(amount), entry.counted + money(left)
            entry.beside |= {*others}
        if len(self._found[header]) > _MOST and not is_remark(header):
            self._many.add(header)

    def found(self, feed: Feed) -> Iterator[Finding]:
        """The first such column that says of counted money that it is none; the others when that one is read."""
        for header in sorted(self._found, key=self._rank):
            values = self._found[header]
            if header in self._many:
                continue
            if self._is_said(values):
                continue
            less, is_sure = _less(header, values, self._varies.get(header, True))
            if any(one.counted for one in less.values()):
                yield self._finding(feed, header, less, is_sure)
                return

    def _rank(self, header: str) -> tuple[int, str]:
        """Columns of states first, then those of types: the one that tells most of them apart."""
        return (-len(self._found[header]) if is_type_name(header) else -_MOST - 1, header)

    def _is_said(self, values: Mapping[str, _Value]) -> bool:
        """Whether the columns that are read tell all that a column says."""
        if not {*_WORDS} & self._feed.columns.keys():
            return False
        return sum(len(one.beside) for one in values.values()) == len(
            set().union(*(one.beside for one in values.values()))
        )

    def _finding(self, feed: Feed, header: str, less: Mapping[str, _Value], is_sure: bool) -> Finding:
        wanted: tuple[Column, ...] = ("status", "kind") if is_state(header) else ("kind", "status")
        place = next((name for name in wanted if name not in feed.columns), None)
        says_so = place or "kind"
        listed = sorted(less.items(), key=lambda one: (-one[1].lines, one[0]))[:_NAMED]
        said = "; ".join(f"{value or 'blank'} ({one.lines:,}, {one.amount:,.2f})" for value, one in listed)
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


def _of_goods(lines: pl.DataFrame, feed: Feed, meant: Collection[str]) -> dict[str, pl.Series]:
    """The columns without a meaning, by goods: what only the row of an order says is of all its goods."""
    rows = lines.filter(is_record())
    texts = beside(rows, lambda name: name not in meant)
    if not texts:
        return {}
    frame = rows.select("invoice_no", pl.Series("goods", rows.select(is_goods()).to_series())).with_columns(
        **texts
    )
    if feed.fill_down:
        frame = frame.with_columns(c(name).forward_fill().over("invoice_no") for name in texts)
    goods = frame.filter("goods")
    return {name: goods[name] for name in texts}


def _less(header: str, values: Mapping[str, _Value], varies: bool) -> tuple[dict[str, _Value], bool]:
    """The values by which less is sold, and whether that is certain. varies: whether products have several."""
    filled = {value: one for value, one in values.items() if value}
    if flag(header) and all(answer(value) is not None for value in filled):
        return {value: one for value, one in filled.items() if answer(value)}, True
    if is_delivery(header):
        return {value: one for value, one in filled.items() if lessens(value)}, False
    if is_reason(header):
        return filled, True
    if is_state(header):
        gone = {value: one for value, one in filled.items() if lessens(value)}
        waiting = {value: one for value, one in filled.items() if is_open(value)}
        return gone | waiting, not any(one.counted for one in waiting.values())
    if is_type_name(header):
        less = {value: one for value, one in filled.items() if meaning(value, "kind") in _LESS}
        return less or (_codes(values) if varies else {}), True
    if is_of_others(header):
        return {}, False
    gone = {value: one for value, one in filled.items() if takes_off(value) and one.counted > 0}
    return gone, bool(gone) and all(meaning(value) or meaning(value, "kind") for value in filled)


def _codes(values: Mapping[str, _Value]) -> dict[str, _Value]:
    """Values that are codes, where several of them have money of sales: what each means is asked then."""
    sold = [value for value, one in values.items() if one.counted > 0]
    lines = sum(one.lines for one in values.values())
    is_code = all(_CODE.match(value) for value in values if value)
    is_few = len(values) <= _MOST_CODES and (len(values) < lines)
    return dict(values) if is_code and is_few and len(sold) > 1 else {}
