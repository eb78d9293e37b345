"""What the values of a status or type column mean: known words decide, unknown ones that move money are asked."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files

import polars as pl

from tillhouse.booking.treatment import ANY
from tillhouse.evidence._back import Said, readings
from tillhouse.evidence._flags import answer, flag, is_delivery, is_state
from tillhouse.evidence._rows_beside import Rows
from tillhouse.evidence._values import WHOLE, line_money, money
from tillhouse.evidence._words import Column, lessens, meaning
from tillhouse.evidence.currencies import Sums, apart, code, named, told, whole
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.retail.sums import merged
from tillhouse.settings.feed import Feed
from tillhouse.settings.joins import is_back

_NAMED = 5
_SAID = {
    "return": "returns on rows of their own",
    "cancellation": "cancellations of sales on other rows",
    "refunded": "sales that were taken back",
    "not_sales": "no sales",
}
#: What a list of returned orders says of each.
_LISTED = {
    **dict.fromkeys(("yes", "y", "true", "1", "x", "ja", "j", "oui", "si", "sí", "sim"), "refunded"),
    **dict.fromkeys(("no", "n", "false", "0", "nein", "non", "não"), "sale"),
}
_FIELDS: Mapping[Column, str] = {"status": "statuses", "kind": "kinds"}
c = pl.col


@dataclass
class _Value:
    """Lines with a value. taken: those with a negative amount or quantity. turned: the sum of amounts without signs."""

    lines: int = 0
    amounts: Sums = field(default_factory=dict)
    taken: int = 0
    turned: Sums = field(default_factory=dict)

    def add(self, lines: int, amounts: Sums, taken: int, turned: Sums) -> None:
        self.lines, self.taken = self.lines + lines, self.taken + taken
        self.amounts, self.turned = merged(self.amounts, amounts), merged(self.turned, turned)

    @property
    def amount(self) -> Decimal:
        return whole(self.amounts)

    @property
    def moves_money(self) -> bool:
        return any(self.turned.values())


class Watch:
    """Adds up lines and money by the values of such a column."""

    wants = (
        *("invoice_no", "store", "sold_at", "stock_code", "status", "kind"),
        *("quantity", *WHOLE, "unit_price", "currency"),
    )
    sees_all = False

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self.values: dict[tuple[str, str], _Value] = defaultdict(_Value)
        self._rows: Mapping[str, Rows] = {name: Rows(feed) for name in _FIELDS}

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether there is such a column."""
        return bool({"status", "kind"} & feed.columns.keys())

    def add(self, lines: pl.DataFrame) -> None:
        """Add up a batch."""
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
        return bool(types & _of_bills("document") or states & _of_bills("overdue"))

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
        can_mean = {value: self._can_mean(name, value, plain, feed) for value in plain}
        can_mean |= {value: (word,) for value, word in listed.items()}
        can_mean |= dict.fromkeys(self._of_all(name, {*can_mean, *declared}), ("sale",))
        known = {value: words[0] for value, words in can_mean.items() if len(words) == 1}
        split = {
            value: words for value, words in can_mean.items() if len(words) > 1 and new[value].moves_money
        }
        unknown = {value: one for value, one in new.items() if value not in can_mean and one.moves_money}
        if known:
            yield _decided(name, field, feed, {value: new[value] for value in known}, known, declared)
        if unknown:
            yield _asked(name, feed, unknown)
        if split:
            yield _which(name, feed, {value: new[value] for value in split}, split)

    def _of_all(self, name: Column, known: Collection[str]) -> tuple[str, ...]:
        """The one value that all records have, where it is not known and says nothing of money taken back."""
        found = [(value, one) for (column, value), one in self.values.items() if column == name]
        if len(found) != 1 or found[0][0] in known or found[0][1].taken or lessens(found[0][0]):
            return ()
        return (found[0][0],)

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


def _which(
    name: str, feed: Feed, values: Mapping[str, _Value], words: Mapping[str, Collection[str]]
) -> Finding:
    """The question what values mean that can be read in two ways."""
    listed, total = _listed(values), _total(values)
    beside = [one.amounts for one in values.values()]
    said = ", ".join(
        f"{value!r} ({one.lines:,} lines, {told(one.amounts, beside)})" for value, one in listed[:_NAMED]
    )
    says = f"{feed.columns[name]} has values that can mean two things: {said}."
    first, other = (
        _reading(name, [(value, one, [*words[value]][at]) for value, one in listed]) for at in (0, 1)
    )
    return Finding(
        "status_split",
        says,
        total.lines,
        total.amount,
        first,
        other,
        is_question=True,
        about=name,
        currencies=apart(total.amounts),
    )


def _reading(name: str, chosen: Collection[tuple[str, _Value, str]]) -> Reading:
    meant = " and ".join(dict.fromkeys(_SAID.get(word, word) for _, _, word in chosen))
    signs = {"return": -1, "cancellation": -1}
    net = merged(
        *({of: signs.get(word, 0) * amount for of, amount in one.turned.items()} for _, one, word in chosen)
    )
    options = tuple(option(name, f"{value}={word}") for value, _, word in chosen)
    return Reading(f"they are {meant}", options, whole(net), apart(net))


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


@cache
def _of_bills(kind: str) -> frozenset[str]:
    """Words of bills: types of a record that is one, states of one that is not paid, and of one that is overdue."""
    text = files("tillhouse").joinpath("data/bill_words.csv").read_text(encoding="utf-8")
    return frozenset(row["word"] for row in csv.DictReader(text.splitlines()) if row["kind"] == kind)
