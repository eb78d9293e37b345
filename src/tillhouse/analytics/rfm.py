"""Recency, frequency and monetary value: scores by quantile cut points, and the segments that rules give them.

A value scores 1 and one more for each cut point it lies above; the cut points are the 20, 40, 60 and 80 % quantiles
of the customers' values, each the smallest value that this many customers do not exceed (type 1 of Hyndman & Fan 1996,
*The American Statistician* 50(4)). Counted without cut points: 1 + the fifths of the customers that are worse. A
value that nobody exceeds scores 5, so that few customers, or many equal ones at the top, have a best. Equal values
share a score; nothing but counts of customers decides, so every engine agrees.

Scores in fifths follow Hughes, *Strategic Database Marketing* (1994). The rules are data: `data/rfm_segments.csv`,
or a file of that name in the lake's folder.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING

import polars as pl

from tillhouse.settings.own_files import OwnFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HIGHEST = 5
#: Column of `customer_rfm` by measure; of days since the last purchase fewer are better.
MEASURES: Mapping[str, str] = {"recency": "recency_days", "frequency": "frequency", "monetary": "monetary"}
FEWER_IS_BETTER = "recency"
#: The segment of customers of whose purchases nothing was left; they have no scores.
NOTHING_LEFT = "No Net Purchase"
_HEADER = ("segment", "r_low", "r_high", "f_low", "f_high", "m_low", "m_high", "meaning")


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


@lru_cache(maxsize=16)
def rules(own: OwnFile = OwnFile()) -> tuple[Rule, ...]:
    """The rules in their order; the first that fits decides. own: the shop's, which stand for those that ship.

    Raises `BadSetting` with file and line for a rule that cannot be read or never decides, or scores without one.
    """
    if own.declared:
        return _complete(own, tuple(_rule(own, number) for number in range(1, len(own.said))))
    text = files("tillhouse").joinpath("data/rfm_segments.csv").read_text(encoding="utf-8")
    rows = enumerate(csv.DictReader(text.splitlines()), start=1)
    return tuple(
        Rule(number, row["segment"], _range(row, "r"), _range(row, "f"), _range(row, "m"), row["meaning"])
        for number, row in rows
    )


def _range(row: Mapping[str, str], letter: str) -> tuple[int, int]:
    return int(row[f"{letter}_low"]), int(row[f"{letter}_high"])


def _rule(own: OwnFile, number: int) -> Rule:
    """The rule in a row of the shop's file."""
    header, cells = own.said[0], own.said[number]
    if header != list(_HEADER) or len(cells) != len(_HEADER):
        at = 0 if header != list(_HEADER) else number
        raise own.bad_row(
            at, f"{','.join(own.said[at])!r} was found.", f"The columns are {','.join(_HEADER)}."
        )
    row = dict(zip(_HEADER, cells, strict=True))
    for name, text in row.items():
        if name[1:] in ("_low", "_high") and not (text.isdecimal() and 1 <= int(text) <= HIGHEST):
            raise own.bad_row(number, f"{name} is {text!r}.", f"Scores are 1 to {HIGHEST}.")
    for letter in "rfm":
        if _range(row, letter)[0] > _range(row, letter)[1]:
            raise own.bad_row(number, f"{letter}_low is above {letter}_high.", "Exchange them.")
    if not row["segment"] or row["segment"] == NOTHING_LEFT:
        raise own.bad_row(number, f"a segment cannot be named {row['segment']!r}.", "Give it another name.")
    return Rule(number, row["segment"], _range(row, "r"), _range(row, "f"), _range(row, "m"), row["meaning"])


def _complete(own: OwnFile, found: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules, if each decides somewhere and every combination of scores has one."""
    decides = set()
    for scores in product(range(1, HIGHEST + 1), repeat=3):
        first = next((rule for rule in found if rule.fits(*scores)), None)
        if first is None:
            r, f, m = scores
            fault = f"no rule fits recency {r}, frequency {f}, monetary {m}."
            raise own.bad_row(len(own.said) - 1, fault, "Add a last rule from 1 to 5 in all three.")
        decides.add(first.number)
    for rule in found:
        if rule.number not in decides:
            fault = f"{rule.segment} never decides: rules above it fit all its scores."
            raise own.bad_row(rule.number, fault, "Move it up, or take it out.")
    return found


def rule_of(r: int, f: int, m: int, own: OwnFile = OwnFile()) -> Rule:
    """The first rule that fits; there is one for each of the 125 combinations."""
    return next(rule for rule in rules(own) if rule.fits(r, f, m))


def segments(own: OwnFile = OwnFile()) -> pl.DataFrame:
    """One row per combination of scores ``r``, ``f`` and ``m``: its ``segment``."""
    scores = list(product(range(1, HIGHEST + 1), repeat=3))
    found = [(r, f, m, rule_of(r, f, m, own).segment) for r, f, m in scores]
    schema = {"r": pl.Int64, "f": pl.Int64, "m": pl.Int64, "segment": pl.String}
    return pl.DataFrame(found, schema=schema, orient="row")


def score(value: str, by: Sequence[str], *, fewer_is_better: bool = False) -> pl.Expr:
    """The score, 1 to 5, of each row's ``value`` among the rows that are equal in ``by``."""
    values = pl.col(value)
    worse = values.rank("min", descending=fewer_is_better).over(*by).cast(pl.Int64) - 1
    best = (values.min() if fewer_is_better else values.max()).over(*by)
    fifths = worse * HIGHEST // pl.len().over(*by).cast(pl.Int64)
    return pl.when(values == best).then(pl.lit(HIGHEST, pl.Int64)).otherwise(fifths + 1)
