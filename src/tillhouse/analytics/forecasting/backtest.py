"""The back-test: each model forecasts from many past moments (rolling origins), with what was known then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tillhouse.analytics.forecasting._windows import Flags, Values, Windows
from tillhouse.analytics.forecasting.accuracy import Accuracy, Sold, accuracy, compared
from tillhouse.analytics.forecasting.demand import ERRATIC, SMOOTH, Demand, demands
from tillhouse.analytics.forecasting.models import BENCHMARK, MODELS
from tillhouse.analytics.forecasting.opening import Days, Regressors, day_weights
from tillhouse.analytics.forecasting.periods import Grain, Periods

#: The models tried for a class of demand, beside the benchmark.
_REGULAR = ("seasonal_mean", "level", "damped_trend", "theta", "holt_winters")
_SEASONAL = "holt_winters"
_SPORADIC = ("seasonal_mean", "level", "croston_sba", "tsb")
#: The mean of these is one model more for regular demand (Bates & Granger 1969).
_COMBINED = ("level", "theta", "damped_trend", "holt_winters")
COMBINATION = "combination"
NAMES = (*MODELS, COMBINATION)


@dataclass(frozen=True)
class Shop:
    """What is known of a shop: its days, and what its series sold on the past ones.

    amounts: (series, past days), the first series being the total. traded: for each past day.
    """

    days: Days
    amounts: Values
    traded: Flags


@dataclass(frozen=True)
class Seen:
    """What is seen from some origins: the windows of all series, and how long the periods to come are.

    windows: (series, origins, length), values per ordinary day; raw: the same as sold.
    ahead: (origins, horizon), ordinary days in each period to come; 0 where closed.
    """

    windows: Values
    raw: Values
    ahead: Values


def origins(periods: Periods, grain: Grain) -> NDArray[np.int64]:
    """The last periods of the windows of a back-test, oldest first: each has a whole period to come.

    Where two seasons leave as many origins as the horizon has steps, all have seen two, and the season is used.
    """
    latest = periods.past - 2
    first, seasonal = grain.fewest - 1, 2 * grain.season - 1
    if latest - seasonal + 1 >= grain.horizon:
        first = max(first, seasonal)
    all_of_them = np.arange(latest, first - 1, -grain.every)[: grain.origins]
    return all_of_them[::-1]


def seen_from(shop: Shop, periods: Periods, grain: Grain, at: Sequence[int], using: Regressors) -> Seen:
    """What is known at the ends of some periods, and nothing of what came after."""
    length = min(grain.longest, periods.past)
    sold = periods.sums(shop.amounts)
    shape = (len(shop.amounts), len(at), length)
    windows, raw = np.full(shape, np.nan), np.full(shape, np.nan)
    ahead = np.zeros((len(at), grain.horizon))
    for place, period in enumerate(at):
        weights = _weights(shop, periods, grain, period, using)
        begun = np.maximum.accumulate(sold[:, : period + 1] > 0, axis=1)
        values = np.where(begun & (weights[: period + 1] > 0), sold[:, : period + 1], np.nan)[:, -length:]
        raw[:, place, length - values.shape[1] :] = values
        per_day = values / np.where(weights > 0, weights, 1.0)[: period + 1][-length:]
        windows[:, place, length - values.shape[1] :] = per_day
        coming = weights[period + 1 : period + 1 + grain.horizon]
        ahead[place, : len(coming)] = coming
    return Seen(windows, raw, ahead)


def _weights(shop: Shop, periods: Periods, grain: Grain, period: int, using: Regressors) -> Values:
    """Ordinary days in each period, as known at the end of one of them."""
    known = min(periods.last_day(period) + 1, len(shop.traded))
    total, traded = shop.amounts[0, :known], shop.traded[:known]
    by_day = day_weights(shop.days, total, traded, using)
    if grain.name != "daily":
        by_day = by_day * _weekday_shares(total, traded, shop.days.weekday)
    return periods.sums(by_day)


def _weekday_shares(total: Values, traded: Flags, weekday: NDArray[np.int64]) -> Values:
    """What is sold on a day of this weekday over what is sold on any."""
    mean = total[traded].mean() if traded.any() else 1.0
    past = weekday[: len(traded)]
    shares = np.ones(7)
    for place in range(7):
        days = traded & (past == place)
        if days.any() and mean > 0:
            shares[place] = total[days].mean() / mean
    return shares[weekday]


def forecasts(seen: Seen, demand: Sequence[str], season: int, horizon: int) -> Mapping[str, Values]:
    """What each model forecasts, by name: (series, origins, horizon); NaN for series it is not meant for."""
    regular = np.array([one in (SMOOTH, ERRATIC) for one in demand], dtype=np.bool_)
    found: dict[str, Values] = {}
    for which, names in ((regular, _REGULAR), (~regular, _SPORADIC)):
        if not which.any():
            continue
        windows = Windows(seen.windows[which].reshape(-1, seen.windows.shape[2]), season)
        made = {
            name: MODELS[name](windows, horizon)
            for name in (BENCHMARK, *names)
            if season > 1 or name != _SEASONAL
        }
        if names is _REGULAR:
            made[COMBINATION] = np.mean([made[name] for name in _COMBINED if name in made], axis=0)
        for name, ahead in made.items():
            every = found.setdefault(name, np.full((*seen.windows.shape[:2], horizon), np.nan))
            every[which] = ahead.reshape(-1, *every.shape[1:]) * seen.ahead[None]
    return {name: found[name] for name in NAMES if name in found}


@dataclass(frozen=True)
class Test:
    """A back-test.

    over: the periods. at: the origins, each the last period that was known. using: what of the calendar is used.
    seen: from the origins and, last, from now. demand: the class of each series. made: what each model forecasts,
    (series, origins and now, horizon). sold: what it is compared with. measured: how far each model was off.
    """

    grain: Grain
    over: Periods
    at: NDArray[np.int64]
    season: int
    using: Regressors
    seen: Seen
    demand: Sequence[Demand]
    made: Mapping[str, Values]
    sold: Sold
    measured: Mapping[str, Accuracy]


def tested(shop: Shop, over: Periods, grain: Grain, using: Regressors) -> Test:
    """Every model at every origin, and now."""
    at = origins(over, grain)
    season = grain.season if grain.name == "daily" or at[0] + 1 >= 2 * grain.season else 1
    seen = seen_from(shop, over, grain, [*at, over.past - 1], using)
    demand = demands(seen.windows[:, -1])
    made = forecasts(seen, [one.name for one in demand], season, grain.horizon)
    sold = compared(_coming(shop.amounts, shop.traded, over, at, grain), seen.raw[:, :-1], season)
    measured = {name: accuracy(sold, values[:, :-1]) for name, values in made.items()}
    return Test(grain, over, at, season, using, seen, demand, made, sold, measured)


def regressors(shop: Shop, over: Periods, grain: Grain, promotions: bool) -> Regressors:
    """Of the calendar, what makes the best forecast of the total better: holidays, and promotions beside them."""
    total = Shop(shop.days, shop.amounts[:1], shop.traded)
    # A public holiday without a sale counts as 0 here: to know that it is one is what holidays are worth.
    counted = shop.traded | shop.days.holiday[: len(shop.traded)]

    def error(using: Regressors) -> float:
        test = tested(total, over, grain, using)
        actual = _coming(total.amounts, counted, over, test.at, grain)
        return min(float(np.nansum(np.abs(values[:, :-1] - actual))) for values in test.made.values())

    best = Regressors()
    for more in (
        Regressors(holidays=True),
        Regressors(holidays=True, promotions=True),
        Regressors(promotions=True),
    ):
        if (promotions or not more.promotions) and error(more) < error(best):
            best = more
    return best


def _coming(amounts: Values, counted: Flags, over: Periods, at: NDArray[np.int64], grain: Grain) -> Values:
    """What was sold in the periods after each origin, (series, origins, horizon); NaN where that is not past, or where
    no day of the period is ``counted``.
    """
    by_period, counts = over.sums(amounts), over.sums(counted.astype(np.float64)) > 0
    found = np.full((len(amounts), len(at), grain.horizon), np.nan)
    for place, period in enumerate(at):
        until = min(period + 1 + grain.horizon, over.past)
        known = np.where(counts[period + 1 : until], by_period[:, period + 1 : until], np.nan)
        found[:, place, : until - period - 1] = known
    return found
