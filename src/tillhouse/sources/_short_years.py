"""Years of two digits that may stand first: 24-03-31 is 31 March 2024, or 24 March 2031."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from tillhouse.errors import AmbiguousReading
from tillhouse.retail.calendar import MONTHS
from tillhouse.retail.written.datetimes import read
from tillhouse.retail.written.moments import forms

_FORM = r"^(\d{2})[-/.](\d{2})[-/.](\d{2})(?:\D.*)?$"
_YEAR_FIRST = "%y-%m-%d"


@dataclass
class ShortYears:
    """What stands first and last in dates of three numbers of two digits, as long as all may have their year first."""

    firsts: set[str] = field(default_factory=set)
    lasts: set[str] = field(default_factory=set)
    example: str = ""
    other: bool = False

    def add(self, text: pl.Series) -> None:
        """Distinct, trimmed dates of one batch that end with their year, as far as anybody reads them so."""
        if self.other or not len(text):
            return
        parts = text.str.extract_groups(_FORM).struct.unnest()
        joined = parts.select(pl.concat_str(parts.columns, separator="-")).to_series()
        self.other = joined.null_count() > 0 or read(joined, forms(_YEAR_FIRST)).null_count() > 0
        self.firsts |= {*parts["1"].drop_nulls()}
        self.lasts |= {*parts["3"].drop_nulls()}
        self.example = self.example or str(text.min())

    def refuse(self, header: str, file: str) -> None:
        """Raise `AmbiguousReading` where the number that stands first changes less often than the one that stands last.

        Days change more often than years.
        """
        if self.other or len(self.firsts) >= len(self.lasts):
            return
        first, month, last = (int(self.example[n : n + 2]) for n in (0, 3, 6))
        name = MONTHS[month - 1]
        mark = self.example[2]
        raise AmbiguousReading(
            f"Cannot tell year from day in column {header}: {self.example} is {last} {name} {2000 + first} (year first)"
            f" or {first} {name} {2000 + last} (day first).",
            f'Say which:  tillhouse open {file} --date-format "%y{mark}%m{mark}%d"  (or --date-order day-first)',
        )
