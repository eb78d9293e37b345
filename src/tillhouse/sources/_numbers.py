"""Which signs part thousands and decimals, decided from all numbers of a file together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from tillhouse.errors import AmbiguousReading

Marks = tuple[str, str]
#: Decimal mark and thousands mark; of equally good ones the first is taken.
READINGS: tuple[Marks, ...] = (
    (".", ""),
    (",", ""),
    (".", ","),
    (",", "."),
    (".", " "),
    (",", " "),
    (".", "'"),
    (",", "'"),
)


def _pattern(decimal: str, thousands: str) -> str:
    d, plain = f"[{decimal}]", r"[0-9]+"
    grouped = f"[1-9][0-9]{{0,2}}(?:[{thousands}][0-9]{{3}})+|" if thousands else ""
    return rf"^[+-]?(?:(?:{grouped}{plain})(?:{d}[0-9]*)?|{d}[0-9]+)$"


@dataclass
class NumberTally:
    """What the values of one column say about the marks in numbers.

    pointed: the values were numbers, not text, in their file, so a point in them is the decimal point.
    """

    header: str
    pointed: bool = False
    values: int = 0
    fits: Counter[Marks] = field(default_factory=Counter)
    marked: str = ""
    misfit: str = ""

    def add(self, column: pl.Series) -> None:
        """Count the values of one batch; nulls say nothing."""
        text = column.drop_nulls()
        if not len(text):
            return
        self.values += len(text)
        counted = text.value_counts().rename({column.name: "value"})
        stripped = pl.col("value").str.strip_chars()
        marked = counted.filter(~stripped.str.contains(r"^[+-]?[0-9]+$"))
        plain = len(text) - int(marked["count"].sum())
        tried = marked.with_columns(
            stripped.str.contains(_pattern(*marks)).alias(str(place)) for place, marks in enumerate(READINGS)
        )
        points = pl.col("value").str.contains(".", literal=True)
        for place, marks in enumerate(READINGS):
            fits = pl.col(str(place)) & ~points if self.pointed and marks[1] == "." else pl.col(str(place))
            self.fits[marks] += plain + int(tried.filter(fits)["count"].sum())
        unsure = tried.filter(~points) if self.pointed else tried
        two = unsure.filter(pl.col("0") & pl.col("3") | pl.col("1") & pl.col("2"))["value"]
        self.marked = self.marked or str(two.min() or "")
        none = tried.filter(~pl.any_horizontal(str(place) for place in range(len(READINGS))))["value"]
        self.misfit = self.misfit or str(none.min() or "")

    def confidence(self, marks: Marks) -> float:
        """The share of values that are numbers with these marks."""
        return self.fits[marks] / self.values if self.values else 1.0


def marks(file: str, tallies: Iterable[NumberTally], decimal: str | None, thousands: str | None) -> Marks:
    """The marks that most numbers of the file fit. Raises `AmbiguousReading` when two readings fit as many."""
    tallies = list(tallies)
    possible = [m for m in READINGS if decimal in {None, m[0]} and thousands in {None, m[1]}]
    if not possible:
        return decimal or ".", thousands or ""
    total = {m: sum(tally.fits[m] for tally in tallies) for m in possible}
    most = max(total.values())
    best = [m for m in possible if total[m] == most]
    undecided = next((tally for tally in tallies if tally.marked), None)
    if undecided and len({m[0] for m in best}) == 2 and total[best[0]] > 0:
        raise AmbiguousReading(_undecided(undecided), f"Say which:  tillhouse open {file} --decimal .")
    return best[0]


def _undecided(tally: NumberTally) -> str:
    value = tally.marked.strip()
    mark = "," if "," in value else "."
    whole, part = value.replace(mark, ""), value.replace(mark, ".")
    return (
        f"Cannot tell the decimal mark in column {tally.header}: all numbers of the file fit both readings.\n"
        f"  {value} is {whole} (the mark groups thousands) or {part} (the mark is the decimal point)."
    )
