"""From rows of days to the series of each currency, and to what can be said of their future."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from tillhouse.analytics._kept import computed_once
from tillhouse.analytics.forecasting.backtest import Shop
from tillhouse.analytics.forecasting.opening import Days
from tillhouse.analytics.forecasting.outlook import Outlook, outlook
from tillhouse.analytics.forecasting.periods import GRAINS
from tillhouse.retail.calendar import WEEKDAYS, Calendar, calendar_days, promotions

#: Days to come that hold the last month of any horizon.
_AHEAD = 230
_SPLITS = ("total", "country", "class", "product")


@dataclass(frozen=True)
class Forecast:
    """All series of one currency and what comes of them. names: split and series; the first is the total.

    whole: for each split but the total, the places of its series. last: the last day that is known.
    """

    currency: str | None
    names: tuple[tuple[str, str], ...]
    last: date
    splits: tuple[tuple[int, ...], ...]
    outlooks: tuple[Outlook, ...]


def forecast(rows: pl.DataFrame, calendar: Calendar) -> list[Forecast]:
    """The forecasts of each currency.

    rows: currency, split, series, business_date, status and amount of each series and day, without a hole. Two
    tables of a run are made of one answer.
    """
    ordered = rows.sort("currency", "split", "series", "business_date")
    key = hashlib.sha256(repr(calendar).encode() + ordered.hash_rows(seed=0).to_numpy().tobytes()).hexdigest()

    def computed() -> list[Forecast]:
        return [_forecast(part, calendar) for part in ordered.partition_by("currency", maintain_order=True)]

    return computed_once("forecast", key, computed)


def _forecast(rows: pl.DataFrame, calendar: Calendar) -> Forecast:
    order = pl.col("split").replace_strict(
        {name: at for at, name in enumerate(_SPLITS)}, return_dtype=pl.Int64
    )
    ordered = rows.with_columns(order=order).sort("order", "series", "business_date")
    names = tuple(ordered.select("split", "series").unique(maintain_order=True).iter_rows())
    total = ordered.filter(pl.col("split") == "total")
    past = total.height
    amounts = ordered["amount"].cast(pl.Float64).to_numpy().reshape(len(names), past)
    traded = total["status"].is_in(["sold", "zero"]).to_numpy()
    first, last = total["business_date"].to_list()[0], total["business_date"].to_list()[-1]
    shop = Shop(_days(first, last, calendar), amounts, traded)
    splits = tuple(_places(names, split) for split in _SPLITS[1:])
    week_starts = WEEKDAYS.index(calendar.week_starts)
    known = any(name for name in shop.days.promotion)
    found = (
        outlook(shop, [list(places) for places in splits if places], grain, week_starts, known)
        for grain in GRAINS
    )
    return Forecast(rows["currency"].to_list()[0], names, last, splits, tuple(found))


def _places(names: Sequence[tuple[str, str]], split: str) -> tuple[int, ...]:
    return tuple(at for at, (one, _) in enumerate(names) if one == split)


def _days(first: date, last: date, calendar: Calendar) -> Days:
    known = calendar_days(first, last + timedelta(days=_AHEAD), calendar)
    return Days(first, np.array(known["is_holiday"], dtype=np.bool_), promotions(known["date"], calendar))
