"""What can be measured of ledger lines, and how each kind says itself in words.

Sum      adds up money, units or lines; its parts add up to the whole over every dimension
Count    counts different orders or customers; one that is in two cells counts in both
Ratio    a metric over another: both are added up first, then divided; never a mean of ratios
Change   a metric in a period against the month or the year before
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import narwhals as nw

Measure = Literal["amount", "gross_amount", "discounted", "tax", "quantity", "lines"]
Counted = Literal["orders", "customers"]
Which = Literal["all", "new", "returning", "repeat"]
Back = Literal["month", "year"]
Buyers = Literal["all", "known", "anonymous"]

#: The kinds of customers that are counted.
KINDS: tuple[Which, ...] = ("all", "new", "returning", "repeat")
_UNITS: dict[str, str] = {
    "amount": "money",
    "gross_amount": "money",
    "discounted": "money",
    "tax": "money",
    "quantity": "units",
    "lines": "lines",
}
#: Measures that are no column of lines, in words.
_MEASURED: dict[str, str] = {"discounted": "what was taken off"}
_COUNTED = {"orders": "invoices of a feed", "customers": "customers"}
_WHICH = {
    "all": "",
    "new": ", whose first such line ever in the currency, in whatever country, lies in the period",
    "returning": ", whose first such line ever in the currency lies outside the period: before it, where it is one span"
    " of time",
    "repeat": ", who have two or more invoices with such lines in the period",
}
_BUYERS = {"all": "", "known": "of identified customers", "anonymous": "without a customer"}
_NOT_ADDED = {
    "orders": "Over nothing: an invoice with lines in two cells counts in both.",
    "customers": "Over nothing, time included: a customer who buys in two months counts in both.",
}
_NEW_ADDED = (
    "Over periods that do not overlap, within a currency: a customer is new once in each. Over nothing else: a new"
    " customer who buys two products counts in both."
)
_TAX = "As delivered: prices are taken as the feed gives them, with or without tax."


@dataclass(frozen=True)
class Lines:
    """Which ledger lines are measured: those of a fate, of some events and line types, of some buyers.

    events, line_types: none given are all.
    """

    fate: str = "loaded"
    events: tuple[str, ...] = ()
    line_types: tuple[str, ...] = ()
    buyers: Buyers = "all"

    def holds(self) -> nw.Expr:
        """What a line must satisfy, over columns `fate`, `event`, `line_type` and, for some buyers, `known`."""
        found = nw.col("fate") == self.fate
        if self.events:
            found = found & nw.col("event").is_in(list(self.events))
        if self.line_types:
            found = found & nw.col("line_type").is_in(list(self.line_types))
        if self.buyers != "all":
            found = found & (nw.col("known") if self.buyers == "known" else ~nw.col("known"))
        return found

    @property
    def words(self) -> str:
        """The lines in words: ``loaded lines, event sale, line type product``."""
        parts = [f"{self.fate} lines"]
        parts += [f"event {' or '.join(self.events)}"] if self.events else []
        parts += [f"line type {' or '.join(self.line_types)}"] if self.line_types else []
        parts += [_BUYERS[self.buyers]] if self.buyers != "all" else []
        return ", ".join(parts)


@dataclass(frozen=True)
class Sum:
    """What some lines add up to. sign: -1 turns money that came back into a positive number.

    own_unit: of a column of the shop's own, its unit.
    """

    of: Measure | str
    lines: Lines = Lines()
    sign: Literal[1, -1] = 1
    own_unit: str = ""

    @property
    def unit(self) -> str:
        """``money``, ``units`` or ``lines``."""
        return self.own_unit or _UNITS[self.of]

    @property
    def words(self) -> str:
        """The formula in words."""
        what = "number of" if self.of == "lines" else f"sum of {_MEASURED.get(self.of, self.of)} over"
        return f"{'minus the ' if self.sign < 0 else ''}{what} {self.lines.words}"

    @property
    def adds_up(self) -> str:
        """Over what its values add up."""
        within = ", within a currency" if self.unit == "money" else ""
        return f"Over every dimension{within}."


@dataclass(frozen=True)
class Count:
    """How many different orders or customers some lines are of. which: those customers among them."""

    of: Counted
    lines: Lines
    which: Which = "all"

    @property
    def unit(self) -> str:
        """``orders`` or ``customers``."""
        return self.of

    @property
    def words(self) -> str:
        """The formula in words."""
        return f"different {_COUNTED[self.of]} among {self.lines.words}{_WHICH[self.which]}"

    @property
    def adds_up(self) -> str:
        """Over what its values add up."""
        if self.which == "new":
            return _NEW_ADDED
        return _NOT_ADDED[self.of]


@dataclass(frozen=True)
class Ratio:
    """A metric over another, both added up first."""

    numerator: Metric
    denominator: Metric

    @property
    def unit(self) -> str:
        """``share``, or such as ``money per order``."""
        above, below = self.numerator.unit, self.denominator.unit
        return "share" if above == below else f"{above} per {below.removesuffix('s')}"

    @property
    def words(self) -> str:
        """The formula in words."""
        return f"{self.numerator.name} / {self.denominator.name}; none where that is 0"

    @property
    def adds_up(self) -> str:
        """Over what its values add up."""
        return "Over nothing: numerator and denominator are added up, then divided."


@dataclass(frozen=True)
class Change:
    """A metric in a period, less and over what it was a month or a year before."""

    of: Metric
    back: Back

    @property
    def unit(self) -> str:
        """A share of what it was before: 0.1 is ten in a hundred more."""
        return "share"

    @property
    def words(self) -> str:
        """The formula in words."""
        return (
            f"({self.of.name} − {self.of.name} of the {self.back} before) / {self.of.name} of the {self.back} before;"
            " none where that is unknown or not above 0"
        )

    @property
    def adds_up(self) -> str:
        """Over what its values add up."""
        return "Over nothing: it compares two periods."


Part = Sum | Count
Formula = Sum | Count | Ratio | Change


@dataclass(frozen=True)
class Metric:
    """One metric. excludes: what a reader may expect in it and does not find."""

    name: str
    meaning: str
    excludes: str
    formula: Formula

    @property
    def unit(self) -> str:
        """``money``, ``units``, ``lines``, ``orders``, ``customers``, ``share``, or one per another."""
        return self.formula.unit

    @property
    def tax_basis(self) -> str:
        """Whether tax is in its money, as far as sales lines can tell; ``none`` where it holds no money."""
        return _TAX if any(part.unit == "money" for part in self.parts) else "none"

    @property
    def parts(self) -> tuple[Part, ...]:
        """The sums and counts it is made of."""
        return tuple(dict.fromkeys(_parts(self.formula)))

    @property
    def coverage(self) -> str:
        """The lines it is about, in words."""
        return "; ".join(dict.fromkeys(part.lines.words for part in self.parts))

    def definition(self) -> dict[str, str]:
        """Everything that is declared about it, by word."""
        return {
            "name": self.name,
            "meaning": self.meaning,
            "unit": self.unit,
            "tax_basis": self.tax_basis,
            "formula": self.formula.words,
            **self._quotient(),
            "excludes": self.excludes,
            "adds_up": self.formula.adds_up,
            "covers": self.coverage,
        }

    def _quotient(self) -> dict[str, str]:
        if not isinstance(self.formula, Ratio):
            return {}
        return {"numerator": self.formula.numerator.name, "denominator": self.formula.denominator.name}


def _parts(formula: Formula) -> Iterator[Part]:
    if isinstance(formula, Ratio):
        yield from _parts(formula.numerator.formula)
        yield from _parts(formula.denominator.formula)
    elif isinstance(formula, Change):
        yield from _parts(formula.of.formula)
    else:
        yield formula
