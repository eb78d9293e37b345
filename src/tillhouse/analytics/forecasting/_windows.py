"""What models do with windows: go through them, and take seasons out and put them back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]
#: Values that a level starts from.
FIRST = 8


def steps(windows: Values) -> Iterator[tuple[Values, Flags]]:
    """The windows period by period: the values, 0 where missing, and whether they are known."""
    known = ~np.isnan(windows)
    filled = np.where(known, windows, 0.0)
    yield from zip(np.ascontiguousarray(filled.T), np.ascontiguousarray(known.T), strict=True)


def best(squares: Values, of: Values) -> Values:
    """For each window, what the point of the grid with the smallest squared error came to; ties by the first."""
    found: Values = np.take_along_axis(of, squares.argmin(axis=0)[None, :], axis=0)[0]
    return found


def same_place(windows: Values, season: int, step: int) -> Values:
    """The columns at the place of the season that lies ``step`` periods ahead, the latest first."""
    return windows[:, ::-1][:, (-step) % season :: season]


def last_seen(windows: Values, season: int, step: int) -> Values:
    """The last value at that place of the season; where there was none, the last of all."""
    seen = _first_known(same_place(windows, season, step))
    return np.where(np.isnan(seen), _first_known(windows[:, ::-1]), seen)


def recent_mean(windows: Values, season: int, step: int, most: int) -> Values:
    """The mean of the last values at that place of the season, ``most`` at most."""
    there = same_place(windows, season, step)
    known = ~np.isnan(there)
    taken = known & (np.cumsum(known, axis=1) <= most)
    total = np.where(taken, there, 0.0).sum(axis=1)
    return np.where(
        taken.any(axis=1), total / np.maximum(taken.sum(axis=1), 1), last_seen(windows, season, step)
    )


def first_mean(windows: Values) -> Values:
    """The mean of the first values of each window; NaN where there is none."""
    known = ~np.isnan(windows)
    taken = known & (np.cumsum(known, axis=1) <= FIRST)
    counted = taken.sum(axis=1)
    return np.where(counted > 0, np.where(taken, windows, 0.0).sum(axis=1) / np.maximum(counted, 1), np.nan)


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


def reseasonalised(ahead: Values, factors: Values) -> Values:
    """Forecasts with the season put back."""
    horizon, season = ahead.shape[1], factors.shape[1]
    return ahead * factors[:, np.arange(1, horizon + 1) % season]


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


def _first_known(columns: Values) -> Values:
    """The first known value of each row; NaN where there is none."""
    known = ~np.isnan(columns)
    if columns.shape[1] == 0:
        return np.full(len(columns), np.nan)
    found: Values = np.take_along_axis(columns, known.argmax(axis=1)[:, None], axis=1)[:, 0]
    return found
