"""Models against loops in plain Python, one series and one parameter at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product

import numpy as np
import pytest

from tillhouse.analytics.forecasting import models
from tillhouse.analytics.forecasting._windows import Windows, deseasonalised

Floats = models.Values
Step = Callable[[dict[str, float], float, tuple[float, ...]], float]
LENGTH, HORIZON = 60, 9


def sold(seed: int, lumpy: bool = False) -> Floats:
    chance = np.random.default_rng(seed)
    values = chance.lognormal(3, 0.4, LENGTH) * (chance.random(LENGTH) < (0.3 if lumpy else 1.0))
    values[chance.random(LENGTH) < 0.1] = np.nan
    values[:5] = np.nan
    return np.asarray(values)


def known(series: Floats) -> list[float]:
    return [float(value) for value in series if not np.isnan(value)]


def start(values: Iterable[float]) -> float:
    return float(np.mean(list(values)[:8]))


def least_squares(
    series: Floats, begin: dict[str, float], grid: Iterable[tuple[float, ...]], step: Step
) -> tuple[dict[str, float], tuple[float, ...]]:
    """The state after the series for the parameters with the least squared one-step error; `step` returns the error."""
    found = []
    for parameters in grid:
        state, squares = dict(begin), 0.0
        for value in known(series):
            squares += step(state, value, parameters) ** 2
        found.append((squares, state, parameters))
    _, state, parameters = min(found, key=lambda one: one[0])
    return state, parameters


def ses(state: dict[str, float], value: float, parameters: tuple[float, ...]) -> float:
    error = value - state["level"]
    state["level"] += parameters[0] * error
    return error


ALPHAS = [(a,) for a in (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8)]


@pytest.mark.parametrize("seed", range(4))
def test_level_is_exponential_smoothing(seed: int) -> None:
    series = sold(seed)
    state, _ = least_squares(series, {"level": start(known(series))}, ALPHAS, ses)
    assert models.level(Windows(series[None], 1), HORIZON)[0] == pytest.approx([state["level"]] * HORIZON)


@pytest.mark.parametrize("seed", range(4))
def test_theta_is_smoothing_with_half_the_slope(seed: int) -> None:
    series = sold(seed) + np.arange(LENGTH)
    state, (alpha,) = least_squares(series, {"level": start(known(series))}, ALPHAS, ses)
    at = np.flatnonzero(~np.isnan(series))
    slope = np.polyfit(at, series[at], 1)[0]
    drift = np.arange(HORIZON) + (1 - (1 - alpha) ** len(at)) / alpha
    assert models.theta(Windows(series[None], 1), HORIZON)[0] == pytest.approx(
        state["level"] + slope / 2 * drift
    )


@pytest.mark.parametrize("seed", range(4))
def test_damped_trend_fades(seed: int) -> None:
    def step(state: dict[str, float], value: float, parameters: tuple[float, ...]) -> float:
        alpha, beta = parameters
        error = value - state["level"] - 0.9 * state["trend"]
        state["level"] += 0.9 * state["trend"] + alpha * error
        state["trend"] = 0.9 * state["trend"] + alpha * beta * error
        return error

    series = sold(seed) + np.arange(LENGTH)
    grid = product((0.05, 0.1, 0.2, 0.4), (0.02, 0.1))
    state, _ = least_squares(series, {"level": start(known(series)), "trend": 0.0}, grid, step)
    expected = [
        state["level"] + state["trend"] * sum(0.9**k for k in range(1, h + 1)) for h in range(1, HORIZON + 1)
    ]
    assert models.damped_trend(Windows(series[None], 1), HORIZON)[0] == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(4))
def test_croston_less_its_bias(seed: int) -> None:
    def step(state: dict[str, float], value: float, parameters: tuple[float, ...]) -> float:
        (alpha,) = parameters
        error = value - (1 - alpha / 2) * state["size"] / state["between"]
        if value > 0:
            state["size"] += alpha * (value - state["size"])
            state["between"] += alpha * (state["waited"] - state["between"])
        state["waited"] = 1 if value > 0 else state["waited"] + 1
        return error

    series = sold(seed, lumpy=True)
    state, (alpha,) = least_squares(series, _begun(series), [(a,) for a in (0.05, 0.1, 0.2)], step)
    rate = (1 - alpha / 2) * state["size"] / state["between"]
    assert models.croston_sba(Windows(series[None], 1), HORIZON)[0] == pytest.approx([rate] * HORIZON)


@pytest.mark.parametrize("seed", range(4))
def test_tsb_is_probability_times_size(seed: int) -> None:
    def step(state: dict[str, float], value: float, parameters: tuple[float, ...]) -> float:
        error = value - state["size"] * state["chance"]
        if value > 0:
            state["size"] += parameters[0] * (value - state["size"])
        state["chance"] += parameters[1] * ((value > 0) - state["chance"])
        return error

    series = sold(seed, lumpy=True)
    state, _ = least_squares(series, _begun(series), product((0.05, 0.1, 0.2), (0.02, 0.05, 0.1)), step)
    assert models.tsb(Windows(series[None], 1), HORIZON)[0] == pytest.approx(
        [state["size"] * state["chance"]] * HORIZON
    )


def _begun(series: Floats) -> dict[str, float]:
    values = known(series)
    chance = (start(value > 0 for value in values) * 8 + 1) / 9
    return {"size": start(v for v in values if v > 0), "between": 1 / chance, "chance": chance, "waited": 1}


@pytest.mark.parametrize("seed", range(3))
def test_holt_winters_adds_seasons(seed: int) -> None:
    season, series = 7, sold(seed)
    _, factors = deseasonalised(series[None], season)
    begin = start(known(series))
    found = []
    for alpha, gamma in product((0.02, 0.05, 0.1, 0.2, 0.4), (0.0, 0.05, 0.15)):
        level, squares = begin, 0.0
        seasons = [(factor - 1) * begin for factor in factors[0]]
        for at, value in enumerate(series):
            if not np.isnan(value):
                place = (at - LENGTH + 1) % season
                error = value - level - seasons[place]
                level, seasons[place] = level + alpha * error, seasons[place] + gamma * error
                squares += error**2
        found.append((squares, [max(level + seasons[h % season], 0) for h in range(1, HORIZON + 1)]))
    assert models.holt_winters(Windows(series[None], season), HORIZON)[0] == pytest.approx(min(found)[1])


def test_seasonal_naive_repeats_the_last_season() -> None:
    window = np.array([[np.nan, 1, 2, 3, 4, np.nan, 6.0]])
    assert models.seasonal_naive(Windows(window, 3), 6)[0].tolist() == [4, 2, 6, 4, 2, 6]
    assert models.seasonal_naive(Windows(window, 1), 2)[0].tolist() == [6, 6]


def test_seasonal_mean_is_of_the_last_eight() -> None:
    window = np.arange(40, dtype=float)[None]
    assert models.seasonal_mean(Windows(window, 2), 2)[0].tolist() == [
        np.mean(np.arange(40)[-2::-2][:8]),
        np.mean(np.arange(40)[-1::-2][:8]),
    ]


def test_a_season_is_taken_out_whole() -> None:
    pattern = np.array([0.5, 1.0, 1.5])
    window = (np.tile(pattern, 20) * 100)[None]
    flat, factors = deseasonalised(window, 3)
    assert flat == pytest.approx(np.full((1, 60), 100.0))
    assert factors[0] == pytest.approx(np.roll(pattern, 1))  # place 0 is that of the last value
    assert models.level(Windows(window, 3), 4)[0] == pytest.approx([50, 100, 150, 50])


@pytest.mark.parametrize("name", models.MODELS)
@pytest.mark.parametrize("season", [1, 7])
def test_nothing_is_negative_or_unknown(name: str, season: int) -> None:
    falling = np.maximum(np.linspace(100, -50, 60), 0)
    windows = np.stack([falling, np.zeros(60), sold(1), sold(2, lumpy=True), np.r_[np.full(59, np.nan), 5.0]])
    ahead = models.MODELS[name](Windows(windows, season), HORIZON)
    assert ahead.shape == (5, HORIZON)
    assert np.isfinite(ahead).all()
    assert (ahead >= 0).all()
    assert (ahead[1] == 0).all()


@pytest.mark.parametrize("name", models.MODELS)
def test_windows_do_not_know_each_other(name: str) -> None:
    windows = np.stack([sold(seed, lumpy=seed % 2 == 0) for seed in range(5)])
    together = models.MODELS[name](Windows(windows, 7), HORIZON)
    apart = np.vstack([models.MODELS[name](Windows(windows[at : at + 1], 7), HORIZON) for at in range(5)])
    assert (together == apart).all()
