"""Periods of a release: which are whole in its data, and which comes before which."""

from __future__ import annotations

from datetime import date
from functools import cache, cached_property

from tillhouse.answers.metrics.dimensions import Dimension
from tillhouse.errors import BadQuery
from tillhouse.lake.snapshot import Snapshot
from tillhouse.metrics.formulas import Back
from tillhouse.retail import periods

_WEEK = 7


class Spans:
    """Periods, as the calendar of a release has them.

    A retail period that the calendar of the release does not reach the end of counts as not whole.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._spans = cache(self._spans_of)

    def is_partial(self, dimension: Dimension, text: str | None) -> bool | None:
        """Whether the data begin after the first day of a period, or end before its last; None for no period."""
        first, last = self.snapshot.window
        days = self._spans(dimension).get(text or "")
        if days is None or first is None or last is None:
            return None
        if dimension.name == "week" and (days[1] - days[0]).days + 1 != _WEEK:
            return True
        if dimension.name.startswith("retail") and (days[1] - days[0]).days + 1 != _WEEK:
            ends = (min(self._comparable), max(self._comparable))
            if days[0] == ends[0] or days[1] == ends[1]:
                return True
        return days[0] < first or days[1] > last

    def earlier(self, dimension: Dimension, text: str | None, back: Back) -> str | None:
        """The period a month or a year before; None where there is none.

        A day is compared with the same weekday of the same retail week a year before; a week is, too,
        (`tillhouse.retail.calendar`); every other period with the one of its number. Raises `BadQuery` where no period
        lies a month before.
        """
        if text is None:
            return None
        if back == "month":
            if dimension.name not in ("date", "month"):
                raise BadQuery(
                    f"No {dimension.name} lies a month before another.", "Ask by month or by date."
                )
            return periods.month_before(text)
        if dimension.name not in ("date", "week", "retail_week"):
            return periods.year_before(text)
        before = self._comparable.get(self._spans(dimension)[text][0])
        return self._named(dimension).get(before) if before else None

    @cached_property
    def _comparable(self) -> dict[date, date | None]:
        return dict(
            self.snapshot.in_memory("dim_date").select("date", "comparable_date").collect().iter_rows()
        )

    def _named(self, dimension: Dimension) -> dict[date, str]:
        """The period each day lies in; the calendar has a value for every kind of period."""
        named = self.snapshot.in_memory("dim_date").select("date", named=dimension.value())
        return dict(named.collect().iter_rows())

    def _spans_of(self, dimension: Dimension) -> dict[str, tuple[date, date]]:
        found: dict[str, tuple[date, date]] = {}
        for day, name in sorted(self._named(dimension).items()):
            found[name] = (found[name][0] if name in found else day, day)
        return found
