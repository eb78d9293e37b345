"""Which part of a date comes first, decided from all values of a column and never guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from tillhouse.errors import AmbiguousReading
from tillhouse.retail.calendar import MONTHS
from tillhouse.retail.counts import number_of
from tillhouse.settings.feed import DateOrder

#: Of the values that decide, the share that may contradict: those are quarantined one by one.
CONTRADICTING = 0.01
_CLOCK = r"(?:[ ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?: ?[APap][Mm])?)?"
_ISO_CLOCK = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?: ?[APap][Mm])?(?:Z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = rf"^(\d{{4}})([-/.])(\d{{1,2}})[-/.](\d{{1,2}}){_ISO_CLOCK}$"
_COMPACT = rf"^((?:19|20|21)\d{{2}})()(\d{{2}})(\d{{2}}){_CLOCK}$"
_YEAR_LAST = rf"^(\d{{1,2}})([-/.])(\d{{1,2}})[-/.](\d{{4}}|\d{{2}}){_CLOCK}$"
_IN_WORDS: Mapping[DateOrder, str] = {
    "year-first": "year first",
    "month-first": "month first",
    "day-first": "day first",
    "excel-serial": "Excel day numbers",
    "epoch-s": "seconds since 1970",
    "epoch-ms": "milliseconds since 1970",
}


def _day_exists(month: pl.Expr, day: pl.Expr) -> pl.Expr:
    short = month.is_in([4, 6, 9, 11])
    last = pl.when(month == 2).then(29).when(short).then(30).otherwise(31)
    return (month.is_between(1, 12) & (day >= 1) & (day <= last)).fill_null(value=False)


def _parts(pattern: str, groups: Sequence[int]) -> list[pl.Expr]:
    found = pl.col("text").str.extract_groups(pattern)
    return [
        found.struct.field(str(group)).cast(pl.Int32, strict=False).alias(f"part{group}") for group in groups
    ]


def _year_last(values: pl.DataFrame) -> pl.DataFrame:
    """Adds ``part1`` and ``part3``, the numbers before the year, and whether each order can read them."""
    first, second = pl.col("part1"), pl.col("part3")
    month_first, day_first = _day_exists(first, second), _day_exists(second, first)
    parted = values.with_columns(_parts(_YEAR_LAST, (1, 3)))
    return parted.with_columns(month_first.alias("month-first"), day_first.alias("day-first"))


def _others() -> dict[str, pl.Expr]:
    """Per other date order, whether a value can be read in it."""
    number = pl.when(pl.col("text").str.contains(r"^\d{1,13}(?:\.\d{1,12})?$")).then(pl.col("text"))
    value = number.cast(pl.Float64, strict=False)
    compact = _day_exists(*_parts(_COMPACT, (3, 4)))
    return {
        "year-first": _day_exists(*_parts(_YEAR_FIRST, (3, 4))) | compact,
        "excel-serial": value.is_between(1, 109_574).fill_null(value=False),
        "epoch-s": value.is_between(1e8, 7.2e9).fill_null(value=False) & ~compact,
        "epoch-ms": value.is_between(1e11, 7.2e12).fill_null(value=False),
    }


@dataclass
class DateTally:
    """What the values of one column say about the order of their dates."""

    header: str
    values: int = 0
    fits: Counter[str] = field(default_factory=Counter)
    both: int = 0
    decides: dict[str, str] = field(default_factory=dict)
    unsure: str = ""
    misfit: str = ""

    def add(self, column: pl.Series) -> None:
        """Count the values of one batch; nulls say nothing."""
        text = column.drop_nulls()
        if not len(text):
            return
        counted = text.value_counts().rename({column.name: "value"})
        tried = _year_last(counted.with_columns(pl.col("value").str.strip_chars().alias("text")))
        rest = tried.filter(pl.col("part1").is_null()).with_columns(**_others())
        self.values += len(text)
        month_first, day_first = pl.col("month-first"), pl.col("day-first")
        tried = tried.with_columns(
            both=month_first & day_first, neither=pl.col("part1").is_not_null() & ~_either()
        )
        found = _weighed(tried, ("month-first", "day-first", "both", "neither"))
        if len(rest):
            rest = rest.with_columns(neither=~pl.any_horizontal(list(_others())))
            found |= _weighed(rest, (*_others(), "neither"))
        self.both += found.pop("both")
        self.fits.update(found)
        self._keep_examples(text, tried, rest)

    def _keep_examples(self, text: pl.Series, tried: pl.DataFrame, rest: pl.DataFrame) -> None:
        for order, other in (("month-first", "day-first"), ("day-first", "month-first")):
            if order not in self.decides and self.fits[order] > self.both:
                only = tried.filter(pl.col(order) & ~pl.col(other))["value"]
                self.decides |= {order: _first(text, only)} if len(only) else {}
        if not self.unsure and self.both:
            both = tried.filter("both")
            telling = both.filter(pl.col("part1") != pl.col("part3"))["value"]
            self.unsure = _first(text, telling if len(telling) else both["value"])
        if not self.misfit and self.fits["neither"]:
            among = [
                frame.filter("neither")["value"] for frame in (tried, rest) if "neither" in frame.columns
            ]
            self.misfit = _first(text, pl.concat(among))

    def order(self, file: str) -> DateOrder:
        """The order that the values decide. Raises `AmbiguousReading` when they do not."""
        month_only, day_only = self.fits["month-first"] - self.both, self.fits["day-first"] - self.both
        slashed = month_only + day_only + self.both
        others = [order for order in _IN_WORDS if order not in {"month-first", "day-first"}]
        best = max(others, key=lambda order: self.fits[order])
        if self.fits[best] >= slashed:
            return best
        if month_only == day_only == 0:
            raise AmbiguousReading(
                self._undecided(), f"Say which:  tillhouse open {file} --date-order day-first"
            )
        less, more = sorted((month_only, day_only))
        if less > CONTRADICTING * (less + more):
            raise AmbiguousReading(
                self._contradiction(month_only, day_only),
                f"Say which, the others are quarantined:  tillhouse open {file} --date-order day-first",
            )
        return "month-first" if month_only > day_only else "day-first"

    def why(self, order: DateOrder) -> str:
        """The decision and the value that decided it."""
        words, decider = _IN_WORDS[order], self.decides.get(order)
        return f"{words}: {decider.split()[0]} decides" if decider else words

    def confidence(self, order: DateOrder) -> float:
        """The share of values that can be read in the order."""
        return self.fits[order] / self.values if self.values else 1.0

    def _undecided(self) -> str:
        count = (
            f"all {self.values:,} values fit"
            if 1 < self.both == self.values
            else number_of(self.both, "value fits", "values fit")
        )
        count = "the only value fits" if self.values == 1 else count
        first, second, _ = self.unsure.split()[0].replace("-", "/").replace(".", "/").split("/")
        month_first = f"{MONTHS[int(first) - 1]} {int(second)}"
        day_first = f"{int(first)} {MONTHS[int(second) - 1]}"
        return (
            f"Cannot tell day from month in column {self.header}: {count} both readings.\n"
            f"  {self.unsure.split()[0]} is {day_first} (day first) or {month_first} (month first)."
        )

    def _contradiction(self, month_only: int, day_only: int) -> str:
        return (
            f"Column {self.header} mixes two orders of dates: {number_of(month_only, 'value')} can only be month first "
            f"({self.decides['month-first']}), {day_only:,} only day first ({self.decides['day-first']})."
        )


def _weighed(values: pl.DataFrame, marks: Sequence[str]) -> dict[str, int]:
    """Per mark, how many values of the column have it."""
    return values.select(pl.col("count").filter(pl.col(mark)).sum().alias(mark) for mark in marks).row(
        0, named=True
    )


def _either() -> pl.Expr:
    return pl.col("month-first") | pl.col("day-first")


def _first(text: pl.Series, among: pl.Series) -> str:
    """The value of ``among`` that comes first in the column."""
    return str(text[int(text.is_in(among.implode()).arg_max() or 0)])
