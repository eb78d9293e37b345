"""Detection, the same for every format: the meaning of columns from their names, the reading from all values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import polars as pl

from tillhouse.dialects import Dialect
from tillhouse.errors import AmbiguousReading, Leaning, UnmappedHeader
from tillhouse.retail.counts import number_of
from tillhouse.settings.feed import DateOrder, Feed
from tillhouse.sources import _headers
from tillhouse.sources._beside import MoneyBeside
from tillhouse.sources._date_signs import DateSigns
from tillhouse.sources._dates import DateTally
from tillhouse.sources._looks import Looks
from tillhouse.sources._meant import SAVED, meant
from tillhouse.sources._naming import NamingTally
from tillhouse.sources._nobody import NobodyTally
from tillhouse.sources._numbers import NumberTally, marks
from tillhouse.sources._offers import offers
from tillhouse.sources._reading import Evidence, Reading

_NUMBERS = ("quantity", "unit_price", "amount")
#: Below this share of fitting values a column does not have the meaning its name says.
LEAST_FITTING = 0.5
_EXAMPLES = 3


class Profile:
    """Gathers what all batches of a file say, in memory that does not grow with the file."""

    def __init__(
        self,
        file: str,
        header: Sequence[str],
        hints: Feed,
        fixed: Collection[str],
        pointed: Collection[str] = (),
        *,
        known: Mapping[str, Dialect],
    ) -> None:
        self.file, self.header, self.hints, self.fixed = file, tuple(header), hints, frozenset(fixed)
        self.known, self.pointed, self.settled = known, frozenset(pointed), False
        self.cells = False
        self.mapped: dict[str, str] = {}
        self.records = 0
        self.raw: Counter[str] = Counter()
        self.missing: Counter[str] = Counter()
        self.examples: dict[str, tuple[str, ...]] = {}
        self.numbers: dict[str, NumberTally] = {}
        self.dates = DateTally("")
        self.signs = DateSigns()
        self.naming = NamingTally({})
        self.beside = MoneyBeside(())
        self.kept: dict[str, str] = {}
        self.nobody = NobodyTally(hints.nobody)

    @property
    def columns(self) -> tuple[str, ...]:
        """The header names that detection looks at."""
        return tuple(dict.fromkeys(self.mapped.values()))

    def add(self, frame: pl.DataFrame) -> None:
        """One batch's frame."""
        self.records += len(frame)
        if frame["problem"].null_count() < len(frame):
            bad = frame.filter(pl.col("problem").is_not_null())["problem"]
            self.raw.update(bad.to_list())
            frame = frame.filter(pl.col("problem").is_null())
        if len(frame) and not self.settled:
            self.look(frame)
        for name in self.columns:
            self.missing[name] += frame[name].null_count()
            if len(self.examples.get(name, ())) < _EXAMPLES:
                self._add_examples(name, frame[name])
        for canonical, tally in self.numbers.items():
            tally.add(frame[self.mapped[canonical]])
        if self.settled:
            self.dates.add(frame[self.mapped["sold_at"]])
            if self.dates.is_undecided:
                self.signs.add(frame)
            self.naming.add(frame)
            self.beside.add(frame)
            if customer := self.mapped.get("customer_id"):
                self.nobody.add(frame[customer])

    def look(self, frame: pl.DataFrame | None) -> None:
        """Decide what columns mean: from their names and these first values, or from names alone."""
        whole = None if frame is None else frame.filter(pl.col("problem").is_null())
        looks = None if whole is None or whole.is_empty() else Looks(whole, self.header)
        self.hints = meant(self.file, self.header, self.hints, self.fixed, self.known, looks)
        self.mapped = dict(self.hints.columns)
        numbers = {c: self.mapped[c] for c in _NUMBERS if c in self.mapped}
        self.numbers = {c: NumberTally(name, name in self.pointed, self.cells) for c, name in numbers.items()}
        self.dates = DateTally(self.mapped["sold_at"], self.hints.date_format)
        self.signs = DateSigns(self.header, self.mapped["sold_at"], self.mapped.get("invoice_no", ""))
        self.naming = NamingTally(self.mapped)
        taken = {*self.mapped.values(), *self.hints.added}
        beside = [name for name in self.header if name not in taken]
        self.beside = MoneyBeside([name for name in beside if name not in self.hints.own])
        if looks is not None:
            self.beside.look(looks)
            self.kept = offers(looks, beside)
        self.settled = True

    def _add_examples(self, name: str, column: pl.Series) -> None:
        new = column.head(1000).drop_nulls().unique(maintain_order=True).head(_EXAMPLES).to_list()
        self.examples[name] = tuple(dict.fromkeys((*self.examples.get(name, ()), *new)))[:_EXAMPLES]

    def reading(self, facts: Sequence[str], **format_words: Any) -> Reading:
        """The decisions. Raises `AmbiguousReading` or `UnmappedHeader` when the values do not decide or fit."""
        if not self.settled:
            self.look(None)
        feed = replace(self.hints, columns=self.mapped, **format_words)
        evidence = tuple(self._plain_evidence(canonical) for canonical in self.mapped)
        if self.records > sum(self.raw.values()):
            feed, evidence = self._decided(feed)
        if "currency" not in self.fixed:
            feed = replace(feed, currency=self.naming.named.currency.currency or self.hints.currency)
        feed = replace(feed, country=self.naming.named.country[0] or self.hints.country)
        taken = {*self.mapped.values(), *feed.added}
        unmapped = tuple(name for name in self.header if name not in taken)
        return Reading(
            feed,
            self.records,
            self.header,
            unmapped,
            evidence,
            tuple(facts),
            self._warnings(),
            dict(self.raw),
            self.naming.named,
            beside={name: total for name, total in self.beside.sums.items() if total},
            kept=self.kept,
        )

    def _warnings(self) -> tuple[str, ...]:
        if not self.records:
            return (f"{self.file} has no records.",)
        return tuple(
            f"{number_of(count, 'record')} cannot be split or decoded: {why}."
            for why, count in self.raw.items()
        )

    def _decided(self, feed: Feed) -> tuple[Feed, tuple[Evidence, ...]]:
        known = "date_order" in self.fixed or bool(feed.date_format)
        if feed.date_format and not {"date_order", SAVED} & self.fixed:
            self.dates.months.refuse_format(self.dates.header, self.file, feed.date_format)
        order = feed.date_order if known else self._order()
        decimal = feed.decimal if "decimal" in self.fixed else None
        thousands = feed.thousands if "thousands" in self.fixed else None
        saved = (self.hints.decimal, self.hints.thousands) if SAVED in self.fixed else None
        found = marks(self.file, self.numbers.values(), decimal, thousands, saved)
        if known and self.dates.is_undecided:
            self.dates.signs = " · ".join(self._signs().get(cast(Any, order), ()))
        elif known:
            self.dates.signs = self._language_signs().get(cast(Any, order), "")
        feed = replace(feed, date_order=order, decimal=cast(Any, found[0]), thousands=cast(Any, found[1]))
        evidence = []
        for canonical in self.mapped:
            one = self._plain_evidence(canonical)
            if canonical == "sold_at":
                one = replace(one, confidence=self.dates.confidence(order), why=self.dates.why(order))
            if canonical in self.numbers:
                one = replace(one, confidence=self.numbers[canonical].confidence(found))
            self._refuse_misfit(one)
            evidence.append(one)
        return feed, tuple(evidence)

    def _order(self) -> DateOrder:
        """The order of dates that values decide. Raises `AmbiguousReading`, with what else speaks for one of them."""
        try:
            order = self.dates.order(self.file)
            return self.hints.date_order if SAVED in self.fixed and self._is_as_saved(order) else order
        except AmbiguousReading as error:
            if error.is_open and not self.dates.is_undecided:
                leans = self._language_signs()
                error.leans = next(iter(leans)) if len(leans) == 1 else None
                error.message = "\n".join(
                    (error.message, *(f"  {order}: {said}." for order, said in leans.items()))
                )
            elif error.is_open:
                said = {order: words for order, words in self._signs().items() if words}
                error.leans = next(iter(said)) if len(said) == 1 else None
                lines = [f"  {order}: {' · '.join(words)}." for order, words in said.items()]
                error.message = "\n".join((error.message, *lines))
            raise

    def _is_as_saved(self, order: DateOrder) -> bool:
        """Whether a saved order reads the same: names of months alone, or what Croatian dates may be besides."""
        if self.hints.date_order == "croatian":
            return order in {"year-first", "day-first"} and not self.dates.months.differs
        return (
            self.dates.has_only_names
            and self.hints.date_order in {"month-first", "day-first"}
            and order == "year-first"
        )

    def _language_signs(self) -> Mapping[Leaning, str]:
        """What else speaks for a language of months that are not the same in all."""
        if not self.dates.months.differs:
            return {}
        currency = self.naming.named.currency.currency or self.hints.currency
        signs = self.dates.months.signs(self.header, currency)
        orders: Mapping[str, Leaning] = {"Croatian": "croatian", "other": self.dates.as_named}
        return {orders[language]: said for language, said in signs.items()}

    def _signs(self) -> Mapping[Leaning, Sequence[str]]:
        """What else speaks for an order of dates."""
        try:
            decimal = marks(self.file, self.numbers.values(), None, None)[0]
        except AmbiguousReading:
            decimal = ""
        return self.signs.of(decimal, self.naming.named.currency.currency or self.hints.currency)

    def _plain_evidence(self, canonical: str) -> Evidence:
        name = self.mapped[canonical]
        whole = self.records - sum(self.raw.values())
        share = self.missing[name] / whole if whole else 0.0
        why = "no column holds codes: the description is the code" if self._borrowed(canonical) else ""
        why = self.nobody.why() if canonical == "customer_id" else why
        return Evidence(canonical, name, self.examples.get(name, ()), share, 1.0, why)

    def _borrowed(self, canonical: str) -> bool:
        return canonical == "stock_code" and self.mapped.get("description") == self.mapped[canonical]

    def _refuse_misfit(self, one: Evidence) -> None:
        if one.confidence >= LEAST_FITTING:
            return
        kind = "dates" if one.canonical == "sold_at" else "numbers"
        misfit = self.dates.misfit if kind == "dates" else self.numbers[one.canonical].misfit
        example = misfit or next(iter(one.examples), "")
        if kind == "dates":
            _headers.refuse_without_year(self.file, one.header, example)
        words = f"{kind} that can be read" + (f" {one.why}" if kind == "dates" else "")
        raise UnmappedHeader(
            f"Column {one.header} of {self.file} is named like {one.canonical}, but only {one.confidence:.0%} of its "
            f"values are {words}, unlike {example!r}.",
            f"Name another column:  tillhouse open {self.file} --column {one.canonical}=HEADER",
        )
