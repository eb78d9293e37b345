"""Models of series: each forecasts many series at once, and sees nothing but the windows it is given.

A *window* is one series up to one moment: its periods, the last one last, right-aligned with NaN before the series
began and where nothing is known. Windows of all series and of all origins of a back-test are rows of one matrix,
so a model cannot look ahead: the future of a window is not in it.

    windows   (N, L) values, not below 0, NaN for a period that is missing, and the length of the season
    horizon   periods to forecast
    returns   (N, horizon), not below 0, NaN where a window holds no value

Parameters are the points of a grid with the smallest squared one-step error within the window; the grids hold the
values that are usual in the literature. Seasons are taken out and put back by classical multiplicative decomposition
(Hyndman & Athanasopoulos, *Forecasting: principles and practice*, 3rd ed., 3.4), as the Theta method prescribes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from tillhouse.analytics.forecasting._windows import (
    FIRST,
    Values,
    Windows,
    best,
    first_known,
    line_through,
    mean_of_first,
    steps,
)

Model = Callable[[Windows, int], Values]
#: The benchmark that every published model has to beat.
BENCHMARK = "seasonal_naive"
_LEVELS_AND_TRENDS = [(a, b) for a in (0.05, 0.1, 0.2, 0.4) for b in (0.02, 0.1)]
_DAMPED = 0.9
_LEVELS_AND_SEASONS = [(a, g) for a in (0.02, 0.05, 0.1, 0.2, 0.4) for g in (0.0, 0.05, 0.15)]
_CROSTON = (0.05, 0.1, 0.2)
_TSB = [(a, b) for a in (0.05, 0.1, 0.2) for b in (0.02, 0.05, 0.1)]
#: Same seasons, such as Mondays, that the seasonal mean looks back on.
_RECENT = 8


def seasonal_naive(windows: Windows, horizon: int) -> Values:
    """The last value seen at the same place of the season; without a season, the last value seen."""
    return windows.by_place(first_known, horizon)


def seasonal_mean(windows: Windows, horizon: int) -> Values:
    """The mean of the last 8 values seen at the same place of the season (a seasonal moving average)."""
    return windows.by_place(lambda columns: mean_of_first(columns, _RECENT), horizon)


def level(windows: Windows, horizon: int) -> Values:
    """Simple exponential smoothing, ETS(A,N,N), of the values without their season (Brown 1959)."""
    return windows.ahead(windows.smoothed[0], horizon)


def theta(windows: Windows, horizon: int) -> Values:
    """The Theta method: exponential smoothing with half the slope of a straight line as its drift.

    Assimakopoulos & Nikolopoulos 2000, in the form of Hyndman & Billah 2003.
    """
    levels, alphas = windows.smoothed
    slopes, seen = line_through(windows.flat)
    ahead = np.arange(1, horizon + 1)[None, :]
    drift = ahead - 1 + (1 - (1 - alphas) ** seen)[:, None] / alphas[:, None]
    return windows.ahead(np.maximum(levels[:, None] + slopes[:, None] / 2 * drift, 0.0), horizon)


def damped_trend(windows: Windows, horizon: int) -> Values:
    """A level and a trend that fades, ETS(A,Ad,N), of the values without their season (Gardner & McKenzie 1985)."""
    flat = windows.flat
    alpha, beta = _grid(_LEVELS_AND_TRENDS)
    at = np.repeat(mean_of_first(flat, FIRST)[None, :], len(alpha), axis=0)
    trend, squares = np.zeros_like(at), np.zeros_like(at)
    for value, known in steps(flat):
        expected = at + _DAMPED * trend
        error = np.where(known, value - expected, 0.0)
        squares += error**2
        at = np.where(known, expected + alpha * error, at)
        trend = np.where(known, _DAMPED * trend + alpha * beta * error, trend)
    at, trend = best(squares, at), best(squares, trend)
    fading = np.cumsum(_DAMPED ** np.arange(1, horizon + 1))[None, :]
    return windows.ahead(np.maximum(at[:, None] + fading * trend[:, None], 0.0), horizon)


def holt_winters(windows: Windows, horizon: int) -> Values:
    """A level and seasons that are added, both smoothed, ETS(A,N,A) (Winters 1960)."""
    alpha, gamma = _grid(_LEVELS_AND_SEASONS)
    start, season, length = mean_of_first(windows.values, FIRST), windows.season, windows.values.shape[1]
    # The place of the last value is 0, so that a step h ahead has the place h, modulo the season.
    places = (np.arange(length) - (length - 1)) % season
    at = np.repeat(start[None, :], len(alpha), axis=0)
    squares = np.zeros_like(at)
    seasons = np.repeat(((windows.factors - 1) * start[:, None]).T[:, None, :], len(alpha), axis=1)
    for place, (value, known) in zip(places, steps(windows.values), strict=True):
        error = np.where(known, value - at - seasons[place], 0.0)
        squares += error**2
        at = at + alpha * error
        seasons[place] += gamma * error
    ahead = [best(squares, at + seasons[step % season]) for step in range(1, horizon + 1)]
    return np.maximum(np.stack(ahead, axis=1), 0.0)


def croston_sba(windows: Windows, horizon: int) -> Values:
    """Size of a demand over the periods between two, less its bias: Croston 1972, Syntetos & Boylan 2005."""
    flat = windows.flat
    (alpha,) = _grid([(a,) for a in _CROSTON])
    size, chance = _first_demand(flat, len(alpha))
    between = 1 / chance
    waited, squares = np.ones_like(size), np.zeros_like(size)
    for value, known in steps(flat):
        sold = known & (value > 0)
        squares += np.where(known, value - (1 - alpha / 2) * size / between, 0.0) ** 2
        size = np.where(sold, size + alpha * (value - size), size)
        between = np.where(sold, between + alpha * (waited - between), between)
        waited = np.where(sold, 1.0, waited + known)
    rate = best(squares, (1 - alpha / 2) * size / between)
    return windows.ahead(rate, horizon)


def tsb(windows: Windows, horizon: int) -> Values:
    """Probability of a demand times its size; what is no longer sold fades (Teunter, Syntetos & Babai 2011)."""
    flat = windows.flat
    alpha, beta = _grid(_TSB)
    size, chance = _first_demand(flat, len(alpha))
    squares = np.zeros_like(size)
    for value, known in steps(flat):
        sold = known & (value > 0)
        squares += np.where(known, value - chance * size, 0.0) ** 2
        size = np.where(sold, size + alpha * (value - size), size)
        chance = np.where(known, chance + beta * (sold - chance), chance)
    rate = best(squares, chance * size)
    return windows.ahead(rate, horizon)


MODELS: Mapping[str, Model] = {
    BENCHMARK: seasonal_naive,
    "seasonal_mean": seasonal_mean,
    "level": level,
    "damped_trend": damped_trend,
    "theta": theta,
    "holt_winters": holt_winters,
    "croston_sba": croston_sba,
    "tsb": tsb,
}


def _first_demand(flat: Values, points: int) -> tuple[Values, Values]:
    """The size of the first demands, and how probable one is in a period; a window without any has the size 0."""
    sold = np.where(np.isnan(flat), np.nan, np.where(flat > 0, 1.0, 0.0))
    size = np.where(flat > 0, flat, np.where(sold == 0, np.nan, flat))
    sizes = np.where(np.isnan(mean_of_first(sold, FIRST)), np.nan, np.nan_to_num(mean_of_first(size, FIRST)))
    # As if one demand more had been seen in one period more: a series may begin with a long wait.
    chances = (mean_of_first(sold, FIRST) * FIRST + 1) / (FIRST + 1)
    return np.repeat(sizes[None, :], points, axis=0), np.repeat(chances[None, :], points, axis=0)


def _grid(points: Sequence[tuple[float, ...]]) -> list[Values]:
    """One column per parameter, one row per point of the grid."""
    return [np.array(values)[:, None] for values in zip(*points, strict=True)]
