"""Windows: what models see, with what several of them need, and the ways through them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]
#: Values that a level starts from.
FIRST = 8
_ALPHAS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8)


@dataclass(frozen=True)
class Windows:
    """Series up to a moment each: (windows, periods), right-aligned, NaN where a period is missing.

    season: periods after which the pattern repeats; 1 for none.
    """

    values: Values
    season: int

    @property
    def flat(self) -> Values:
        """The values without their season."""
        return self._parts[0]

    @property
    def factors(self) -> Values:
        """The factors of the season by place: (windows, season), place 0 that of the last value."""
        return self._parts[1]

    @cached_property
    def _parts(self) -> tuple[Values, Values]:
        return deseasonalised(self.values, self.season)

    def ahead(self, flat: Values, horizon: int) -> Values:
        """Forecasts of the flat values, (windows, horizon) or one for all steps, with the season put back."""
        wide = flat if flat.ndim == 2 else np.repeat(flat[:, None], horizon, axis=1)
        return wide * self.factors[:, np.arange(1, horizon + 1) % self.season]

    def by_place(self, of: Callable[[Values], Values], horizon: int) -> Values:
        """For each step ahead what a function makes of the columns at its place of the season, the latest first."""
        latest_first, steps_ahead = self.values[:, ::-1], np.arange(1, horizon + 1) % self.season
        found = np.empty((len(self.values), horizon))
        for place in np.unique(steps_ahead).tolist():
            seen = of(latest_first[:, (-place) % self.season :: self.season])
            found[:, steps_ahead == place] = np.where(np.isnan(seen), self._last, seen)[:, None]
        return found

    @cached_property
    def smoothed(self) -> tuple[Values, Values]:
        """Exponential smoothing of the flat values: the level of each window at its end, and the weight that fits."""
        alpha = np.array(_ALPHAS)[:, None]
        at = np.repeat(mean_of_first(self.flat, FIRST)[None, :], len(alpha), axis=0)
        squares = np.zeros_like(at)
        for value, known in steps(self.flat):
            error = np.where(known, value - at, 0.0)
            squares += error**2
            at = at + alpha * error
        return best(squares, at), best(squares, np.broadcast_to(alpha, at.shape))

    @cached_property
    def _last(self) -> Values:
        return first_known(self.values[:, ::-1])


def steps(windows: Values) -> Iterator[tuple[Values, Flags]]:
    """The windows period by period: the values, 0 where missing, and whether they are known."""
    known = ~np.isnan(windows)
    filled = np.where(known, windows, 0.0)
    yield from zip(np.ascontiguousarray(filled.T), np.ascontiguousarray(known.T), strict=True)


def best(squares: Values, of: Values) -> Values:
    """For each window, what the point of the grid with the smallest squared error came to; ties by the first."""
    found: Values = np.take_along_axis(of, squares.argmin(axis=0)[None, :], axis=0)[0]
    return found


def first_known(columns: Values) -> Values:
    """The first known value of each row; NaN where there is none."""
    if columns.shape[1] == 0:
        return np.full(len(columns), np.nan)
    places = (~np.isnan(columns)).argmax(axis=1)
    found: Values = np.take_along_axis(columns, places[:, None], axis=1)[:, 0]
    return found


def mean_of_first(columns: Values, most: int) -> Values:
    """The mean of the first known values of each row, ``most`` at most; NaN where there is none."""
    known = ~np.isnan(columns)
    taken = known & (np.cumsum(known, axis=1) <= most)
    counted = taken.sum(axis=1)
    total = np.where(taken, columns, 0.0).sum(axis=1)
    return np.where(counted > 0, total / np.maximum(counted, 1), np.nan)


def line_through(windows: Values) -> tuple[Values, Values]:
    """The slope per period of the straight line through the known values, and how many there are."""
    known = ~np.isnan(windows)
    seen = known.sum(axis=1)
    at = np.where(known, np.arange(windows.shape[1])[None, :], 0.0)
    middle = at.sum(axis=1) / np.maximum(seen, 1)
    apart = np.where(known, at - middle[:, None], 0.0)
    spread = (apart**2).sum(axis=1)
    slope = (apart * np.where(known, windows, 0.0)).sum(axis=1) / np.where(spread > 0, spread, 1.0)
    return np.where(spread > 0, slope, 0.0), seen.astype(np.float64)


def deseasonalised(windows: Values, season: int) -> tuple[Values, Values]:
    """The windows without their season, and its factors by place: (N, season), place 0 that of the last value.

    A factor is what was sold at a place over what a centred moving average of one season gives for it; 0 where no value
    is known. What is sold where the factor is 0 is nothing, and says nothing of the level.
    """
    if season == 1:
        return windows, np.ones((len(windows), 1))
    known = ~np.isnan(windows)
    values, usual = np.where(known, windows, 0.0), _moving_mean(windows, season)
    sums = [_by_place(np.where(known, part, 0.0), season) for part in (values, usual)]
    seen = _by_place(known.astype(np.float64), season) > 0
    factors = np.divide(sums[0], sums[1], out=seen.astype(np.float64), where=sums[1] > 0)
    length = windows.shape[1]
    each = factors[:, (np.arange(length) - (length - 1)) % season]
    return np.divide(windows, each, out=np.full_like(windows, np.nan), where=each > 0), factors


def _by_place(values: Values, season: int) -> Values:
    """Sums by place of the season, place 0 that of the last column."""
    return np.stack(
        [values[:, ::-1][:, (-place) % season :: season].sum(axis=1) for place in range(season)], axis=1
    )


def _moving_mean(windows: Values, season: int) -> Values:
    """The mean of the known values within one season around each period; half weights at the ends if it is even.

    Near the ends of a window it is that of the nearest period around which there is a whole season.
    """
    known = ~np.isnan(windows)
    sums, counts = (
        _moving_sum(part, season) for part in (np.where(known, windows, 0.0), known.astype(np.float64))
    )
    means = np.divide(sums, counts, out=np.zeros_like(sums), where=counts > 0)
    length, half = windows.shape[1], season // 2
    first = np.minimum(known.argmax(axis=1) + half, max(length - 1 - half, 0))[:, None]
    places = np.clip(np.arange(length)[None], first, np.maximum(first, length - 1 - half))
    found: Values = np.take_along_axis(means, places, axis=1)
    return found


def _moving_sum(values: Values, season: int) -> Values:
    half = season // 2
    padded = np.pad(values, ((0, 0), (half + 1, half)))
    so_far = np.cumsum(padded, axis=1)
    length = values.shape[1]
    wide = so_far[:, 2 * half + 1 :][:, :length] - so_far[:, :length]
    if season % 2:
        return wide
    ends = padded[:, 1 : length + 1] + padded[:, 2 * half + 1 :][:, :length]
    return wide - ends / 2
