"""When a shop trades."""

from __future__ import annotations

from datetime import date

import numpy as np

from tillhouse.analytics.forecasting.opening import Days, Regressors, closed_days, day_weights, statuses

MONDAY = date(2023, 1, 2)
WEEKS = 12


def days(
    holidays: tuple[int, ...] = (), promotions: tuple[int, ...] = (), length: int = WEEKS * 7 + 28
) -> Days:
    names = ["sale" if day in promotions else None for day in range(length)]
    return Days(MONDAY, np.isin(np.arange(length), holidays), names)


def traded(*but: int, weekends: bool = False) -> np.ndarray:
    """Days of the past: open from Monday to Friday (or always), but for some."""
    past = np.arange(WEEKS * 7)
    return (weekends | (past % 7 < 5)) & ~np.isin(past, but)


def test_a_weekday_never_traded_is_closed_in_the_past_and_to_come() -> None:
    closed = closed_days(days(), traded())
    assert (closed == (np.arange(len(closed)) % 7 >= 5)).all()


def test_a_day_missed_once_is_unknown() -> None:
    said = statuses(days(), traded(16))
    assert said[16] == "unknown"
    assert said[15] == "traded"
    assert said[19] == "closed"
    assert said[WEEKS * 7 :][:6] == ["open"] * 5 + ["closed"]


def test_a_weekday_given_up_is_closed_from_then_on() -> None:
    saturdays = traded(*(5 + 7 * week for week in range(3, WEEKS)), weekends=True)
    closed = closed_days(days(), saturdays)
    assert closed[5 + 7 * 3]
    assert closed[5 + 7 * WEEKS]
    assert not closed[5]


def test_holidays_never_traded_are_closed_once_two_are_seen() -> None:
    one, two = closed_days(days((16, 88)), traded(16)), closed_days(days((16, 30, 88)), traded(16, 30))
    assert not one[88]
    assert two[88]
    assert not closed_days(days((16, 30, 88)), traded(16, 30), holidays=False)[88]


def test_a_holiday_that_was_traded_is_open() -> None:
    assert not closed_days(days((16, 30, 44, 88)), traded(16, 30))[88]


def test_a_shutdown_around_a_holiday_comes_again_the_next_year() -> None:
    length, break_, year = 366 + 60, range(355, 365), 366  # 2024 is a leap year
    past = np.isin(np.arange(length), list(break_), invert=True)
    said = statuses(days((359,), length=length + year), past)
    assert {said[day] for day in break_} == {"closed"}
    assert {said[day + year] for day in break_} == {"closed"}
    assert said[year + 354] == said[year + 365] == "open"
    assert statuses(days((), length=length + year), past)[360] == "unknown"


def test_a_promotion_weighs_what_it_sold_over_what_is_usual() -> None:
    total = np.where(traded(), 100.0, 0.0)
    total[[15, 29]] = 150
    using = Regressors(promotions=True)
    weights = day_weights(days(promotions=(15, 29, 87)), total, traded(), using)
    assert weights[[15, 29, 87]].tolist() == [1.5] * 3
    assert set(np.unique(weights)) == {0.0, 1.0, 1.5}


def test_weights_come_from_the_past_alone() -> None:
    total = np.where(traded(), 100.0, 0.0)
    total[[15, 80]] = 300
    calendar, using = days((30, 44), (15, 80)), Regressors(holidays=True, promotions=True)
    known = 60
    before = day_weights(calendar, total[:known], traded(30, 44)[:known], using)
    total[known:] = 7
    after = day_weights(calendar, total[:known], traded(30, 44)[:known], using)
    assert (before[~np.isnan(before)] == after[~np.isnan(after)]).all()
    assert before[80] == 3.0
