"""States within lists of a record beside its lines, such as those of payments: nothing reads them, and that is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import polars as pl

from tillhouse.evidence._extra import beside
from tillhouse.evidence._words import lessens
from tillhouse.evidence.finding import Finding
from tillhouse.retail.counts import number_of
from tillhouse.settings.feed import Feed

#: A text under a name for states, in JSON.
_STATE = r'"[^"]*(?:[sS]tate|[sS]tatus|technicalName)[^"]*"\s*:\s*"([^"]+)"'
c = pl.col


class Watch:
    """Counts records by such states that take a sale back, or say that there is none."""

    wants = ()
    sees_all = True

    def __init__(self, feed: Feed) -> None:
        self._lines = feed.lines
        self._found: Counter[tuple[str, str]] = Counter()

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether records hold lists, and no dialect says what they mean."""
        return bool(feed.lines) and not feed.dialect

    def add(self, lines: pl.DataFrame) -> None:
        """One batch of shaped lines."""
        for name, texts in beside(lines, lambda name: name != self._lines).items():
            lists = texts.filter(texts.str.starts_with("[").fill_null(value=False))
            states = lists.str.extract_all(_STATE).list.eval(pl.element().str.extract(_STATE)).list.unique()
            for state, records in states.explode().drop_nulls().value_counts().iter_rows():
                if lessens(state.casefold()):
                    self._found[name, state] += records

    def found(self, _feed: Feed) -> Iterator[Finding]:
        """The states, with the records that have them."""
        for (name, state), records in sorted(self._found.items()):
            says = (
                f"{name} says {state!r} of {number_of(records, 'record')}, and nothing reads it: they count as their "
                "other columns say. Leave them out of the file, or name a column that says it:  --column status=HEADER"
            )
            yield Finding("nested_states", says, records, about=name)
