"""The retail calendar against what the National Retail Federation and 53-week filers published."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from tillhouse.errors import BadSetting
from tillhouse.retail.calendar import Calendar, calendar_days, promotions

NRF = Calendar(country="")
ALL = [
    Calendar(pattern=pattern, week_starts=day, year_end=end, last_month=month, country="")
    for pattern in ("4-5-4", "4-4-5", "5-4-4")
    for day, end, month in (("Sunday", "nearest", 1), ("Monday", "last", 12), ("Saturday", "last", 6))
]


def row(day: date, calendar: Calendar = NRF) -> dict[str, object]:
    return {name: values[0] for name, values in calendar_days(day, day, calendar).items()}


def test_years_of_53_weeks_are_those_of_nrf():
    # NRF names 2000, 2006, 2012, 2017 and 2023; the next by the same rule is 2028.
    long = [year for year in range(1999, 2030) if NRF.weeks_in(year) == 53]
    assert long == [2000, 2006, 2012, 2017, 2023, 2028]


@pytest.mark.parametrize(
    ("year", "start"),
    [
        (2010, date(2010, 1, 31)),
        (2011, date(2011, 1, 30)),
        (2012, date(2012, 1, 29)),
        (2013, date(2013, 2, 3)),
        (2017, date(2017, 1, 29)),
        (2018, date(2018, 2, 4)),
        (2021, date(2021, 1, 31)),
        (2022, date(2022, 1, 30)),
        (2023, date(2023, 1, 29)),
        (2024, date(2024, 2, 4)),
    ],
)
def test_retail_years_start_where_nrf_prints_them(year: int, start: date):
    assert NRF.year_start(year) == start
    assert row(start)["retail_year"] == year
    assert row(start)["retail_week"] == 1
    assert row(start - timedelta(days=1))["retail_year"] == year - 1


def test_periods_are_the_printed_ones():
    # October 2015 (period 9) ran from 4 to 31 October; week 53 of 2012 from 27 January to 2 February 2013.
    days = calendar_days(date(2015, 9, 1), date(2015, 11, 30), NRF)
    october = [d for d, period in zip(days["date"], days["retail_period"], strict=True) if period == 9]
    assert (october[0], october[-1]) == (date(2015, 10, 4), date(2015, 10, 31))
    for day in (date(2013, 1, 27), date(2013, 2, 2)):
        found = row(day)
        assert (found["retail_year"], found["retail_week"], found["retail_period"]) == (2012, 53, 12)
        assert (found["retail_quarter"], found["retail_week_of_period"]) == (4, 5)


def test_a_year_after_53_weeks_compares_with_the_restated_year():
    # NRF: 2018 begins against 5 February 2017, not 29 January; 10 February 2018 against 11 February 2017.
    assert row(date(2018, 2, 4))["comparable_date"] == date(2017, 2, 5)
    assert row(date(2018, 2, 10))["comparable_date"] == date(2017, 2, 11)
    assert row(date(2012, 3, 1))["comparable_date"] == date(2011, 3, 3)
    assert row(date(2018, 1, 28))["comparable_date"] is None


@pytest.mark.parametrize("calendar", ALL, ids=lambda c: f"{c.pattern} {c.week_starts} {c.year_end}")
def test_retail_years_are_whole_weeks_without_gaps(calendar: Calendar):
    days = calendar_days(date(2003, 3, 1), date(2026, 3, 1), calendar)
    rows = list(
        zip(*(days[name] for name in ("date", "retail_year", "retail_period", "retail_week")), strict=True)
    )
    for (day, year, period, week), (after, next_year, next_period, next_week) in pairwise(rows):
        assert (next_year, next_week) in {(year, week), (year, week + 1), (year + 1, 1)}
        assert (next_week != week) == (after.strftime("%A") == calendar.week_starts)
        assert next_period in {period, period + 1} or (period, next_period) == (12, 1)
        assert day + timedelta(days=1) == after
    lengths = [int(n) for n in calendar.pattern.split("-")] * 4
    for year in range(2004, 2025):
        weeks = [(p, w) for _, y, p, w in rows if y == year]
        assert len(weeks) in {364, 371}
        periods = [len({w for p, w in weeks if p == period}) for period in range(1, 13)]
        assert periods[:11] == lengths[:11]
        assert periods[11] == lengths[11] + len(weeks) // 371


@pytest.mark.parametrize("calendar", ALL, ids=lambda c: f"{c.pattern} {c.week_starts} {c.year_end}")
def test_comparison_keeps_the_weekday_and_never_repeats_a_day(calendar: Calendar):
    days = calendar_days(date(2000, 1, 1), date(2030, 12, 31), calendar)
    pairs = [(d, c) for d, c in zip(days["date"], days["comparable_date"], strict=True) if c is not None]
    assert all(
        d.weekday() == c.weekday() and calendar.year_of(c) == calendar.year_of(d) - 1 for d, c in pairs
    )
    assert len({c for _, c in pairs}) == len(pairs)
    for d, c in pairs:
        week = (d - calendar.year_start(calendar.year_of(d))).days // 7
        before = (c - calendar.year_start(calendar.year_of(c))).days // 7
        assert before == week + (calendar.weeks_in(calendar.year_of(c)) == 53)


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("begins", ["Sunday", "Monday", "Saturday"])
def test_year_ends_follow_their_rule(month: int, begins: str):
    for year in range(2000, 2030):
        end_of_month = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        label = year + month // 12
        last = Calendar(week_starts=begins, year_end="last", last_month=month).year_start(label)
        nearest = Calendar(week_starts=begins, year_end="nearest", last_month=month).year_start(label)
        assert 0 <= (end_of_month - (last - timedelta(days=1))).days <= 6
        assert abs((end_of_month - (nearest - timedelta(days=1))).days) <= 3
        assert last.strftime("%A") == nearest.strftime("%A") == begins


def test_civil_columns_of_one_day():
    assert row(date(2011, 1, 1)) == {
        "date_key": 20110101,
        "date": date(2011, 1, 1),
        "year": 2011,
        "quarter": 1,
        "month_of_year": 1,
        "month": "2011-01",
        "day_of_month": 1,
        "day_of_year": 1,
        "iso_year": 2010,
        "iso_week": 52,
        "weekday": 6,
        "weekday_name": "Saturday",
        "is_weekend": True,
        "retail_year": 2010,
        "retail_quarter": 4,
        "retail_period": 11,
        "retail_week": 48,
        "retail_week_of_period": 5,
        "retail_day_of_year": 336,
        "comparable_date": date(2010, 1, 2),
        "holiday": None,
        "is_holiday": False,
    }


def test_holidays_are_those_of_the_country_and_part():
    england = row(date(2011, 4, 29), Calendar(country="GB", subdivision="ENG"))
    assert england["is_holiday"]
    assert "Wedding" in str(england["holiday"])
    assert not row(date(2011, 3, 17), Calendar(country="GB", subdivision="ENG"))["is_holiday"]
    assert row(date(2011, 3, 17), Calendar(country="GB", subdivision="NIR"))["is_holiday"]
    assert not row(date(2011, 12, 25), Calendar())["is_holiday"]
    assert not row(date(2011, 12, 25), Calendar(country="none"))["is_holiday"]
    assert row(date(2011, 7, 4), Calendar(country="US"))["holiday"] == "Independence Day"


def test_an_empty_range_has_all_columns_and_no_rows():
    days = calendar_days(date(2011, 1, 2), date(2011, 1, 1))
    assert set(days) == set(row(date(2011, 1, 1)))
    assert not any(days.values())


@pytest.mark.parametrize(
    "setting", [{"pattern": "4-5-5"}, {"week_starts": "sunday"}, {"year_end": "first"}, {"last_month": 13}]
)
def test_settings_that_cannot_be_used_say_what_can(setting: dict[str, object]):
    with pytest.raises(BadSetting, match=r"It (can|must) be"):
        Calendar(**setting)  # type: ignore[arg-type]


def test_an_unknown_country_says_what_was_expected():
    with pytest.raises(BadSetting, match="No public holidays are known for XX"):
        calendar_days(date(2011, 1, 1), date(2011, 1, 2), Calendar(country="XX", subdivision=""))


def test_promotions_are_on_for_their_days():
    named = ("2011-11-24..2011-11-25 Two days", "2011-11-25 Black Friday", "2011-11-27..2011-11-28 Week-end")
    days = [date(2011, 11, day) for day in range(23, 30)]
    found = promotions(days, Calendar(promotions=named, country=""))
    assert found == [None, "Two days", "Black Friday", None, "Week-end", "Week-end", None]


@pytest.mark.parametrize(
    "text", ["Black Friday", "2011-11-25", "2011-11-25..2011-11-24 Sale", "2011-02-30 Sale"]
)
def test_a_promotion_without_a_day_or_a_name_is_refused(text: str):
    with pytest.raises(BadSetting, match=r"calendar\.promotions"):
        Calendar(promotions=(text,))


def test_a_week_belongs_to_the_year_of_its_thursday() -> None:
    sold = {
        date(2020, 12, 28): 1,
        date(2021, 1, 3): 2,
        date(2021, 1, 4): 4,
        date(2024, 12, 30): 8,
        date(2025, 1, 5): 16,
    }
    sums: dict[str, int] = {}
    for day, amount in sold.items():
        found = row(day)
        week = f"{found['iso_year']}-W{found['iso_week']:02}"
        sums[week] = sums.get(week, 0) + amount
    assert sums == {"2020-W53": 3, "2021-W01": 4, "2025-W01": 24}
