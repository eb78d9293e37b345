"""What names the currency and the country of a file's sales: counted while it is read, then decided.

In this order: a column of currencies, signs and codes in amounts, the names of the columns of amounts, and the country
of nearly all lines. Where they name several currencies, nothing is decided; where nothing names one, none is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tillhouse.retail.countries import resolve
from tillhouse.retail.country_facts import facts
from tillhouse.retail.counts import number_of
from tillhouse.retail.currency_signs import Sign, in_name, sign, standard_currency
from tillhouse.retail.written.white import WHITE

if TYPE_CHECKING:
    import polars as pl

#: Columns of amounts.
MONEY = (
    *("unit_price", "amount", "gross_amount", "discount", "tax"),
    *("shipping", "order_discount", "order_tax", "tip", "fee", "refund", "order_total"),
)
#: The share of lines with one country from which on it is taken for that of the shop.
NEARLY_ALL = 0.9
_FREE_OF_SIGNS = r"^[\s0-9.,'’+\-−()]*$"
_BESIDE = r"[0-9.,'’+\-−()%\s\x{A0}\x{202F}\x{2009}]+"
_LONGEST = 6
_KEPT = 50


@dataclass(frozen=True)
class Named:
    """How many lines name what. column: values of a column of currencies. signs: what stands beside amounts.

    names: by currency, the column of amounts whose name holds it. countries: as received.
    """

    column: Counter[str] = field(default_factory=Counter)
    signs: Counter[str] = field(default_factory=Counter)
    names: Mapping[str, str] = field(default_factory=dict)
    countries: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Named) -> Named:
        return Named(
            self.column + other.column,
            self.signs + other.signs,
            {**self.names, **other.names},
            self.countries + other.countries,
        )

    @property
    def country(self) -> tuple[str, str, float]:
        """Code, name and share of the country of nearly all lines that have one; empty where there is none."""
        found: Counter[tuple[str, str]] = Counter()
        for text, lines in self.countries.items():
            one = resolve(text)
            found[one.code or "", one.standard_name] += lines
        if not found:
            return "", "", 0.0
        (code, name), lines = found.most_common(1)[0]
        share = lines / found.total()
        return (code, name, share) if code and share >= NEARLY_ALL else ("", "", share)

    @property
    def currency(self) -> Decided:
        """The currency of lines that name none themselves."""
        code, name, share = self.country
        stated = self._stated(code)
        if len(stated) > 1:
            return Decided("", "", f"{' and '.join(sorted(stated.values()))} name different currencies")
        if stated:
            return Decided(*next(iter(stated.items())))
        if self.column or self.signs:
            return Decided("", self._unclear())
        local = facts(code).currency if code else None
        why = f"{int(share * 100)}% of the lines with a country are of {name}"
        return Decided(local, why) if local else Decided("", "")

    @property
    def stated(self) -> frozenset[str]:
        """The currencies that amounts, or the names of their columns, may be in."""
        known = [one for text in self.signs if (one := sign(text))]
        return frozenset({*self.names, *(code for one in known for code in one.possible)})

    @property
    def words(self) -> str:
        """The same as the file writes it."""
        return " and ".join(sorted({*self.names, *self.signs}))

    def _stated(self, country: str) -> dict[str, str]:
        """Each currency that a column, a sign or a name states, and where it does.

        A sign of several currencies stands for itself where it can be none of those that are stated.
        """
        codes: Counter[str] = Counter()
        for text, lines in self.column.items():
            if sign(text):
                codes[standard_currency(text)] += lines
        found = {code: f"the column {header}" for code, header in self.names.items()}
        several: dict[str, str] = {}
        for text, lines in self.signs.items():
            if one := sign(text):
                meant = self._meant(one, country, codes)
                (found if meant else several).setdefault(
                    meant or text, f"{text} in {number_of(lines, 'amount')}"
                )
        found |= self._others(several, {*found, *codes})
        if len(codes) == 1 or set(found) - set(codes):
            found |= {
                code: f"the currency column, {code} in {number_of(n, 'line')}" for code, n in codes.items()
            }
        elif codes:
            return {}  # each line says its own
        return found

    def _others(self, several: Mapping[str, str], stated: Collection[str]) -> dict[str, str]:
        """Of signs of several currencies, those that can be none of the stated ones, or none of each other."""
        known = {text: {*one.possible} for text in several if (one := sign(text))}
        groups = [*({code} for code in stated), *known.values()]
        apart = [text for text, own in known.items() if any(own.isdisjoint(other) for other in groups)]
        return {text: several[text] for text in apart}

    def _meant(self, one: Sign, country: str, codes: Iterable[str]) -> str:
        """What a sign means beside a name or a column that says one of its currencies."""
        said = {*self.names, *codes}
        return next((code for code in one.possible if code in said), one.meant(country))

    def _unclear(self) -> str:
        several = [text for text in self.signs if (one := sign(text)) and not one.alone]
        return f"{several[0]} stands for several currencies" if several else ""


@dataclass(frozen=True)
class Decided:
    """A currency, empty for none, and why. split: what names several, where nothing can be decided."""

    currency: str
    why: str
    split: str = ""


class NamingTally:
    """Counts what names a currency or a country, batch by batch."""

    def __init__(self, mapped: Mapping[str, str]) -> None:
        self.mapped = mapped
        headers = [mapped[name] for name in MONEY if name in mapped]
        self._money = tuple(dict.fromkeys(headers))
        self._names = {code: header for header in self._money if (code := in_name(header)[0])}
        self._column, self._signs, self._countries = Counter[str](), Counter[str](), Counter[str]()

    def add(self, frame: pl.DataFrame) -> None:
        """One batch's frame."""
        for header in self._money:
            self._signs += _beside(frame[header])
        for name, tally in (("currency", self._column), ("country", self._countries)):
            if name in self.mapped:
                tally.update(_stripped(_values(frame[self.mapped[name]])))
                _cut(tally)

    @property
    def named(self) -> Named:
        """What was counted."""
        return Named(self._column, self._signs, self._names, self._countries)


def _values(text: pl.Series) -> dict[str, int]:
    """How often each text occurs; missing and blank ones do not count."""
    rows = text.drop_nulls().value_counts().iter_rows()
    return {value: lines for value, lines in rows if value}


def _stripped(values: Mapping[str, int]) -> Counter[str]:
    """The same without blanks around each text."""
    found: Counter[str] = Counter()
    for text, lines in values.items():
        found[text.strip(WHITE)] += lines
    del found[""]
    return found


def _cut(tally: Counter[str]) -> None:
    """Keep a tally small where a column holds anything but countries or currencies."""
    if len(tally) > 100 * _KEPT:
        for text, _ in tally.most_common()[10 * _KEPT :]:
            del tally[text]


def _beside(text: pl.Series) -> Counter[str]:
    """What stands before or behind the digits of amounts, as far as it is a sign or a code of a currency."""
    marked = text.drop_nulls().alias("text").value_counts(name="lines")
    marked = marked.filter(~marked["text"].str.contains(_FREE_OF_SIGNS))
    if not len(marked):
        return Counter()
    beside = marked.with_columns(marked["text"].str.replace_all(_BESIDE, " ").str.strip_chars())
    short = beside.filter(beside["text"].str.len_chars() <= _LONGEST)
    found: Counter[str] = Counter()
    for sign_of, lines in short.select("text", "lines").iter_rows():
        if sign_of and sign(sign_of):
            found[sign_of] += lines
    return found
