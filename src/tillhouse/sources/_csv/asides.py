"""Rows of a delimited file that are no records, found again in its bytes: by the words that such rows begin with."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from tillhouse.sources._aside_rule import Rule
from tillhouse.sources._encoding import strange
from tillhouse.sources._total_words import COUNTED_WORDS, ENDS, NOTE_STARTS, STARTS

_ENDING = [*ENDS, *COUNTED_WORDS]
_ENDS = "|".join(_ENDING)
_RULES = ("-", "=", "_", "*", "+", "~")


def cells(text: str, delimiter: str, quote: str, width: int) -> list[str | None] | None:
    """The fields of one line, told by the csv module; None where it is not well formed.

    width: the number of columns. Of empty fields at the end no more are told: a line can hold millions.
    """
    words = {"quotechar": quote} if quote else {"quoting": csv.QUOTE_NONE}
    filled = len(text.rstrip(delimiter))
    try:
        rows = list(csv.reader([text[: filled + width]], delimiter=delimiter, strict=True, **words))
    except csv.Error:
        return None
    return list(rows[0]) if len(rows) == 1 else None


@dataclass(frozen=True)
class Finder:
    """Finds lines that are no records, whatever stands around them."""

    rule: Rule
    delimiter: str
    quote: str

    def count(self, data: bytes, taken: Iterable[tuple[int, int]]) -> int:
        """How many lines of the data are no records. taken: where records stand that have several lines."""
        spans = sorted(taken)
        return sum(self._is_aside(data, at) for at in self._candidates(data) if not _within(at, spans))

    def _is_aside(self, data: bytes, at: int) -> bool:
        end = data.find(b"\n", at)
        line = (data[at:] if end < 0 else data[at:end]).removesuffix(b"\r")
        if not line.strip(self._spaces) or strange(line):
            return False
        found = cells(line.decode(), self.delimiter, self.quote, len(self.rule.names))
        return found is not None and self.rule.kind(found) != ""

    @cached_property
    def _spaces(self) -> bytes:
        """What a line may hold that is no line of a record at all."""
        return b"\r " if self.delimiter == "\t" else b"\r \t"

    def _candidates(self, data: bytes) -> Iterator[int]:
        """Where lines begin that hold a word of such rows, or hold nothing."""
        text = pl.Series([data], dtype=pl.Binary).cast(pl.String)
        found = list(text.str.find_many(self._begins, ascii_case_insensitive=True)[0])
        if text.str.contains(_ENDS)[0]:
            found += list(text.str.find_many(_ENDING)[0])
        starts = {data.rfind(b"\n", 0, at + 1) + 1 for at in found}
        yield from starts | {each.start() + 1 for each in self._empty.finditer(data)} | {0}

    @cached_property
    def _begins(self) -> list[str]:
        """Beginnings of cells. Few different first characters make it several times as fast."""
        marks = dict.fromkeys(("", " ", self.quote, f"{self.quote} "))
        first = (self.rule.header[:1] or ("",))[0]
        lines = (*NOTE_STARTS, *_RULES, *((first,) if first else ()))
        return [
            *(
                f"{before}{mark}{word}"
                for word in STARTS
                for before in ("\n", self.delimiter)
                for mark in marks
            ),
            *(f"\n{mark}{word}" for word in lines for mark in ("", self.quote)),
        ]

    @cached_property
    def _empty(self) -> re.Pattern[bytes]:
        """Lines of nothing but delimiters, quotes and spaces."""
        return re.compile(
            rb"\n(?=[ \t\r" + re.escape(self.delimiter + self.quote).encode() + rb"]++(?:\n|\Z))"
        )


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < at < end for start, end in spans)
