"""What will be sold, as rows."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.analytics.forecasting.shops import Floats, seasonal, split
from tests.tables.rows import given, rows_of
from tillhouse.frame import Frame
from tillhouse.retail.calendar import Calendar

CALENDAR = Calendar(country="", week_starts="Monday")
FIRST = date(2023, 1, 2)
NAMES = (
    ("total", "all"),
    ("country", "France"),
    ("country", "Spain"),
    ("class", "A"),
    ("class", "C"),
    ("product", "P1"),
)


def demand(amounts: Floats, names: tuple[tuple[str, str], ...] = NAMES) -> Frame:
    """Rows of `demand_days` for these series by day."""
    traded = amounts[0] > 0
    rows: list[dict[str, Any]] = [
        {
            "currency": "GBP",
            "split": kind,
            "series": series,
            "business_date": (FIRST + timedelta(days=day)).isoformat(),
            "status": ("sold" if amount > 0 else "zero") if traded[day] else "closed",
            "amount": f"{amount:.2f}",
        }
        for (kind, series), values in zip(names, amounts, strict=True)
        for day, amount in enumerate(values)
    ]
    return given("demand_days", *rows)


def shop(days: int) -> Floats:
    """Series in whole pounds: two countries and two classes that sum to the total, and a product that does not."""
    total = np.round(seasonal(days, seed=1))
    france, some = (np.round(split(total, [0.7, 0.3], seed)[1]) for seed in (2, 3))
    return np.vstack([total, france, total - france, some, total - some, np.round(some / 3)])


@pytest.fixture
def ahead() -> pl.DataFrame:
    return rows_of("sales_forecast", demand_days=demand(shop(400)), calendar=CALENDAR)


def test_parts_sum_to_the_total_to_the_millionth_in_every_scenario(ahead: pl.DataFrame) -> None:
    for column in ("forecast", "pessimistic", "optimistic"):
        sums = (
            ahead.group_by("horizon", "period", "split")
            .agg(pl.col(column).sum())
            .pivot("split", values=column)
        )
        assert sums.height == 28 + 13 + 6
        assert (sums["country"] == sums["total"]).all()
        assert (sums["class"] == sums["total"]).all()
        assert (sums["product"] <= sums["total"]).all()


def test_intervals_lie_around_the_forecast_and_above_nothing(ahead: pl.DataFrame) -> None:
    names = ["low_95", "low_80", "forecast", "high_80", "high_95"]
    known = ahead.drop_nulls("low_80")
    assert known.height > 0
    for inner, outer in pairwise(names):
        assert (known[inner] <= known[outer]).all()
    assert known["low_95"].min() == 0


def test_days_weeks_and_months_follow_the_data(ahead: pl.DataFrame) -> None:
    first = ahead.filter(pl.col("step") == 1, split="total").select("horizon", "period", "period_end").rows()
    # The data end on Monday 2024-02-05.
    assert sorted(first) == [
        ("daily", date(2024, 2, 6), date(2024, 2, 6)),
        ("monthly", date(2024, 2, 1), date(2024, 2, 29)),
        ("weekly", date(2024, 2, 5), date(2024, 2, 11)),
    ]


def test_a_closed_weekday_is_forecast_as_nothing(ahead: pl.DataFrame) -> None:
    sundays = ahead.filter(pl.col("period").dt.weekday() == 7, horizon="daily")
    assert set(sundays["status"]) == {"closed"}
    assert sundays["high_95"].max() == 0
    assert set(ahead.filter(pl.col("period").dt.weekday() < 7, horizon="daily")["status"]) == {"open"}


def test_a_week_of_sales_is_too_short_and_says_so() -> None:
    found = rows_of("sales_forecast", demand_days=demand(shop(7)), calendar=CALENDAR)
    assert found.height == 3 * len(NAMES)
    assert found["forecast"].null_count() == found.height
    assert sorted(set(found["verdict"])) == [
        "too short: 0 whole months, 12 are needed",
        "too short: 1 whole weeks, 29 are needed",
        "too short: 7 whole days, 105 are needed",
    ]


def test_without_a_sale_there_is_nothing_to_say() -> None:
    assert rows_of("sales_forecast", demand_days=given("demand_days"), calendar=CALENDAR).height == 0
