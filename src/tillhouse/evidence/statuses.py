"""What the values of a status or type column mean: known words decide, unknown ones that move money are asked."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib.resources import files

import polars as pl

from tillhouse.booking.treatment import ANY
from tillhouse.evidence._back import Said, readings
from tillhouse.evidence._flags import answer, flag, is_bill, is_credit, is_delivery, is_state
from tillhouse.evidence._rows_beside import Rows
from tillhouse.evidence._value_findings import Value, asked, decided, which
from tillhouse.evidence._values import WHOLE, line_money, money
from tillhouse.evidence._words import Column, is_partly_refunded, lessens, meaning
from tillhouse.evidence.currencies import code, named
from tillhouse.evidence.finding import Finding
from tillhouse.settings.feed import Feed
from tillhouse.settings.joins import is_back

#: What a list of returned orders says of each.
_LISTED = {
    **dict.fromkeys(("yes", "y", "true", "1", "x", "ja", "j", "oui", "si", "sí", "sim"), "refunded"),
    **dict.fromkeys(("no", "n", "false", "0", "nein", "non", "não"), "sale"),
}
_FIELDS: Mapping[Column, str] = {"status": "statuses", "kind": "kinds"}
c = pl.col


class Watch:
    """Adds up lines and money by the values of such a column."""

    wants = (
        *("invoice_no", "store", "sold_at", "stock_code", "status", "kind"),
        *("quantity", *WHOLE, "unit_price", "currency"),
    )
    sees_all = False

    def __init__(self, feed: Feed) -> None:
        self._feed, self._lines = feed, 0
        self.values: dict[tuple[str, str], Value] = defaultdict(Value)
        self._rows: Mapping[str, Rows] = {name: Rows(feed) for name in _FIELDS}

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether there is such a column."""
        return bool({"status", "kind"} & feed.columns.keys())

    def add(self, lines: pl.DataFrame) -> None:
        """Add up a batch."""
        self._lines += lines.height
        amount = line_money(lines)
        fewer = (c("quantity") < 0) if "quantity" in lines.columns else pl.lit(False)
        taken = ((amount < 0) | fewer).fill_null(False)
        for name in _FIELDS:
            if name not in lines.columns:
                continue
            said = c(name).str.replace_all(r"\s+", " ").str.to_lowercase()
            sums = (
                lines.lazy()
                .group_by(said.alias("said"), named(lines).alias("in"))
                .agg(pl.len(), amount.sum().alias("sum"), taken=taken.sum(), turned=amount.abs().sum())
            )
            for value, currency, number, total, back, turned in sums.collect().iter_rows():
                if value is not None:
                    of = code(currency, self._feed)
                    self.values[name, value].add(number, {of: money(total)}, back, {of: money(turned)})
            self._rows[name].add(lines, said, amount)

    def found(self, feed: Feed) -> Iterator[Finding]:
        """What known values mean, and which are not known."""
        for name, place in _FIELDS.items():
            if name in feed.columns:
                yield from self._of_column(name, place, feed)

    def _are_documents(self) -> bool:
        """Whether records are invoices, by their types or because some are overdue: then what is open is sold."""
        types = {value for column, value in self.values if column == "kind"}
        states = {value for column, value in self.values if column == "status"}
        headers = {self._feed.columns.get(name, "") for name in ("invoice_no", "status", "kind")}
        return bool(
            types & _of_bills("document")
            or states & _of_bills("overdue")
            or (any(map(is_bill, headers)) and states & _of_bills("draft"))
        )

    def _of_column(self, name: Column, field: str, feed: Feed) -> Iterator[Finding]:
        declared: Mapping[str, str] = getattr(feed, field)
        if ANY in declared:
            return
        new = {
            value: one
            for (column, value), one in self.values.items()
            if column == name and value not in declared
        }
        plain = {value: word for value in new if (word := means(value, name, feed.columns[name]))}
        listed = (
            {value: _LISTED[value] for value in new if value in _LISTED}
            if any(map(is_back, feed.joins))
            else {}
        )
        if name == "status" and self._are_documents():
            plain |= {value: "sale" for value in new if value in _of_bills("unpaid") | _of_bills("overdue")}
        if "refund" in feed.columns:
            # what came back is in the column of refunds
            plain |= {value: "sale" for value in new if value not in plain and is_partly_refunded(value)}
        can_mean = {value: self._can_mean(name, value, plain, feed) for value in plain}
        can_mean |= {value: (word,) for value, word in listed.items()}
        can_mean |= dict.fromkeys(self._of_all(name, {*can_mean, *declared}), ("sale",))
        if name == "status" and is_credit(feed.columns["status"]) and "kind" not in feed.columns:
            can_mean |= {value: ("return",) for value, words in can_mean.items() if "sale" in words}
        known = {value: words[0] for value, words in can_mean.items() if len(words) == 1}
        split = {
            value: words for value, words in can_mean.items() if len(words) > 1 and new[value].moves_money
        }
        unknown = {value: one for value, one in new.items() if value not in can_mean and one.moves_money}
        if known:
            yield decided(name, field, feed, {value: new[value] for value in known}, known, declared)
        if unknown:
            yield asked(name, feed, unknown)
        if split:
            yield which(name, feed, {value: new[value] for value in split}, split)

    def _of_all(self, name: Column, known: Collection[str]) -> tuple[str, ...]:
        """The one value that all records have, where it is not known and says nothing of money taken back."""
        found = [(value, one.lines) for (column, value), one in self.values.items() if column == name]
        value, lines = found[0] if len(found) == 1 else ("", 0)
        return (value,) if 0 < lines == self._lines and value not in known and not lessens(value) else ()

    def _can_mean(self, name: Column, value: str, plain: Mapping[str, str], feed: Feed) -> tuple[str, ...]:
        """What a value can mean by its words, by signs, and by rows of sales beside those that have it."""
        one, header = self.values[name, value], feed.columns[name]
        declared: Mapping[str, str] = getattr(feed, _FIELDS[name])
        sold = [word for word, means in {**plain, **declared}.items() if means == "sale"]
        said = Said(value, plain[value], one.lines, one.taken, lambda: self._rows[name].matched(value, sold))
        return readings(said, _column(name, header), flag(header) if answer(value) else None)


def _column(name: Column, header: str) -> Column:
    """Whether a column says how far a sale is or of what type a record is: by its name."""
    return "status" if name == "status" or is_state(header) or is_delivery(header) or flag(header) else "kind"


def means(value: str, name: Column, header: str) -> str | None:
    """What a value means in a column of this name; of yes and no the name of the column says it."""
    yes, is_so = flag(header), answer(value)
    if yes is None or is_so is None:
        return meaning(value, _column(name, header))
    return ("not_sales" if yes == "cancelled" else "refunded") if is_so else "sale"


@cache
def _of_bills(kind: str) -> frozenset[str]:
    """Words of bills: types of a record that is one, states of one that is not paid, and of one that is overdue."""
    text = files("tillhouse").joinpath("data/bill_words.csv").read_text(encoding="utf-8")
    return frozenset(row["word"] for row in csv.DictReader(text.splitlines()) if row["kind"] == kind)
