"""How a feed's files usually are, and how a new one departs from that: a habit that changes changes figures.

What a delivery held is kept with it, small: per column the records without a value, and the values of those columns
that say what a record is. Values of other columns are not kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING

from tillhouse.retail.counts import number_of
from tillhouse.settings.feed import Feed

if TYPE_CHECKING:
    import polars as pl

#: Meanings whose values are kept: each new one may be read wrong.
_TELLING = ("status", "kind", "currency", "channel")
#: Different values that are kept of a column; one with more says nothing by a new one.
MOST_VALUES = 50
#: By how much the share of records without a value has to rise, and in how many records, to be named.
_JUMP, _FEW = 0.2, 10
#: Standard deviations that chance does not reach.
_CHANCE = 4


@dataclass
class Habits:
    """What the records of one delivery, or of several, hold.

    columns: by name, the records of the deliveries that have the column, and those of them without a value. values: by
    meaning, what was there; None where that were too many.
    """

    records: int = 0
    columns: dict[str, tuple[int, int]] = field(default_factory=dict)
    values: dict[str, set[str] | None] = field(default_factory=dict)

    def add(self, frame: pl.DataFrame, header: Sequence[str], feed: Feed) -> None:
        """One batch of a file."""
        self.records += frame.height
        for name in header:
            self._count(name, frame.height, frame[name].null_count())
        for meaning in _TELLING:
            column = feed.columns.get(meaning)
            if column is not None and column in header:
                self._meet(
                    meaning, {str(text).strip().casefold() for text in frame[column].drop_nulls().unique()}
                )

    def join(self, kept: str) -> None:
        """A delivery, as it is kept."""
        one = json.loads(kept)
        self.records += one["records"]
        for name, missing in one["missing"].items():
            self._count(name, one["records"], missing)
        for meaning, values in one["values"].items():
            self._meet(meaning, None if values is None else set(values))

    def _count(self, name: str, records: int, missing: int) -> None:
        rows, without = self.columns.get(name, (0, 0))
        self.columns[name] = rows + records, without + missing

    def _meet(self, meaning: str, new: set[str] | None) -> None:
        old = self.values.get(meaning, set())
        both = None if old is None or new is None else old | new
        self.values[meaning] = both if both is not None and len(both) <= MOST_VALUES else None

    @property
    def kept(self) -> str:
        """One delivery as it is kept."""
        missing = {name: without for name, (_, without) in self.columns.items()}
        values = {meaning: None if one is None else sorted(one) for meaning, one in self.values.items()}
        return json.dumps({"records": self.records, "missing": missing, "values": values}, ensure_ascii=False)


def together(kept: Iterable[str]) -> Habits:
    """The habits of several deliveries, as they are kept."""
    found = Habits()
    for one in kept:
        found.join(one)
    return found


def departures(now: Habits, usual: Habits, last: Habits) -> list[str]:
    """How a delivery departs from the earlier ones of its feed and from the last of them; a sentence for each way."""
    if not usual.records or not now.records:
        return []
    gone = [name for name in last.columns if name not in now.columns]
    come = [name for name in now.columns if name not in usual.columns]
    return [
        *([f"{_columns(gone)} not there any more: {', '.join(gone)}."] if gone else []),
        *([f"{_columns(come)} new: {', '.join(come)}."] if come else []),
        *_new_values(now, usual),
        *_emptier(now, usual),
    ]


def _columns(names: Sequence[str]) -> str:
    return number_of(len(names), "column is", "columns are")


def _new_values(now: Habits, usual: Habits) -> list[str]:
    found = []
    for meaning, values in now.values.items():
        known = usual.values.get(meaning)
        if values and known and (new := sorted(values - known)):
            found.append(f"The {meaning} {', '.join(new)} was never there before.")
    return found


def _emptier(now: Habits, usual: Habits) -> list[str]:
    """Columns whose share of missing values rose by more than a fifth, and by more than chance explains."""
    found = []
    for name, (records, missing) in now.columns.items():
        rows, without = usual.columns.get(name, (0, 0))
        if not rows or records < _FEW:
            continue
        before, share = without / rows, missing / records
        chance = _CHANCE * sqrt(max(before * (1 - before), 1 / rows) / records)
        if share - before > max(_JUMP, chance):
            found.append(f"{name} is missing in {share:.0%} of the records, before in {before:.0%}.")
    return found
