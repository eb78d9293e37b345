"""Prediction intervals from the errors of the back-test, and how many values they would have held.

**Conformal** (Vovk, Gammerman & Shafer 2005; Lei et al. 2018). An error is measured in scales: a scale is half of what
was forecast for the period and half of what was forecast on average, the latter not less than a quarter of what the
series usually sells. An interval reaches as far from the forecast as the size of rank ⌈(n + 1) · level⌉ among the n
errors of the same series and block of steps, and never below 0. Fewer than 10 errors tell nothing: no interval.

**Errors that overlap.** Forecasts h periods ahead from neighbouring origins err together, since most of what came
after is the same: n errors are as good as s independent ones, s being how often h periods fit into the time from
which they come. That part of an error that is common to the steps of an origin is therefore widened, from Student's t
of n − 1 degrees of freedom to that of s − 1 (at least 1). How large the common part is, the errors say themselves:
it is their intraclass correlation r, drawn towards 1 for as long as s is small, (s · r + 1) / (s + 1).

**Coverage** is measured out of sample, in the order of time: each value is judged by the interval that was known when
it was forecast, from errors that had been made by then, and never by an error that came later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from tillhouse.analytics.forecasting._windows import Flags, Values

LEVELS = (80, 95)
_FEWEST = 10
_SHARE_OF_USUAL = 0.25
#: Student's t is looked up by tenths of degrees, up to 200.
_TENTHS, _DEGREES = 10, 2000
_Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Coverage:
    """Parts of the values inside the intervals, by level: (series,), NaN where none was judged.

    judged: how many were.
    """

    shares: Mapping[int, Values]
    judged: _Whole


@dataclass(frozen=True)
class Errors:
    """Signed errors in scales: (series, origins, horizon), NaN where unknown.

    at: the last period known at each origin. every: periods between origins. block: steps that are taken together.
    """

    values: Values
    at: Sequence[int] | _Whole
    every: int
    block: int

    def blocks(self) -> Iterator[_Whole]:
        """The steps of each block, from 0."""
        horizon = self.values.shape[2]
        for first in range(0, horizon, self.block):
            yield np.arange(first, min(first + self.block, horizon))


def scales(points: Values, open_ahead: Flags, usual: Values) -> Values:
    """The scale of errors: (series, origins, horizon), as ``points``.

    open_ahead: whether any trade was expected: (origins, horizon). usual: what is usually sold: (series, origins).
    """
    counted = np.maximum(open_ahead.sum(axis=1), 1)[None]
    average = np.where(open_ahead[None], points, 0.0).sum(axis=2) / counted
    floor = np.maximum(average, _SHARE_OF_USUAL * usual)[:, :, None]
    found: Values = (points + floor) / 2
    return found


def reaches(errors: Errors) -> dict[int, Values]:
    """How far intervals reach, in scales, by level: (series, horizon); NaN where there are too few errors."""
    found = {level: np.full(errors.values[:, 0].shape, np.nan) for level in LEVELS}
    for steps in errors.blocks():
        block = _Block(errors.values[:, :, steps], steps, errors.every)
        for level, reach in block.reach(np.full(errors.values.shape[1], len(steps))).items():
            found[level][:, steps] = reach
    return found


def coverage(errors: Errors) -> Coverage:
    """How many values the intervals would have held, each judged by what was known when it was forecast."""
    held = {level: np.zeros(len(errors.values), dtype=np.int64) for level in LEVELS}
    judged = np.zeros(len(errors.values), dtype=np.int64)
    at = np.asarray(errors.at)
    for steps in errors.blocks():
        block = _Block(errors.values[:, :, steps], steps, errors.every)
        for place in range(1, len(at)):
            # Of an earlier origin the steps are known that had come by then.
            known = np.clip(at[place] - at[:place] - steps[0], 0, len(steps))
            if not known.any() or np.isnan(block.sizes[:, place]).all():
                continue
            reach, size = block.reach(known), block.sizes[:, place]
            judged += (~np.isnan(size) & ~np.isnan(reach[LEVELS[0]])).sum(axis=1)
            for level in LEVELS:
                held[level] += (size <= reach[level]).sum(axis=1)
    shares = {level: np.where(judged > 0, held[level] / np.maximum(judged, 1), np.nan) for level in LEVELS}
    return Coverage(shares, judged)


class _Block:
    """The errors of a block of steps: (series, origins, steps of the block), with their sums over the first steps."""

    def __init__(self, errors: Values, steps: _Whole, every: int) -> None:
        self.sizes, self.ahead, self.every = np.abs(errors), steps + 1, every
        filled, known = np.nan_to_num(errors), ~np.isnan(errors)
        self._counts, self._sums, self._squares = (_up_to(part) for part in (known, filled, filled**2))

    def reach(self, known: _Whole) -> dict[int, Values]:
        """How far intervals reach by level, (series, steps), where that many steps of the first origins are known."""
        origins = len(known)
        past = self.sizes[:, :origins][:, np.arange(len(self.ahead)) < known[:, None]]
        sizes, first = np.sort(past, axis=1), np.arange(origins)
        counts, sums, squares = (part[:, first, known] for part in (self._counts, self._sums, self._squares))
        number = counts.sum(axis=1).astype(np.int64)
        spans = np.maximum((counts > 0).sum(axis=1)[:, None] * self.every / self.ahead, 1.0)
        common = (spans * _common(counts, sums, squares)[:, None] + 1) / (spans + 1)
        found = {}
        for level in LEVELS:
            # In whole numbers: a float of 0.95 would take some ranks one too high.
            rank = np.minimum(-((number + 1) * -level // 100), np.maximum(number, 1))
            wider = _student(spans, level) / _student(number[:, None], level)
            factor = np.sqrt(1 + common * (np.maximum(wider, 1.0) ** 2 - 1))
            reach = np.take_along_axis(sizes, rank[:, None] - 1, axis=1) * factor
            found[level] = np.where(number[:, None] >= _FEWEST, reach, np.nan)
        return found


def _common(counts: Values, sums: Values, squares: Values) -> Values:
    """The part of the mean square of errors that steps of an origin have in common, 0 to 1: (series,).

    The number, sum and sum of squares of the errors of each origin: (series, origins).
    """
    pairs = (counts * (counts - 1)).sum(axis=1)
    products = (sums**2 - squares).sum(axis=1) / np.maximum(pairs, 1)
    mean = squares.sum(axis=1) / np.maximum(counts.sum(axis=1), 1)
    share = np.divide(products, mean, out=np.ones_like(mean), where=(mean > 0) & (pairs > 0))
    found: Values = np.clip(share, 0.0, 1.0)
    return found


def _up_to(values: NDArray[Any]) -> Values:
    """Sums over the first 0, 1, 2 … steps."""
    found = np.zeros((*values.shape[:2], values.shape[2] + 1))
    np.cumsum(values, axis=2, out=found[:, :, 1:])
    return found


def _student(spans: NDArray[Any], level: int) -> Values:
    """Where Student's t of one degree less than there are spans ends; of 1 to 200 degrees, to the tenth of one."""
    found: Values = _students(level)[
        np.clip(np.round((spans - 1) * _TENTHS), _TENTHS, _DEGREES).astype(np.int64)
    ]
    return found


@cache
def _students(level: int) -> Values:
    found: Values = stdtrit(np.maximum(np.arange(_DEGREES + 1), _TENTHS) / _TENTHS, (1 + level / 100) / 2)
    return found
