"""Which signs part thousands and decimals, decided from all numbers of a file together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from tillhouse.errors import AmbiguousReading
from tillhouse.retail.written.decimals import bared, pointed
from tillhouse.retail.written.nothing import NOTHING
from tillhouse.retail.written.numbers import FORM, READINGS

Marks = tuple[str, str]


def _key(marks: Marks) -> str:
    return f"decimal{marks[0]}thousands{marks[1]}"


@dataclass
class NumberTally:
    """What the values of one column say about the marks in numbers.

    pointed: the values were numbers, not text, in their file, so a point in them is the decimal point.
    cells: some of them may have been text, whose marks decide; numbers are then written with the same.
    """

    header: str
    pointed: bool = False
    cells: bool = False
    values: int = 0
    fits: Counter[Marks] = field(default_factory=Counter)
    marked: str = ""
    misfit: str = ""

    def add(self, column: pl.Series) -> None:
        """Count the values of one batch; nulls and words for nothing say nothing."""
        counted = column.drop_nulls().value_counts().rename({column.name: "value"})
        stripped = pl.col("value").str.strip_chars()
        counted = counted.filter(~stripped.str.to_lowercase().is_in(NOTHING))
        if not len(counted):
            return
        total = int(counted["count"].sum())
        self.values += total
        marked = counted.filter(~stripped.str.contains(r"^[+-]?[0-9]+$"))
        plain = total - int(marked["count"].sum())
        self.fits.update(dict.fromkeys(READINGS, plain))
        if len(marked):
            self._add_marked(marked)

    def _add_marked(self, marked: pl.DataFrame) -> None:
        tried = marked.with_columns(bared(marked["value"]).alias("bare")).with_columns(
            pointed(pl.col("bare"), *marks).str.contains(FORM).alias(_key(marks)) for marks in READINGS
        )
        if self.pointed:
            points = pl.col("value").str.contains(".", literal=True)
            tried = tried.with_columns(pl.col(_key(marks)) & ~points for marks in READINGS if marks[1] == ".")
        value = pl.col("value")
        number = value.str.contains(r"^-?[0-9]+[.][0-9]+$") & self.cells
        if self.cells:
            tried = tried.with_columns(pl.col(_key(marks)) | number for marks in READINGS)
        fits = {marks: pl.col(_key(marks)) for marks in READINGS}
        two = ~number & ((fits[".", ""] & fits[",", "."]) | (fits[",", ""] & fits[".", ","]))
        found = tried.select(
            *(pl.col("count").filter(fit).sum().alias(_key(marks)) for marks, fit in fits.items()),
            value.filter(two).min().alias("two"),
            value.filter(~pl.any_horizontal(fits.values())).min().alias("none"),
        ).row(0, named=True)
        self.fits.update({marks: found[_key(marks)] for marks in READINGS})
        self.marked = self.marked or found["two"] or ""
        self.misfit = self.misfit or found["none"] or ""

    def confidence(self, marks: Marks) -> float:
        """The share of values that are numbers with these marks."""
        return self.fits[marks] / self.values if self.values else 1.0


def marks(
    file: str,
    tallies: Iterable[NumberTally],
    decimal: str | None,
    thousands: str | None,
    saved: Marks | None = None,
) -> Marks:
    """The marks that most numbers of the file fit. Raises `AmbiguousReading` when two readings fit as many.

    saved: those of a feed, which numbers without marks keep.
    """
    tallies = list(tallies)
    possible = [m for m in READINGS if decimal in {None, m[0]} and thousands in {None, m[1]}]
    if not possible:
        return decimal or ".", thousands or ""
    total = {m: sum(tally.fits[m] for tally in tallies) for m in possible}
    most = max(total.values())
    best = [m for m in possible if total[m] == most]
    undecided = next((tally for tally in tallies if tally.marked), None)
    if undecided and len({m[0] for m in best}) == 2 and total[best[0]] > 0:
        raise AmbiguousReading(
            _undecided(undecided),
            f"Say which:  tillhouse open {file} --decimal .\nOr:  tillhouse open {file} --decimal ,",
        )
    return saved if saved in best else best[0]


def _undecided(tally: NumberTally) -> str:
    value = tally.marked.strip()
    mark = "," if "," in value else "."
    whole, part = value.replace(mark, ""), value.replace(mark, ".")
    return (
        f"Cannot tell the decimal mark in column {tally.header}: all numbers of the file fit both readings.\n"
        f"  {value} is {whole} (the mark groups thousands) or {part} (the mark is the decimal point)."
    )
