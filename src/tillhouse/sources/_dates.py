"""Which part of a date comes first, decided from all values of a column and never guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from tillhouse.errors import AmbiguousReading, Leaning
from tillhouse.retail.calendar import MONTHS
from tillhouse.retail.counts import number_of
from tillhouse.retail.written.datetimes import counted, in_plain_forms, moment_of, parted, read
from tillhouse.retail.written.moments import forms, in_digits, named
from tillhouse.retail.written.nothing import NOTHING
from tillhouse.settings.feed import DateOrder
from tillhouse.sources._month_words import MonthWords
from tillhouse.sources._short_years import ShortYears

#: Of the values that decide, the share that may contradict: those are quarantined one by one.
CONTRADICTING = 0.01
#: Among the orders that values fit: a month with a name, which any order of text reads.
_NAMED = "named"
#: Day numbers from 1980 to 2099. Others may be dates without marks, such as 10524: a person has to say what they are.
_RECENT, _DAYS = "recent day number", (29_221, 73_050)
_OTHERS = ("year-first", "excel-serial", "epoch-s", "epoch-ms", _NAMED)
#: Numbers with dots between them: the day stands first wherever dates are written so, see `_date_signs`.
_DOTS = r"^\d{1,2}\. ?\d{1,2}\. ?\d"
_TEXTS = ("year-first", "month-first", "day-first", "croatian")
_IN_WORDS: Mapping[DateOrder, str] = {
    "year-first": "year first",
    "month-first": "month first",
    "day-first": "day first",
    "croatian": "day first, names of months are Croatian",
    "excel-serial": "Excel day numbers",
    "epoch-s": "seconds since 1970",
    "epoch-ms": "milliseconds since 1970",
}


def _year_last(values: pl.DataFrame) -> pl.DataFrame:
    """Adds the two numbers before the year, and whether each order can read them."""
    found = values.with_columns(
        pl.lit(None, pl.Int32).alias("first"),
        pl.lit(None, pl.Int32).alias("second"),
        *(pl.lit(value=False).alias(order) for order in ("month-first", "day-first")),
    )
    for form in in_digits("month-first"):
        rest = found["first"].is_null()
        if not rest.any():
            break
        parts = counted(parted(found["text"].filter(rest), form))
        swapped = parts.with_columns(month="day", day="month")
        read = parts.select(first="month", second="day").with_columns(
            moment_of(parts, "").is_not_null().alias("month-first"),
            moment_of(swapped, "").is_not_null().alias("day-first"),
        )
        if rest.all():
            found = found.with_columns(read)
            continue
        found = found.with_columns(found[name].scatter(rest.arg_true(), read[name]) for name in read.columns)
    return found


def _others(values: pl.DataFrame) -> pl.DataFrame:
    """Adds per other date order, and for months with names, whether a value can be read so."""
    text = values["text"]
    year_first = read(text, in_digits("year-first")).is_not_null()
    number = pl.when(pl.col("text").str.contains(r"^\d{1,13}(?:[.,]\d{1,15})?$")).then(pl.col("text"))
    value = number.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    compact = pl.col("year-first") & number.is_not_null() & pl.col("text").str.contains("^(?:19|20|21)")
    return values.with_columns(
        (year_first & (text.str.len_bytes() >= len("20240301"))).alias("year-first"),
        read(text, named()).is_not_null().alias(_NAMED),
    ).with_columns(
        value.is_between(1, 109_574).fill_null(value=False).alias("excel-serial"),
        value.is_between(*_DAYS).fill_null(value=False).alias(_RECENT),
        (value.is_between(1e8, 7.2e9).fill_null(value=False) & ~compact).alias("epoch-s"),
        value.is_between(1e11, 7.2e12).fill_null(value=False).alias("epoch-ms"),
        (pl.col("year-first") & (number.is_null() | compact)).alias("year-first"),
    )


@dataclass
class DateTally:
    """What the values of one column say about the order of their dates. layout: a format that a person gave."""

    header: str
    layout: str = ""
    values: int = 0
    fits: Counter[str] = field(default_factory=Counter)
    both: int = 0
    decides: dict[str, str] = field(default_factory=dict)
    unsure: str = ""
    misfit: str = ""
    short: ShortYears = field(default_factory=ShortYears)
    months: MonthWords = field(default_factory=MonthWords)
    dotted: int = 0
    signs: str = ""

    def add(self, column: pl.Series) -> None:
        """Count the values of one batch; nulls and words for nothing say nothing."""
        text = column.drop_nulls()
        counted = text.value_counts().rename({column.name: "value"})
        counted = counted.with_columns(pl.col("value").str.strip_chars().alias("text"))
        counted = counted.filter(~pl.col("text").str.to_lowercase().is_in(NOTHING))
        if not len(counted):
            return
        self.values += int(counted["count"].sum())
        if self.layout:
            self._add_formatted(counted)
            return
        counted = counted.with_columns(in_plain_forms(counted["text"]))
        tried = _year_last(counted)
        rest = tried.filter(pl.col("first").is_null())
        self.short.add(tried.filter(pl.col("first").is_not_null())["text"])
        month_first, day_first = pl.col("month-first"), pl.col("day-first")
        tried = tried.with_columns(
            both=month_first & day_first, neither=pl.col("first").is_not_null() & ~_either()
        )
        found = _weighed(tried, ("month-first", "day-first", "both", "neither"))
        if len(rest):
            rest = _others(rest).with_columns(neither=~pl.any_horizontal(_OTHERS))
            found["neither"] += int(rest.filter("neither")["count"].sum())
            found |= _weighed(rest, (*_OTHERS, _RECENT))
            if found[_NAMED]:
                self.months.add(rest.filter(_NAMED))
        self.both += found.pop("both")
        self.dotted += int(tried.filter(pl.col("both") & pl.col("text").str.contains(_DOTS))["count"].sum())
        self.fits.update(found)
        self._keep_examples(text, tried, rest)

    def _add_formatted(self, counted: pl.DataFrame) -> None:
        fits = read(counted["text"], forms(self.layout)).is_not_null()
        self.months.add(counted.filter(fits))
        self.fits[self.layout] += int(counted["count"].filter(fits).sum())
        self.misfit = self.misfit or next(iter(counted["value"].filter(~fits)), "")

    def _keep_examples(self, text: pl.Series, tried: pl.DataFrame, rest: pl.DataFrame) -> None:
        for order, other in (("month-first", "day-first"), ("day-first", "month-first")):
            if order not in self.decides and self.fits[order] > self.both:
                only = tried.filter(pl.col(order) & ~pl.col(other))["value"]
                self.decides |= {order: _first(text, only)} if len(only) else {}
        if not self.unsure and self.both:
            both = tried.filter("both")
            telling = both.filter(pl.col("first") != pl.col("second"))["value"]
            self.unsure = _first(text, telling if len(telling) else both["value"])
        if not self.misfit and self.fits["neither"]:
            among = [
                frame.filter("neither")["value"] for frame in (tried, rest) if "neither" in frame.columns
            ]
            self.misfit = _first(text, pl.concat(among))

    @property
    def is_undecided(self) -> bool:
        """Whether each date so far that ends with its year can be read both ways."""
        return self.both > 0 and self.fits["month-first"] == self.fits["day-first"] == self.both

    @property
    def has_only_names(self) -> bool:
        """Whether all dates that can be read have a month with a name."""
        return self.values - self.fits["neither"] == self.fits[_NAMED] > 0

    @property
    def as_named(self) -> Leaning:
        """The order of the other dates, where months with names are Polish or Czech."""
        return "day-first" if self.fits["day-first"] > self.fits["year-first"] else "year-first"

    def decided(self, file: str) -> DateOrder:
        """The order that the values decide, or that dots between numbers do. Raises `AmbiguousReading`."""
        try:
            return self.order(file)
        except AmbiguousReading as error:
            if not error.is_open or self.dotted < self.both:
                raise
            return "day-first"

    def order(self, file: str) -> DateOrder:
        """The order that the values decide. Raises `AmbiguousReading` when they do not."""
        order = self._of_numbers(file)
        if order not in {"year-first", "day-first"} or not self.fits[_NAMED]:
            return order
        language = self.months.language()
        if self.months.differs and not language:
            self.months.refuse(self.header, file, order)
        return "croatian" if language == "Croatian" else order

    def _of_numbers(self, file: str) -> DateOrder:
        month_only, day_only = self.fits["month-first"] - self.both, self.fits["day-first"] - self.both
        slashed = month_only + day_only + self.both
        others = [order for order in _IN_WORDS if order not in {"month-first", "day-first", "croatian"}]
        fits = {**self.fits, "excel-serial": self.fits[_RECENT]}
        best = max(others, key=lambda order: fits.get(order, 0))
        if fits.get(best, 0) >= slashed:
            return best
        self.short.refuse(self.header, file)
        if month_only == day_only == 0:
            either = AmbiguousReading(
                self._undecided(),
                f"Say which:  tillhouse open {file} --date-order day-first\n"
                f"Or:  tillhouse open {file} --date-order month-first",
            )
            either.is_open = True
            raise either
        less, more = sorted((month_only, day_only))
        if less > CONTRADICTING * (less + more):
            raise AmbiguousReading(
                self._contradiction(month_only, day_only),
                f"Say which, the others are quarantined:  tillhouse open {file} --date-order day-first",
            )
        return "month-first" if month_only > day_only else "day-first"

    def why(self, order: DateOrder) -> str:
        """The decision and the value that decided it."""
        if self.layout:
            return f"written as {self.layout}"
        if self.signs and order == "croatian":
            return f"months have Croatian names: {self.signs}"
        if self.fits[_NAMED] and not self.fits[order] and order != "croatian":
            return f"months have names: {self.signs}" if self.signs else "months have names"
        words, decider = _IN_WORDS[order], self.decides.get(order)
        if not decider and self.signs:
            return f"{words}: {self.signs}"
        return f"{words}: {decider.split()[0]} decides" if decider else words

    def confidence(self, order: DateOrder) -> float:
        """The share of values that can be read in the order; a month with a name can be in any."""
        fits = self.fits[self.layout or order]
        fits += (
            self.fits["day-first"] + self.fits["year-first"] if order == "croatian" and not self.layout else 0
        )
        fits += self.fits[_NAMED] if order in _TEXTS and not self.layout else 0
        return fits / self.values if self.values else 1.0

    def _undecided(self) -> str:
        count = (
            f"all {self.values:,} values fit"
            if 1 < self.both == self.values
            else number_of(self.both, "value fits", "values fit")
        )
        count = "the only value fits" if self.values == 1 else count
        first, second, *_ = re.findall("[0-9]+", self.unsure)
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
