"""What the values of one column are, gathered batch by batch in memory that does not grow with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

import polars as pl

from tillhouse.sources._plain_numbers import plain_numbers

Kind = Literal["empty", "whole number", "number", "date", "time", "e-mail", "text"]
#: Different values that are counted one by one; of more, the rarest are dropped and the others are about right.
MOST_KINDS = 20_000
#: Where there are more kinds of values than that, quantiles are computed of that many values.
SAMPLE = 20_000
#: Of columns with more kinds, this is the number of hashes that tell how many there are.
_HASHES = 1_024
#: From this share on, what values look like is what they are.
_MOST = 0.95
_SIGN = r"(?:\p{Sc}|[A-Z]{3}|kr)?"
_PATTERNS: Mapping[Kind, str] = {
    "whole number": r"^\s*[+-]?\d+\s*$",
    "number": rf"^[(\s+\-−]*{_SIGN}\s*[+\-−]?\s*(?:\d[\d.,'’\s]*|[.,]\d+)\s*{_SIGN}%?[)\s\-−]*$",
    "date": r"^\s*(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:[T ].*)?$",
    "time": r"^\s*\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AaPp][Mm])?\s*$",
    "e-mail": r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$",
}
_SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass
class ColumnTally:
    """What is known of a column so far.

    decimal: the mark of its numbers, if known. rows, missing: records so far, and those without a value. values:
    different values and how often each was seen.
    """

    name: str
    decimal: str = ""
    rows: int = 0
    missing: int = 0
    values: pl.DataFrame = field(default_factory=lambda: _values())
    looks: dict[Kind, int] = field(default_factory=dict)
    dropped: bool = False
    hashes: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.UInt64))
    sample: pl.DataFrame = field(default_factory=lambda: _sample())

    def add(self, column: pl.Series) -> None:
        """One batch's values, as text."""
        counted = pl.DataFrame({"value": column}).drop_nulls().group_by("value").agg(count=pl.len())
        start, self.rows = self.rows, self.rows + len(column)
        self.missing += column.null_count()
        for kind, pattern in _PATTERNS.items():
            seen = counted.filter(pl.col("value").str.contains(pattern))["count"].sum()
            self.looks[kind] = self.looks.get(kind, 0) + int(seen)
        self.hashes = pl.concat([self.hashes, counted["value"].hash(7)]).unique().sort().head(_HASHES)
        self._keep(counted)
        places = pl.int_range(start, self.rows, eager=True, dtype=pl.UInt64).hash(11)
        drawn = pl.DataFrame({"value": column, "draw": places}).drop_nulls()
        self.sample = pl.concat([self.sample, drawn]).bottom_k(SAMPLE, by="draw")

    def _keep(self, counted: pl.DataFrame) -> None:
        both = pl.concat([self.values, counted.cast({"count": pl.Int64})])
        self.values = both.group_by("value").agg(pl.col("count").sum())
        if self.values.height > MOST_KINDS:
            self.dropped = True
            self.values = self.values.sort(["count", "value"], descending=[True, False]).head(MOST_KINDS // 2)

    @property
    def filled(self) -> int:
        """Records with a value."""
        return self.rows - self.missing

    @property
    def kind(self) -> Kind:
        """What nearly all values are."""
        if not self.filled:
            return "empty"
        return next((kind for kind in _PATTERNS if self.looks[kind] >= _MOST * self.filled), "text")

    @property
    def distinct(self) -> int:
        """How many different values there are, about where `dropped`."""
        if not self.dropped:
            return self.values.height
        return round((_HASHES - 1) / (int(self.hashes[-1]) / 2**64))

    def frequent(self, most: int) -> list[tuple[str, int]]:
        """The most frequent values with their numbers, the first by alphabet among equals."""
        ordered = self.values.sort(["count", "value"], descending=[True, False]).head(most)
        return list(ordered.iter_rows())

    def ends(self) -> tuple[str | None, str | None]:
        """The smallest and the largest value: numbers by size, other text by alphabet."""
        if self.kind in {"whole number", "number"}:
            known = self._numbers()
            if known.height:
                return _text(known["value"][0]), _text(known["value"][-1])
        ordered = self.values["value"].sort()
        return (str(ordered[0]), str(ordered[-1])) if len(ordered) else (None, None)

    def quantiles(self) -> dict[str, Decimal]:
        """Of numbers, the values below which 5, 25, 50, 75 and 95 of a hundred are; empty for other columns."""
        if self.kind not in {"whole number", "number"}:
            return {}
        known = self._numbers()
        if known.is_empty():
            return {}
        total = int(known["count"].sum())
        upto = known["count"].cum_sum()
        places = [int((upto < max(1, -(-total * round(share * 100) // 100))).sum()) for share in _SHARES]
        return {f"{share:.0%}": known["value"][place] for share, place in zip(_SHARES, places, strict=True)}

    def _numbers(self) -> pl.DataFrame:
        """Numbers in order with how often each is there: all of them, or a sample where they are too many."""
        among = self.sample.select("value", count=pl.lit(1, pl.Int64)) if self.dropped else self.values
        found = among.with_columns(value=as_numbers(among["value"], self.decimal)).drop_nulls()
        return found.group_by("value").agg(pl.col("count").sum()).sort("value")


def as_numbers(text: pl.Series, decimal: str = "") -> pl.Series:
    """Numbers as people write them, exact to six places; null where a value is none. decimal: the mark, if known."""
    return plain_numbers(text, decimal).cast(pl.Decimal(38, 6), strict=False)


def _text(number: Decimal) -> str:
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def _values() -> pl.DataFrame:
    return pl.DataFrame(schema={"value": pl.String, "count": pl.Int64})


def _sample() -> pl.DataFrame:
    return pl.DataFrame(schema={"value": pl.String, "draw": pl.UInt64})
