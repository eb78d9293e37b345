"""How a feed's files usually are, and how a new one departs from that: a habit that changes changes figures.

What a delivery held is kept with it, small: per column the records without a value, and the values of those columns
that say what a record is. Values of other columns are not kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import sqrt

import polars as pl

from tillhouse.evidence.currencies import apart, told, whole
from tillhouse.evidence.finding import Finding
from tillhouse.evidence.spread import PREFIX, TELLING, Spread, letters
from tillhouse.retail.counts import number_of
from tillhouse.retail.sums import merged
from tillhouse.settings.feed import Feed

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
        for meaning in TELLING:
            column = feed.columns.get(meaning)
            if column is not None and column in header:
                self._meet(
                    meaning, {str(text).strip().casefold() for text in frame[column].drop_nulls().unique()}
                )
        number = feed.columns.get("invoice_no")
        if number is not None and number in header:
            begins = frame.select(pl.col(number).unique()).select(letters(pl.col(number)).drop_nulls())
            self._meet(PREFIX, {*begins.to_series()} - {one.lower() for one in feed.prefixes})

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


def of_feed(deliveries: pl.DataFrame, feed: str) -> tuple[Habits, Habits]:
    """What the files of a feed hold, all together, and the last of them. deliveries: rows of that table."""
    rows = deliveries.filter(feed=feed, kind="file").sort("taken_at", "delivery")
    kept = rows["habits"].drop_nulls().to_list()
    return together(kept), together(kept[-1:])


def departures(now: Habits, usual: Habits, last: Habits, spread: Spread | None = None) -> list[Finding]:
    """How a delivery departs from the earlier ones of its feed and from the last of them.

    spread: lines and money of the delivery, where they are known.
    """
    if not usual.records or not now.records:
        return []
    columns = [
        Finding("columns", f"{_columns(names)} {what}: {', '.join(names)}.", now.records)
        for names, what in (
            ([name for name in last.columns if name not in now.columns], "not there any more"),
            (unseen(now, usual), "new"),
        )
        if names
    ]
    return [*columns, *_new_values(now, usual, spread), *_emptier(now, usual, spread)]


def unseen(now: Habits, usual: Habits) -> list[str]:
    """Columns that no earlier delivery had."""
    return [name for name in now.columns if name not in usual.columns]


def _columns(names: Sequence[str]) -> str:
    return number_of(len(names), "column is", "columns are")


def _new_values(now: Habits, usual: Habits, spread: Spread | None) -> Iterator[Finding]:
    for meaning, values in now.values.items():
        known = usual.values.get(meaning)
        if not values or known is None or not (new := sorted(values - known)):
            continue
        counted = [
            spread.values[meaning, value] for value in new if spread and (meaning, value) in spread.values
        ]
        lines, amounts = sum(one.lines for one in counted), merged(*(one.amounts for one in counted))
        of_lines = f" ({number_of(lines, 'line')}, {told(amounts)})" if counted else ""
        if meaning == PREFIX:
            what = f"Numbers of orders begin with {', '.join(new).upper()}, which none did before{of_lines}."
        else:
            what = f"The {meaning} {', '.join(new)} was never there before{of_lines}."
        yield Finding(
            "new_values",
            what,
            lines,
            whole(amounts) if counted else None,
            about=meaning,
            values=tuple(new),
            currencies=apart(amounts),
        )


def _emptier(now: Habits, usual: Habits, spread: Spread | None) -> Iterator[Finding]:
    """Columns whose share of missing values rose by more than a fifth, and by more than chance explains."""
    for name, (records, missing) in now.columns.items():
        rows, without = usual.columns.get(name, (0, 0))
        if not rows or records < _FEW:
            continue
        before, share = without / rows, missing / records
        chance = _CHANCE * sqrt(max(before * (1 - before), 1 / rows) / records)
        if share - before > max(_JUMP, chance):
            amounts = spread.amounts_without(name) if spread else None
            of_lines = f" ({told(amounts)})" if amounts is not None else ""
            says = f"{name} is missing in {share:.0%} of the records{of_lines}, before in {before:.0%}."
            amount = None if amounts is None else whole(amounts)
            yield Finding("missing", says, missing, amount, about=name, currencies=apart(amounts or {}))
