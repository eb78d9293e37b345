"""Recency, frequency and monetary value: scores by quantile cut points, and the segments that rules give them.

A value scores 1 and one more for each cut point it lies above; the cut points are the 20, 40, 60 and 80 % quantiles
of the customers' values, each the smallest value that this many customers do not exceed (type 1 of Hyndman & Fan 1996,
*The American Statistician* 50(4)). Counted without cut points: 1 + the fifths of the customers that are worse. A
value that nobody exceeds scores 5, so that few customers, or many equal ones at the top, have a best. Equal values
share a score; nothing but counts of customers decides, so every engine agrees.

Scores in fifths follow Hughes, *Strategic Database Marketing* (1994). The rules are data: `data/rfm_segments.csv`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HIGHEST = 5
#: Column of `customer_rfm` by measure; of days since the last purchase fewer are better.
MEASURES: Mapping[str, str] = {"recency": "recency_days", "frequency": "frequency", "monetary": "monetary"}
FEWER_IS_BETTER = "recency"
#: The segment of customers of whose purchases nothing was left; they have no scores.
NOTHING_LEFT = "No Net Purchase"


@dataclass(frozen=True)
class Rule:
    """Scores that make a segment: ranges of recency, frequency and monetary score, both ends included."""

    number: int
    segment: str
    recency: tuple[int, int]
    frequency: tuple[int, int]
    monetary: tuple[int, int]
    meaning: str

    def fits(self, r: int, f: int, m: int) -> bool:
        """Whether these scores lie in its ranges."""
        ranges = (self.recency, self.frequency, self.monetary)
        return all(low <= score <= high for score, (low, high) in zip((r, f, m), ranges, strict=True))


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in their order; the first that fits decides."""
    text = files("tillhouse").joinpath("data/rfm_segments.csv").read_text(encoding="utf-8")
    rows = enumerate(csv.DictReader(text.splitlines()), start=1)
    return tuple(
        Rule(number, row["segment"], _range(row, "r"), _range(row, "f"), _range(row, "m"), row["meaning"])
        for number, row in rows
    )


def _range(row: Mapping[str, str], letter: str) -> tuple[int, int]:
    return int(row[f"{letter}_low"]), int(row[f"{letter}_high"])


def rule_of(r: int, f: int, m: int) -> Rule:
    """The first rule that fits; there is one for each of the 125 combinations."""
    return next(rule for rule in rules() if rule.fits(r, f, m))


def segments() -> pl.DataFrame:
    """One row per combination of scores ``r``, ``f`` and ``m``: its ``segment``."""
    scores = list(product(range(1, HIGHEST + 1), repeat=3))
    found = [(*each, rule_of(*each).segment) for each in scores]
    schema = {"r": pl.Int64, "f": pl.Int64, "m": pl.Int64, "segment": pl.String}
    return pl.DataFrame(found, schema=schema, orient="row")


def score(value: str, by: Sequence[str], *, fewer_is_better: bool = False) -> pl.Expr:
    """The score, 1 to 5, of each row's ``value`` among the rows that are equal in ``by``."""
    values = pl.col(value)
    worse = values.rank("min", descending=fewer_is_better).over(*by).cast(pl.Int64) - 1
    best = (values.min() if fewer_is_better else values.max()).over(*by)
    fifths = worse * HIGHEST // pl.len().over(*by).cast(pl.Int64)
    return pl.when(values == best).then(pl.lit(HIGHEST, pl.Int64)).otherwise(fifths + 1)
