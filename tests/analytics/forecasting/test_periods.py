"""Which periods are whole."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tillhouse.analytics.forecasting.periods import GRAINS, periods

DAILY, WEEKLY, MONTHLY = GRAINS


def found(grain, first: date, past: int, closed: tuple[int, ...] = ()):  # type: ignore[no-untyped-def]
    dates = [first + timedelta(days=n) for n in range(past + 230)]
    shut = np.isin([day.weekday() for day in dates], closed)
    return periods(dates, shut, past, grain, week_starts=6)


def test_weeks_begin_when_the_calendar_says_and_parts_of_weeks_are_left_out() -> None:
    over = found(WEEKLY, date(2023, 1, 4), 14)
    assert over.starts[:2] == (date(2023, 1, 8), date(2023, 1, 15))
    assert over.past == 1
    assert len(over.starts) == 1 + WEEKLY.horizon
    assert over.ends[0] == date(2023, 1, 14)


def test_a_week_is_whole_when_only_closed_days_are_missing() -> None:
    friday = (date(2023, 1, 20) - date(2023, 1, 8)).days + 1
    assert found(WEEKLY, date(2023, 1, 8), friday).past == 1
    assert found(WEEKLY, date(2023, 1, 8), friday, closed=(5,)).past == 2


def test_days_to_come_begin_the_day_after_the_data() -> None:
    over = found(DAILY, date(2023, 1, 8), 13, closed=(5,))
    assert over.past == 13
    assert over.starts[13] == date(2023, 1, 21)


def test_the_month_that_has_begun_is_the_first_to_be_forecast() -> None:
    over = found(MONTHLY, date(2023, 1, 1), 31 + 28 + 9)
    assert over.past == 2
    assert over.starts[2:] == tuple(date(2023, month, 1) for month in range(3, 9))
    assert over.ends[1] == date(2023, 2, 28)


@pytest.mark.parametrize("grain", GRAINS, ids=lambda grain: grain.name)
def test_sums_by_period_are_sums_of_their_days(grain) -> None:  # type: ignore[no-untyped-def]
    over = found(grain, date(2023, 1, 4), 100)
    values = np.arange(200.0).reshape(2, 100)
    values[0, 50] = np.nan
    for series in range(2):
        expected = [
            np.nansum([v for day, v in enumerate(values[series]) if over.of_day[day] == period])
            for period in range(len(over.starts))
        ]
        assert over.sums(values)[series].tolist() == expected


def test_nothing_past_is_no_period_past() -> None:
    assert found(MONTHLY, date(2023, 1, 10), 12).past == 0
