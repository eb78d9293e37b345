"""An outlook: from what series sold to forecasts with intervals, and how good they were at every past moment.

series ─ windows ─ models ─ back-test ─ the model that won ─ sums that agree ─ intervals from the errors of all that
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from tillhouse.analytics.forecasting._windows import Flags, Values
from tillhouse.analytics.forecasting.accuracy import Accuracy, accuracy
from tillhouse.analytics.forecasting.answer import answers, is_all
from tillhouse.analytics.forecasting.backtest import Shop, Test, regressors, tested
from tillhouse.analytics.forecasting.demand import Demand
from tillhouse.analytics.forecasting.intervals import Coverage, Errors, coverage, reaches, scales
from tillhouse.analytics.forecasting.opening import Regressors, closed_days
from tillhouse.analytics.forecasting.periods import Grain, periods

#: Origins from which the whole horizon can be compared with what was sold; with fewer nothing is forecast.
_FULL_ORIGINS = 4
#: In place of a model: what is published, after scaling.
PUBLISHED = "published"


@dataclass(frozen=True)
class Tried:
    """One model in the back-test. meant: the series it was tried on."""

    meant: Flags
    measured: Accuracy
    coverage: Coverage


@dataclass(frozen=True)
class Outlook:
    """What one grain comes to; with a verdict, all but the grain is empty.

    verdict: empty, or why nothing is forecast. season: periods of the pattern, 1 for none. origins: of the back-test.
    starts, ends, is_open: the periods that are forecast. point: (series, horizon). low, high: the same by level, NaN
    where there are too few errors to tell. models: what is published of each series. tried: by model, and `PUBLISHED`
    for what is published, after scaling. complete: the splits whose parts are all of the total.
    """

    grain: Grain
    verdict: str = ""
    season: int = 1
    using: Regressors = field(default_factory=Regressors)
    origins: int = 0
    starts: tuple[date, ...] = ()
    ends: tuple[date, ...] = ()
    is_open: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    point: Values = field(default_factory=lambda: np.zeros((0, 0)))
    low: Mapping[int, Values] = field(default_factory=dict)
    high: Mapping[int, Values] = field(default_factory=dict)
    models: Sequence[str] = ()
    demand: Sequence[Demand] = ()
    tried: Mapping[str, Tried] = field(default_factory=dict)
    complete: frozenset[tuple[int, ...]] = frozenset()


def outlook(
    shop: Shop, splits: Sequence[Sequence[int]], grain: Grain, week_starts: int, promotions: bool
) -> Outlook:
    """The outlook of a shop, whose first series is the total.

    splits: places of the series that are parts of the total, split by split. week_starts: 0 for Monday to 6 for Sunday.
    promotions: whether any are known.
    """
    closed = closed_days(shop.days, shop.traded)
    over = periods(shop.days.dates, closed, len(shop.traded), grain, week_starts)
    needed = grain.fewest + grain.horizon + (_FULL_ORIGINS - 1) * grain.every
    if over.past < needed:
        return Outlook(grain, f"too short: {max(over.past, 0)} whole {grain.units}, {needed} are needed")
    test = tested(shop, over, grain, regressors(shop, over, grain, promotions))
    points, models = answers(test, splits)
    return _outlook(test, splits, points, models)


def _outlook(test: Test, splits: Sequence[Sequence[int]], points: Values, models: Sequence[str]) -> Outlook:
    scale = _scales(test, points)
    errors = _errors(test, points, scale)
    reach = {level: by * scale[:, -1] for level, by in reaches(errors).items()}
    is_open = test.seen.ahead[-1] > 0
    point = np.where(is_open, points[:, -1], 0.0)
    ahead = slice(test.over.past, test.over.past + test.grain.horizon)
    return Outlook(
        test.grain,
        season=test.season,
        using=test.using,
        origins=len(test.at),
        starts=test.over.starts[ahead],
        ends=test.over.ends[ahead],
        is_open=is_open,
        point=point,
        low={level: np.where(is_open, np.maximum(point - by, 0.0), 0.0) for level, by in reach.items()},
        high={level: np.where(is_open, point + by, 0.0) for level, by in reach.items()},
        models=models,
        demand=test.demand,
        tried={name: _tried(test, made) for name, made in {**test.made, PUBLISHED: points}.items()},
        complete=frozenset(tuple(places) for places in splits if is_all(test, places)),
    )


def _tried(test: Test, points: Values) -> Tried:
    meant = np.any(~np.isnan(points), axis=(1, 2))
    return Tried(
        meant,
        accuracy(test.sold, points[:, :-1]),
        coverage(_errors(test, points, _scales(test, points))),
    )


def _scales(test: Test, points: Values) -> Values:
    known = ~np.isnan(test.seen.raw)
    usual = np.where(known, test.seen.raw, 0.0).sum(axis=2) / np.maximum(known.sum(axis=2), 1)
    return scales(points, test.seen.ahead > 0, usual)


def _errors(test: Test, points: Values, scale: Values) -> Errors:
    """Errors in scales; NaN where the shop was expected to be closed, or nothing is known."""
    error = test.sold.actual - points[:, :-1]
    counts = (test.seen.ahead[None, :-1] > 0) & (scale[:, :-1] > 0)
    values = np.divide(error, scale[:, :-1], out=np.full_like(error, np.nan), where=counts)
    return Errors(values, test.at, test.grain.every, test.grain.block)
