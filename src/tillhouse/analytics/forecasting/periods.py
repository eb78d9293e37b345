"""Days, weeks and months: which are whole, and which come next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tillhouse.analytics.forecasting._windows import Flags, Values


@dataclass(frozen=True)
class Grain:
    """How often is forecast, and how far.

    horizon: periods ahead. season: periods after which a pattern repeats, where two of them are there to learn it.
    fewest: whole periods before the first origin of the back-test. origins: the most that are tried.
    block: steps ahead whose errors are taken together. every: periods between two origins. longest: periods that
    models look back on.
    """

    name: str
    units: str
    horizon: int
    season: int
    fewest: int
    origins: int
    block: int
    every: int = 1
    longest: int = 400


GRAINS = (
    Grain("daily", "days", horizon=28, season=7, fewest=56, origins=32, block=7, every=7),
    Grain("weekly", "weeks", horizon=13, season=52, fewest=13, origins=40, block=5),
    Grain("monthly", "months", horizon=6, season=12, fewest=3, origins=24, block=6),
)


@dataclass(frozen=True)
class Periods:
    """Consecutive periods: whole ones of the past, then those to come.

    starts: the first day of each. of_day: for each day its period; -1 before the first. past: how many are past.
    """

    starts: tuple[date, ...]
    ends: tuple[date, ...]
    of_day: NDArray[np.int64]
    past: int

    def last_day(self, period: int) -> int:
        """The place of the last day of a period."""
        return int(np.flatnonzero(self.of_day == period)[-1])

    def sums(self, by_day: Values) -> Values:
        """Daily values by period along the last axis; a NaN adds nothing."""
        length = by_day.shape[-1]
        firsts = self._firsts[self._firsts < length]
        found = np.zeros((*by_day.shape[:-1], len(self.starts)))
        if len(firsts):
            until = min(length, int(np.flatnonzero(self.of_day >= 0)[-1]) + 1)
            found[..., : len(firsts)] = np.add.reduceat(np.nan_to_num(by_day[..., :until]), firsts, axis=-1)
        return found

    @cached_property
    def _firsts(self) -> NDArray[np.int64]:
        return np.flatnonzero(np.diff(self.of_day, prepend=-1) > 0)


def periods(dates: Sequence[date], closed: Flags, past_days: int, grain: Grain, week_starts: int) -> Periods:
    """The periods of some consecutive days; the first ``past_days`` are past.

    A period is whole if each of its days is past, or is closed: then nothing of it is missing. One at the beginning
    that is not whole is left out, and the one at the end that is not is the first to be forecast. closed: for each day.
    week_starts: 0 for Monday to 6 for Sunday.
    """
    labels = [_start(day, grain.name, week_starts) for day in dates]
    starts = sorted(set(labels))
    kept = starts if labels[0] == dates[0] else starts[1:]
    place = {start: at for at, start in enumerate(kept)}
    of_day = np.array([place.get(label, -1) for label in labels])
    # A shop that is closed on every day to come is forecast from the first of them on.
    first = next((at for at in range(past_days, len(dates)) if not closed[at]), past_days)
    past = past_days if grain.name == "daily" else int(of_day[first]) if first < len(dates) else len(kept)
    kept = kept[: max(past, 0) + grain.horizon]
    of_day[of_day >= len(kept)] = -1
    return Periods(tuple(kept), tuple(_end(start, grain.name) for start in kept), of_day, max(past, 0))


def _start(day: date, grain: str, week_starts: int) -> date:
    if grain == "daily":
        return day
    if grain == "monthly":
        return day.replace(day=1)
    return day - timedelta(days=(day.weekday() - week_starts) % 7)


def _end(start: date, grain: str) -> date:
    if grain == "daily":
        return start
    if grain == "weekly":
        return start + timedelta(days=6)
    return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
