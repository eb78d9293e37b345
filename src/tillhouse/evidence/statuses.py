"""What the values of a status or type column mean: known words decide, unknown ones that move money are asked."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Literal

import polars as pl

from tillhouse.booking.treatment import ANY
from tillhouse.evidence._values import WHOLE, line_money, money
from tillhouse.evidence.currencies import Sums, apart, code, named, told, whole
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.retail.sums import merged
from tillhouse.settings.feed import Feed
from tillhouse.settings.joins import is_back

#: What a word of a value means where the whole value is not known: the first that is among them decides.
_ORDER = ("not_sales", "refunded", "return", "waiting", "sale")
_NAMED = 5
#: What a list of returned orders says of each.
_LISTED = {
    **dict.fromkeys(("yes", "y", "true", "1", "x", "ja", "j", "oui", "si", "sí", "sim"), "refunded"),
    **dict.fromkeys(("no", "n", "false", "0", "nein", "non", "não"), "sale"),
}
_FIELDS: Mapping[Literal["status", "kind"], str] = {"status": "statuses", "kind": "kinds"}
c = pl.col


@dataclass
class _Value:
    lines: int = 0
    amounts: Sums = field(default_factory=dict)

    def add(self, lines: int, amounts: Sums) -> None:
        self.lines += lines
        self.amounts = merged(self.amounts, amounts)

    @property
    def amount(self) -> Decimal:
        return whole(self.amounts)


class Watch:
    """Adds up lines and money by the values of such a column."""

    wants = ("status", "kind", "quantity", *WHOLE, "unit_price", "currency")
    sees_all = False

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self.values: dict[tuple[str, str], _Value] = defaultdict(_Value)

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether there is such a column."""
        return bool({"status", "kind"} & feed.columns.keys())

    def add(self, lines: pl.DataFrame) -> None:
        """Add up a batch."""
        for name in ("status", "kind"):
            if name not in lines.columns:
                continue
            said = c(name).str.replace_all(r"\s+", " ").str.to_lowercase()
            sums = (
                lines.lazy()
                .group_by(said.alias("said"), named(lines).alias("in"))
                .agg(pl.len().alias("lines"), line_money(lines).sum().alias("amount"))
            )
            for value, currency, number, amount in sums.collect().iter_rows():
                if value is not None:
                    self.values[name, value].add(number, {code(currency, self._feed): money(amount)})

    def found(self, feed: Feed) -> Iterator[Finding]:
        """What known values mean, and which are not known."""
        for name, place in _FIELDS.items():
            if name in feed.columns:
                yield from self._of_column(name, place, feed)

    def _are_documents(self) -> bool:
        """Whether records are invoices, by their types or because some are overdue: then what is open is sold."""
        types = {value for column, value in self.values if column == "kind"}
        states = {value for column, value in self.values if column == "status"}
        return bool(types & _of_bills("document") or states & _of_bills("overdue"))

    def _of_column(self, name: str, field: str, feed: Feed) -> Iterator[Finding]:
        declared: Mapping[str, str] = getattr(feed, field)
        if ANY in declared:
            return
        new = {
            value: one
            for (column, value), one in self.values.items()
            if column == name and value not in declared
        }
        known = {value: word for value in new if (word := meaning(value))}
        if any(map(is_back, feed.joins)):
            known |= {value: word for value in new if (word := _LISTED.get(value))}
        if name == "status" and self._are_documents():
            known |= {value: "sale" for value in new if value in _of_bills("unpaid") | _of_bills("overdue")}
        unknown = {value: one for value, one in new.items() if value not in known and one.amount}
        if known:
            yield _decided(name, field, feed, {value: new[value] for value in known}, known, declared)
        if unknown:
            yield _asked(name, feed, unknown)


def _decided(
    name: str,
    field: str,
    feed: Feed,
    values: Mapping[str, _Value],
    known: Mapping[str, str],
    declared: Mapping[str, str],
) -> Finding:
    words = {
        "sale": "a sale",
        "not_sales": "no sale",
        "waiting": "no sale yet",
        "refunded": "sold and taken back",
    }
    listed, total = _listed(values), _total(values)
    beside = [one.amounts for one in values.values()]
    said = "; ".join(
        f"{value}: {words.get(known[value], known[value])} ({one.lines:,}, {told(one.amounts, beside)})"
        for value, one in listed[:_NAMED]
    )
    more = f" and {len(listed) - _NAMED} more values" if len(listed) > _NAMED else ""
    says = f"{feed.columns[name]} says {said}{more}."
    options = tuple(option(name, f"{value}={known[value]}") for value, _ in listed)
    meant = Reading("they mean that", options)
    return Finding(
        "status",
        says,
        total.lines,
        total.amount,
        meant,
        feed={field: {**declared, **known}},
        about=name,
        currencies=apart(total.amounts),
    )


def _asked(name: str, feed: Feed, unknown: Mapping[str, _Value]) -> Finding:
    header = feed.columns[name]
    listed = _listed(unknown)
    beside = [one.amounts for one in unknown.values()]
    said = ", ".join(
        f"{value!r} ({one.lines:,} lines, {told(one.amounts, beside)})" for value, one in listed[:_NAMED]
    )
    says = f"{header} has values that nobody knows the meaning of: {said}."
    total = _total(unknown)
    each = apart(total.amounts)
    sale = Reading(
        "they are sales", tuple(option(name, f"{value}=sale") for value, _ in listed), total.amount, each
    )
    none = Reading(
        "they are no sales", tuple(option(name, f"{value}=not_sales") for value, _ in listed), Decimal(0)
    )
    return Finding(
        "status_unknown",
        says,
        total.lines,
        total.amount,
        sale,
        none,
        is_question=True,
        about=name,
        currencies=each,
    )


def _listed(values: Mapping[str, _Value]) -> list[tuple[str, _Value]]:
    """Values by their lines, most first."""
    return sorted(values.items(), key=lambda one: (-one[1].lines, one[0]))


def _total(values: Mapping[str, _Value]) -> _Value:
    lines = sum(one.lines for one in values.values())
    return _Value(lines, merged(*(one.amounts for one in values.values())))


def meaning(value: str) -> str | None:
    """What a value means: as a whole, else by the strongest of its words; None where nothing is known."""
    known = _words()
    if value in known:
        return known[value]
    if re.search(r"\bpart(ial|ially|ly)?\b|teilweise|partiel", value):
        return None
    words = {known[word] for word in re.findall(r"[^\W\d_]+", value) if word in known}
    words |= {"refunded"} if re.search(r"\breturn(ed|ing)\b", value) else set()
    return next((word for word in _ORDER if word in words), None)


@cache
def _words() -> Mapping[str, str]:
    text = files("tillhouse").joinpath("data/status_words.csv").read_text(encoding="utf-8")
    return {row["word"]: row["meaning"] for row in csv.DictReader(text.splitlines())}


@cache
def _of_bills(kind: str) -> frozenset[str]:
    """Words of bills: types of a record that is one, states of one that is not paid, and of one that is overdue."""
    text = files("tillhouse").joinpath("data/bill_words.csv").read_text(encoding="utf-8")
    return frozenset(row["word"] for row in csv.DictReader(text.splitlines()) if row["kind"] == kind)
