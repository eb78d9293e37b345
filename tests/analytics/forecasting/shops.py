"""Shops whose truth is known: days of sales as they are simulated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tillhouse.analytics.forecasting.backtest import Shop
from tillhouse.analytics.forecasting.opening import Days

Floats = NDArray[np.float64]
MONDAY = date(2023, 1, 2)
#: Monday to Sunday of a shop that sells most on Saturdays and is closed on Sundays.
WEEK = np.array([0.7, 0.8, 0.9, 1.0, 1.2, 1.8, 0.0])
_TO_COME = 230


def shop(
    amounts: Floats, first: date = MONDAY, holidays: Sequence[int] = (), promotions: Sequence[int] = ()
) -> Shop:
    """A shop of these series by day, the first the total; open on days on which the total sold something.

    holidays, promotions: places of days, past or to come.
    """
    days = amounts.shape[1] + _TO_COME
    is_holiday = np.isin(np.arange(days), holidays)
    names = ["sale" if day in set(promotions) else None for day in range(days)]
    return Shop(Days(first, is_holiday, names), amounts, amounts[0] > 0)


def seasonal(days: int, seed: int, noise: float = 0.1) -> Floats:
    """A level of 1,000 with the pattern of `WEEK` and multiplicative noise."""
    chance = np.random.default_rng(seed)
    return 1000 * WEEK[np.arange(days) % 7] * chance.lognormal(-(noise**2) / 2, noise, days)


def walk(days: int, seed: int) -> Floats:
    """A random walk without season, open every day, with nothing but the last value to predict by."""
    chance = np.random.default_rng(seed)
    return np.exp(np.cumsum(chance.normal(0, 0.05, days))) * 1000


def split(total: Floats, shares: Sequence[float], seed: int, noise: float = 0.3) -> Floats:
    """The total and its parts; their shares vary from day to day and sum to 1."""
    chance = np.random.default_rng(seed)
    weights = np.array(shares)[:, None] * chance.lognormal(0, noise, (len(shares), len(total)))
    return np.vstack([total, total * weights / weights.sum(axis=0)])
