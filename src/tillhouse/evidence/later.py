"""A later delivery of a feed: what its values say against the saved reading, and how it departs from earlier files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tillhouse.evidence import further_columns
from tillhouse.evidence.finding import VALUES, Finding, Findings
from tillhouse.evidence.habits import Habits, departures, unseen
from tillhouse.evidence.spread import Spread
from tillhouse.evidence.weighing import Weighing, is_fixed
from tillhouse.settings.feed import Feed
from tillhouse.shaping import ENDING, Shaper
from tillhouse.sources import Opened, source_of

if TYPE_CHECKING:
    import polars as pl


class Later:
    """Evidence of one delivery, gathered while it is taken in; nothing is weighed of the first of a feed.

    usual, last: what the deliveries before it hold, and the last of them.
    """

    def __init__(self, feed: Feed, usual: Habits, last: Habits) -> None:
        self._feed, self._usual, self._last = feed, usual, last
        self._weighing = Weighing(feed) if usual.records else None
        self._spread = Spread(feed) if usual.records else None
        self.habits = Habits()

    def add(self, frame: pl.DataFrame, header: Sequence[str]) -> None:
        """One batch of records."""
        self.habits.add(frame, header, self._feed)

    def add_lines(self, lines: pl.DataFrame) -> None:
        """The lines of some records, as they are shaped."""
        if self._weighing is not None:
            self._weighing.add(lines)
        self.add_spread(lines)

    def add_spread(self, lines: pl.DataFrame) -> None:
        """The same, where only departures are asked for."""
        if self._spread is not None:
            self._spread.add(lines)

    def departures(self, file: Opened) -> Findings:
        """How the delivery departs from earlier ones; what new columns of it would mean."""
        found = departures(self.habits, self._usual, self._last, self._spread)
        new = unseen(self.habits, self._usual) if self._usual.records else []
        meant = further_columns.found(file, self._feed, new) if new else []
        return (*found, *(one for one in meant if one.key not in self._feed.agreed))

    def findings(self, file: Opened) -> Findings:
        """All that the delivery says against its feed and against earlier files."""
        if self._weighing is None:
            return ()
        return (*self.departures(file), *against(self._feed, self._weighing.found()))


def against(feed: Feed, findings: Iterable[Finding]) -> Findings:
    """Those of a delivery that say something else than the feed, and that nobody agreed to.

    Lines of values that the feed does not know wait in quarantine, so no figure is wrong by them.
    """
    return tuple(_of_values(one, feed) if one.name in VALUES else one for one in of_saved(feed, findings))


def _of_values(found: Finding, feed: Feed) -> Finding:
    """New values of a column: they wait, unless no value of it has a meaning so far. Then they would all be sales."""
    if feed.kinds if found.about == "kind" else feed.statuses:
        return replace(found, says=f"{found.says} Such lines wait in quarantine.", is_question=False)
    return replace(found, is_question=bool(found.amount))


def of_saved(feed: Feed, findings: Iterable[Finding]) -> Findings:
    """Findings of a saved feed: where one proposes another reading of other money, a person has to decide."""
    return tuple(
        replace(one, is_question=one.is_question if one.name in VALUES else _differs(one))
        for one in findings
        if one.key not in feed.agreed and not _is_as_saved(feed, one)
    )


def standing(findings: Iterable[Finding]) -> list[str]:
    """What a person agreed to with a new feed, though the values say it: later files are not asked about it."""
    return [one.key for one in findings if not one.feed and not one.is_question and one.name not in VALUES]


def _is_as_saved(feed: Feed, found: Finding) -> bool:
    """Whether the feed reads already as the finding proposes."""
    return bool(found.feed) and all(getattr(feed, name) == value for name, value in found.feed.items())


def _differs(found: Finding) -> bool:
    """Whether the two readings give other money, and what is proposed is not that something means nothing so far."""
    one, other = found.proposed, found.instead
    if one is None or other is None or one.amount is None or other.amount is None:
        return False
    return one.amount != other.amount and (found.is_question or found.name != "new_column")


def departures_of(
    files: Sequence[Opened], feed: Feed, usual: Habits, last: Habits, fixed: Collection[str] = ()
) -> tuple[Findings, tuple[str, ...]]:
    """How files that are not taken in yet depart from the deliveries of their feed, each by itself.

    fixed: fields and meanings that a person has decided; what is agreed to by that is named beside.
    """
    found: list[Finding] = []
    for file in files if usual.records else ():
        later, shaper = Later(feed, usual, last), Shaper(feed)
        with file.memo.looking():
            for batch in source_of(file, feed).batches(file, feed):
                later.add(batch.frame, [name for name in batch.frame.columns if name not in ENDING])
                later.add_spread(shaper.lines(batch.frame))
        found += later.departures(file)
    agreed = tuple(one.key for one in found if one.is_question and is_fixed(one, fixed))
    return tuple(one for one in found if not is_fixed(one, fixed)), agreed
