"""On which days a shop trades: learned from the days it traded, for the past and for the days to come.

    traded    it sold something
    closed    a weekday on which it does not trade, a public holiday on which it never did, or a shutdown
    unknown   nothing was sold and nothing says why: closed for once, or a delivery is missing

Closed days are in no model and are forecast as 0; unknown days are in no model either, for they are no demand of 0.
A weekday is closed for as long as it was not traded eight times in a row. A shutdown is a week or more without a sale
around a public holiday, such as the turn of the year; the same dates of the next year are expected to be closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from tillhouse.analytics.forecasting._windows import Flags, Values

TRADED, CLOSED, UNKNOWN, OPEN = "traded", "closed", "unknown", "open"
#: Times that a weekday is not traded before it counts as closed; all of them, if there are fewer, but not fewer than 4.
_IN_A_ROW, _AT_LEAST = 8, 4
_SHUTDOWN_DAYS = 7
#: Public holidays that must have been seen to conclude from them.
_HOLIDAYS_SEEN = 2
#: Weeks to each side of a day that say what would have been sold on it.
_WEEKS_AROUND = 4
_MOST = 10.0


@dataclass(frozen=True)
class Days:
    """Consecutive days, past and to come.

    first: the first day. holiday: whether each is a public holiday. promotion: the name of a promotion, or nothing.
    """

    first: date
    holiday: Flags
    promotion: Sequence[str | None]

    def __len__(self) -> int:
        return len(self.holiday)

    @property
    def weekday(self) -> NDArray[np.int64]:
        """0 for Monday to 6 for Sunday."""
        return (self.first.weekday() + np.arange(len(self))) % 7

    @property
    def dates(self) -> list[date]:
        """The days themselves."""
        return [self.first + timedelta(days=n) for n in range(len(self))]


@dataclass(frozen=True)
class Regressors:
    """What of the calendar is used beside weekdays."""

    holidays: bool = False
    promotions: bool = False


def closed_days(days: Days, traded: Flags, holidays: bool = True) -> Flags:
    """For each of ``days`` whether the shop is closed, seen from the last of the days in ``traded``.

    traded: the past, from the first of ``days`` on. holidays: whether public holidays and shutdowns are looked at.
    """
    found = _closed_weekdays(days.weekday, traded)
    if not holidays:
        return found
    past = len(traded)
    could_trade = days.holiday[:past] & ~found[:past]
    if could_trade.sum() >= _HOLIDAYS_SEEN and not traded[could_trade].any():
        found |= days.holiday
    found[:past] &= ~traded
    return found | _shutdowns(days, traded)


def statuses(days: Days, traded: Flags) -> list[str]:
    """The status of each of ``days``; the days after ``traded`` are ``open`` or ``closed``."""
    closed = closed_days(days, traded)
    past = [
        TRADED if sold else CLOSED if shut else UNKNOWN for sold, shut in zip(traded, closed, strict=False)
    ]
    return past + [CLOSED if shut else OPEN for shut in closed[len(traded) :]]


def day_weights(days: Days, total: Values, traded: Flags, using: Regressors) -> Values:
    """How much of an ordinary day each of ``days`` is, seen from the last day of ``traded``.

    0 where closed, NaN where unknown, 1 usually; on a promotion, or a holiday that is traded, what was sold on such
    days over what is usual for the weekday. total: what the shop sold on the days of ``traded``.
    """
    closed = closed_days(days, traded, using.holidays)
    weights = np.where(closed, 0.0, 1.0)
    names: list[str | None] = [None] * len(days)
    if using.holidays:
        names = ["holiday" if flag else None for flag in days.holiday & ~closed]
    if using.promotions:
        names = [promotion or name for promotion, name in zip(days.promotion, names, strict=True)]
    weights *= _effects(names, days.promotion if using.promotions else (), total, traded)
    weights[: len(traded)] = np.where(
        traded, weights[: len(traded)], np.where(closed[: len(traded)], 0.0, np.nan)
    )
    return weights


def _effects(
    names: Sequence[str | None], promotions: Sequence[str | None], total: Values, traded: Flags
) -> Values:
    """The factor of each day; a promotion that was never held is taken for the average one."""
    special = np.array([name is not None for name in names])
    factors = np.ones(len(names))
    if not special.any():
        return factors
    usual = _usual(total, traded & ~special[: len(traded)])
    known = special[: len(traded)] & traded & ~np.isnan(usual)
    each: dict[str, list[float]] = {}
    for at in np.flatnonzero(known).tolist():
        name = str(names[at])
        each[name] = [*each.get(name, [0.0, 0.0])]
        each[name][0] += float(total[at])
        each[name][1] += float(usual[at])
    held = [sums for name, sums in each.items() if name in set(promotions)]
    average = _ratio(sum(s[0] for s in held), sum(s[1] for s in held))
    for at in np.flatnonzero(special).tolist():
        name = str(names[at])
        unseen = average if name in set(promotions) else 1.0
        factors[at] = _ratio(*each[name]) if name in each else unseen
    return factors


def _ratio(sold: float, usual: float) -> float:
    return min(max(sold / usual, 1 / _MOST), _MOST) if usual > 0 and sold > 0 else 1.0


def _usual(total: Values, ordinary: Flags) -> Values:
    """The mean of the same weekday in the weeks around each day, of ordinary days; NaN where there are none."""
    length = len(total)
    sums, counts = np.zeros(length), np.zeros(length)
    values = np.where(ordinary, total, 0.0)
    for weeks in range(1, _WEEKS_AROUND + 1):
        apart = 7 * weeks
        if apart < length:
            sums[apart:] += values[:-apart]
            counts[apart:] += ordinary[:-apart]
            sums[:-apart] += values[apart:]
            counts[:-apart] += ordinary[apart:]
    found: Values = np.divide(sums, counts, out=np.full(length, np.nan), where=counts > 0)
    return found


def _closed_weekdays(weekday: NDArray[np.int64], traded: Flags) -> Flags:
    """Days in a row of that many untraded ones of their weekday; days to come follow the last row."""
    found = np.zeros(len(weekday), dtype=np.bool_)
    for place in range(7):
        days = np.flatnonzero(weekday == place)
        past = traded[days[days < len(traded)]]
        needed = max(min(_IN_A_ROW, len(past)), _AT_LEAST)
        for start, stop in _runs(~past):
            if stop - start >= needed:
                found[days[start:stop]] = True
                if stop == len(past):
                    found[days[stop:]] = True
    return found


def _shutdowns(days: Days, traded: Flags) -> Flags:
    """Long breaks around a public holiday, and the same dates of the years after."""
    found = np.zeros(len(days), dtype=np.bool_)
    for start, stop in _runs(~traded):
        # A break that has not ended may as well be deliveries that are not there yet.
        if stop - start >= _SHUTDOWN_DAYS and stop < len(traded) and days.holiday[start:stop].any():
            found[start:stop] = True
    dates = days.dates
    closed = {(dates[at].month, dates[at].day) for at in np.flatnonzero(found)}
    for at in range(len(traded), len(days)):
        found[at] = (dates[at].month, dates[at].day) in closed
    return found


def _runs(flags: Flags) -> list[tuple[int, int]]:
    """Start and end of each run of true flags."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(start), int(stop)) for start, stop in zip(edges[::2], edges[1::2], strict=True)]
