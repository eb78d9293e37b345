"""Forecasts of shops whose truth is known."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from tests.analytics.forecasting.shops import MONDAY, WEEK, Floats, seasonal, shop, split, walk
from tillhouse.analytics.forecasting.models import BENCHMARK
from tillhouse.analytics.forecasting.outlook import PUBLISHED, Outlook, outlook
from tillhouse.analytics.forecasting.periods import GRAINS

DAILY, WEEKLY, MONTHLY = GRAINS
PARTS = [[1, 2, 3]]


def found(amounts: Floats, grain=DAILY, splits=()) -> Outlook:  # type: ignore[no-untyped-def]
    return outlook(shop(amounts), splits, grain, week_starts=0, promotions=False)


def mase(one: Outlook, model: str, series: int = 0) -> float:
    return float(one.tried[model].measured.mase[series])


def test_a_season_that_is_known_beats_naive_by_what_theory_says() -> None:
    one = found(seasonal(400, seed=1)[None])
    assert one.models[0] != BENCHMARK
    # Naive errs by two noises, the truth by one: a ratio of √½.
    assert mase(one, PUBLISHED) / mase(one, BENCHMARK) == pytest.approx(0.5**0.5, abs=0.05)
    expected = 1000 * WEEK[np.arange(400, 428) % 7]
    assert one.point[0] == pytest.approx(expected, rel=0.1)
    assert one.is_open.tolist() == (expected > 0).tolist()


@pytest.mark.parametrize("seed", range(3))
def test_a_random_walk_is_answered_by_the_last_value_or_what_is_as_good(seed: int) -> None:
    one = found(walk(420, seed)[None], WEEKLY)
    assert one.season == 1
    assert mase(one, PUBLISHED) <= mase(one, BENCHMARK) * (1 + 1e-9)
    if one.models[0] == BENCHMARK:
        assert len(set(np.round(one.point[0], 6))) == 1
    assert mase(one, PUBLISHED) > mase(one, BENCHMARK) * 0.75


def test_no_part_is_published_worse_than_naive_and_all_sums_agree() -> None:
    total = seasonal(400, seed=2)
    for grain in GRAINS:
        one = found(split(total, [0.6, 0.3, 0.1], seed=3), grain, PARTS)
        published, usual = one.tried[PUBLISHED].measured, one.tried[BENCHMARK].measured
        assert (published.mase <= usual.mase * (1 + 1e-9)).all()
        assert (published.rmsse <= usual.rmsse * (1 + 1e-9)).all()
        assert one.point[1:].sum(axis=0) == pytest.approx(one.point[0])
        assert one.complete == {(1, 2, 3)}


def test_parts_that_are_not_all_of_it_never_come_to_more() -> None:
    one = found(split(seasonal(400, seed=2), [0.6, 0.3, 0.1], seed=3)[:3], DAILY, [[1, 2]])
    assert one.complete == frozenset()
    assert (one.point[1:].sum(axis=0) <= one.point[0] * (1 + 1e-9)).all()


def test_coverage_is_near_nominal_where_noise_stays_what_it_is() -> None:
    parts = np.vstack([seasonal(420, seed=seed, noise=0.3) for seed in range(12)])
    covered = found(parts).tried[PUBLISHED].coverage
    assert np.nanmean(covered.shares[80]) == pytest.approx(0.80, abs=0.05)
    assert np.nanmean(covered.shares[95]) == pytest.approx(0.95, abs=0.05)


@pytest.mark.parametrize("grain", [DAILY, WEEKLY], ids=lambda grain: grain.name)
def test_coverage_of_random_walks_is_near_nominal(grain) -> None:  # type: ignore[no-untyped-def]
    covered = found(np.vstack([walk(420, seed=seed) for seed in range(30)]), grain).tried[PUBLISHED].coverage
    assert np.nanmean(covered.shares[80]) == pytest.approx(0.80, abs=0.05)
    assert np.nanmean(covered.shares[95]) == pytest.approx(0.95, abs=0.05)


def test_coverage_to_come_is_near_nominal() -> None:
    days, held = 400, {80: [], 95: []}  # type: ignore[var-annotated]
    parts = np.vstack([seasonal(days + DAILY.horizon, seed=seed, noise=0.3) for seed in range(25)])
    one, to_come = found(parts[:, :days]), parts[:, days:]
    for level, inside in held.items():
        is_in = (to_come >= one.low[level]) & (to_come <= one.high[level])
        inside += is_in[:, one.is_open].ravel().tolist()
        assert np.mean(inside) == pytest.approx(level / 100, abs=0.05)


def test_intervals_hold_the_forecast_and_each_other_and_are_never_negative() -> None:
    chance = np.random.default_rng(5)
    lumpy = seasonal(400, seed=5) * (chance.random(400) < 0.15) * chance.lognormal(0, 1, 400)
    one = found(np.vstack([seasonal(400, seed=4), lumpy]), DAILY, [[1]])
    assert one.demand[1].name == "lumpy"
    for inner, outer in ((80, 95),):
        assert (one.low[outer] <= one.low[inner]).all()
        assert (one.low[inner] <= one.point).all()
        assert (one.point <= one.high[inner]).all()
        assert (one.high[inner] <= one.high[outer]).all()
    assert (one.low[95] >= 0).all()


@pytest.mark.parametrize("grain", GRAINS, ids=lambda grain: grain.name)
@pytest.mark.parametrize("days", [1, 7])
def test_a_shop_of_a_week_is_too_short(grain, days: int) -> None:  # type: ignore[no-untyped-def]
    assert found(seasonal(days, seed=1)[None], grain).verdict.startswith("too short: ")


def test_how_much_is_needed_is_said() -> None:
    assert found(seasonal(104, seed=1)[None]).verdict == "too short: 104 whole days, 105 are needed"
    assert found(seasonal(105, seed=1)[None]).verdict == ""


def test_a_season_of_a_year_is_used_once_there_are_years() -> None:
    months = np.arange(60)
    level = np.where(months % 12 >= 10, 3.0, 1.0)
    days = np.concatenate([np.full(30, value) for value in level]) * seasonal(1800, seed=6)
    one = found(days[None], WEEKLY)
    assert one.season == 52
    assert mase(one, PUBLISHED) <= mase(one, BENCHMARK)


@pytest.mark.parametrize(("months", "season"), [(36, 12), (31, 12), (29, 1)])
def test_months_have_the_season_of_the_year_after_two_years_and_a_horizon(months: int, season: int) -> None:
    known = [MONDAY + timedelta(days=n) for n in range(30 * months + months // 2)]
    busy = np.array([1 + 0.4 * np.sin(2 * np.pi * day.month / 12) for day in known])
    one = found((seasonal(len(known), seed=9) * busy)[None], MONTHLY)
    assert one.season == season
    if season > 1:
        expected = np.array([1 + 0.4 * np.sin(2 * np.pi * start.month / 12) for start in one.starts])
        assert one.point[0] / one.point[0].mean() == pytest.approx(expected / expected.mean(), abs=0.12)
        assert mase(one, PUBLISHED) < 1
