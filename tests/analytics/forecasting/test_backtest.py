"""A back-test that saw the future would be caught; this one does not see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.analytics.forecasting.shops import seasonal, shop, split
from tillhouse.analytics.forecasting.backtest import Seen, Shop, forecasts, origins, regressors, seen_from
from tillhouse.analytics.forecasting.opening import Regressors, closed_days
from tillhouse.analytics.forecasting.periods import GRAINS, Grain, Periods, periods

DAYS = 300
USING = Regressors(holidays=True, promotions=True)
Look = Callable[[Shop, Periods, Grain, list[int], Regressors], Seen]
CALENDAR = {"holidays": (16, 44, 150, 170), "promotions": (31, 32, 101, 102, 240, 310)}


def over(one: Shop, grain: Grain) -> Periods:
    closed = closed_days(one.days, one.traded)
    return periods(one.days.dates, closed, len(one.traded), grain, week_starts=0)


def forecast_at(look: Look, one: Shop, grain: Grain, origin: int) -> np.ndarray:
    seen = look(one, over(one, grain), grain, [origin], USING)
    made = forecasts(
        seen, ["smooth", "lumpy", "erratic"], grain.season if grain.name == "daily" else 1, grain.horizon
    )
    return np.stack([np.nan_to_num(values) for values in made.values()])


def sees_the_future(look: Look, grain: Grain) -> bool:
    """Whether a forecast of the past changes with what was sold after it."""
    parts = split(seasonal(DAYS, seed=3), [0.6, 0.4], seed=4)
    parts[0, [16, 44]] = parts[1:, [16, 44]] = 0
    one = shop(parts, **CALENDAR)
    origin = int(origins(over(one, grain), grain)[0]) + 3 * grain.every
    before = forecast_at(look, one, grain, origin)
    cut = over(one, grain).last_day(origin) + 1
    other = one.amounts.copy()
    other[:, cut:] *= np.linspace(1, 5, DAYS - cut)
    # After the origin the shop trades on days on which it never did, and shuts on others.
    traded = one.traded.copy()
    traded[cut:] = ~traded[cut:]
    after = forecast_at(look, replace(one, amounts=other, traded=traded), grain, origin)
    return bool((before != after).any())


@pytest.mark.parametrize("grain", GRAINS, ids=lambda grain: grain.name)
def test_what_comes_after_an_origin_changes_nothing(grain: Grain) -> None:
    assert not sees_the_future(seen_from, grain)


def _leaking(one: Shop, periods_: Periods, grain: Grain, at: list[int], using: Regressors) -> Seen:
    """Windows that end one period too late."""
    later = seen_from(one, periods_, grain, [period + 1 for period in at], using)
    return replace(later, ahead=seen_from(one, periods_, grain, at, using).ahead)


def _leaking_calendar(one: Shop, periods_: Periods, grain: Grain, at: list[int], using: Regressors) -> Seen:
    """Opening days as known at the end."""
    now = seen_from(one, periods_, grain, [periods_.past - 1], using)
    return replace(seen_from(one, periods_, grain, at, using), ahead=now.ahead)


@pytest.mark.parametrize("look", [_leaking, _leaking_calendar])
@pytest.mark.parametrize("grain", GRAINS, ids=lambda grain: grain.name)
def test_a_back_test_that_leaks_is_caught(look: Look, grain: Grain) -> None:
    assert sees_the_future(look, grain)


def test_a_series_begins_with_its_first_sale() -> None:
    parts = split(seasonal(DAYS, seed=5), [0.6, 0.4], seed=6)
    parts[2, :100] = 0
    one = shop(parts)
    daily = GRAINS[0]
    seen = seen_from(one, over(one, daily), daily, [DAYS - 1], Regressors())
    known = ~np.isnan(seen.windows[:, 0])
    assert known.sum(axis=1).tolist() == [one.traded.sum(), one.traded.sum(), one.traded[100:].sum()]


def test_weeks_are_compared_by_the_days_they_are_open() -> None:
    total = seasonal(DAYS, seed=7, noise=0.001)
    total[[16, 44, 150, 170]] = 0
    one = shop(total[None], holidays=(16, 44, 150, 170, 304))
    weekly = GRAINS[1]
    seen = seen_from(one, over(one, weekly), weekly, [41], Regressors(holidays=True))
    per_day = seen.windows[0, 0]
    assert np.nanstd(per_day) / np.nanmean(per_day) < 0.01
    # Day 304 is the Thursday of the second week to come, worth 1 of the 6.4 that a week from Monday to Saturday is.
    assert seen.ahead[0, 1] / seen.ahead[0, 2] == pytest.approx(5.4 / 6.4, rel=0.01)


def test_holidays_and_promotions_are_used_where_they_help_and_not_where_they_do_not() -> None:
    days = np.arange(DAYS)
    holidays, promotions = (16, 44, 150, 170, 290), tuple(range(20, DAYS, 23))
    total = seasonal(DAYS, seed=8)
    daily = GRAINS[0]
    plain = shop(total[None], promotions=promotions)
    assert regressors(plain, over(plain, daily), daily, True) == Regressors()
    helped = np.where(np.isin(days, promotions), 2.5, 1.0) * total
    helped[list(holidays)] = 0
    both = shop(helped[None], holidays=holidays, promotions=promotions)
    assert regressors(both, over(both, daily), daily, True) == Regressors(holidays=True, promotions=True)
