"""Sales by day, week, month and year, against what they were before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl
import pytest

from tests.tables.rows import built, calendar_of, given, money, rows_of
from tillhouse.retail.calendar import Calendar, calendar_days

c = pl.col
NUMBERS = ("sales", "short_average", "long_average", "sales_before", "sales_year_before", "like_sales_before")


def trends(*rows: Mapping[str, Any]) -> pl.DataFrame:
    days = calendar_of(*(row["business_date"] for row in rows))
    found = rows_of("sales_trends", sales_hours=given("sales_hours", *rows), dim_date=days)
    return found.sort("currency", "grain", "begins")


def sold(sales: Mapping[date, Decimal]) -> list[dict[str, Any]]:
    return [{"business_date": str(day), "sales": str(amount)} for day, amount in sales.items()]


def history(first: date, days: int) -> dict[date, Decimal]:
    """Sales of some days, none on Saturdays."""
    every = [first + timedelta(days=n) for n in range(days)]
    return {day: Decimal(100 + n * n % 97) for n, day in enumerate(every) if day.weekday() != 5}


#: Through two Februaries of 29 days less one, and the retail year of 53 weeks that ended in February 2013.
SOLD = history(date(2011, 12, 20), 800)


@pytest.fixture(scope="module")
def long_run() -> pl.DataFrame:
    return trends(*sold(SOLD))


def test_a_day_counts_without_a_sale() -> None:
    found = trends({"business_date": "2011-01-07", "sales": "7"}, {"business_date": "2011-01-09"})
    shown = ("period", "days", "trading_days", "product_orders", "sales", "sales_before", "growth")
    assert found.filter(grain="day").select(shown).rows() == [
        ("2011-01-07", 1, 1, 1, Decimal(7), None, None),
        ("2011-01-08", 1, 0, 0, *money("0", "7", "-100")),
        ("2011-01-09", 1, 1, 1, *money("15.30", "0"), None),
    ]


def test_a_partial_period_is_shown_and_not_compared() -> None:
    days = {date(2011, 1, 1) + timedelta(days=n): Decimal(1) for n in range(40)}
    shown = ("period", "partial", "days", "sales", "sales_before", "growth", "short_average")
    found = trends(*sold(days)).filter(c("grain") != "day").select(shown).rows()
    assert found == [
        ("2011-01", None, 31, Decimal(31), None, None, None),
        ("2011-02", "last", 9, Decimal(9), None, None, None),
        ("2010-W48", "first", 1, Decimal(1), None, None, None),
        ("2010-W49", None, 7, Decimal(7), None, None, None),
        ("2010-W50", None, 7, *money("7", "7", "0"), None),
        ("2010-W51", None, 7, *money("7", "7", "0"), None),
        ("2010-W52", None, 7, *money("7", "7", "0", "7")),
        ("2011-W01", None, 7, *money("7", "7", "0", "7")),
        ("2011-W02", "last", 4, Decimal(4), None, None, None),
        ("2011", "last", 40, Decimal(40), None, None, None),
    ]


def test_days_nobody_knows_of_make_a_hole() -> None:
    found = trends({"business_date": "2011-01-01"}, {"business_date": "2011-01-31", "sales": "1"})
    assert found.filter(grain="month").select("partial", "days", "sales").rows() == [
        ("hole", 2, *money("16.30"))
    ]
    assert found.filter(grain="day", period="2011-01-15").select("partial", "days").rows() == [("hole", 0)]
    assert found.filter(grain="day")["short_average"].drop_nulls().is_empty()


def test_like_for_like_compares_the_same_retail_days() -> None:
    # Black Friday 2011 was the 25th of November, a year before the 26th; the Saturday after was closed once.
    found = trends(
        {"business_date": "2010-11-26", "sales": "100"},
        {"business_date": "2010-11-28"},
        *({"business_date": f"2011-{month:02}-{day}"} for month in range(1, 12) for day in ("01", 11, 21)),
        {"business_date": "2011-11-25", "sales": "150"},
        {"business_date": "2011-11-26", "sales": "9"},
    )
    shown = ("period", "like_days", "like_sales", "like_sales_before", "like_for_like")
    last = found.filter(c("period").is_in(["2011-11-25", "2011-11-26"]) | (c("grain") == "month"))
    assert last.select(shown).rows()[-1] == ("2011-11", 2, *money("159", "100", "59"))
    assert last.select(shown).rows()[:2] == [
        ("2011-11-25", 1, *money("150", "100", "50")),
        ("2011-11-26", 1, *money("9", "0"), None),
    ]


def test_currencies_are_not_mixed() -> None:
    found = trends({"business_date": "2011-01-10"}, {"business_date": "2011-01-11", "currency": "EUR"})
    assert found.filter(grain="day").select("currency", "sales", "trading_days").rows() == [
        ("EUR", Decimal(0), 1),
        ("EUR", Decimal("15.30"), 1),
        ("GBP", Decimal("15.30"), 1),
        ("GBP", Decimal(0), 1),
    ]


def test_no_sales_have_no_trend() -> None:
    assert built("sales_trends", "period", sales_hours=given("sales_hours"), dim_date=calendar_of()) == []


# Against a second way to the same numbers: a dictionary of days, added up by hand.


def between(first: date, days: int) -> Decimal | None:
    """All sales of that many days, or nothing where one of them is not known."""
    spanned = [first + timedelta(days=n) for n in range(days)]
    if spanned[0] < min(SOLD) or spanned[-1] > max(SOLD):
        return None
    return sum((SOLD.get(day, Decimal(0)) for day in spanned), Decimal(0))


def retail_day_before(day: date) -> date | None:
    return calendar_days(day, day, Calendar(country=""))["comparable_date"][0]


def averaged(last: date, days: int, by: int) -> Decimal | None:
    found = between(last - timedelta(days=days - 1), days)
    return None if found is None else (found / by).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def expected_day(day: date) -> list[Decimal | None]:
    leap = (day.month, day.day) == (2, 29)
    before = None if leap else between(day.replace(year=day.year - 1), 1)
    retail = retail_day_before(day)
    return [
        between(day, 1),
        averaged(day, 7, 7),
        averaged(day, 28, 28),
        between(day - timedelta(days=1), 1),
        before,
        between(retail, 1) if retail else None,
    ]


def expected_week(begins: date) -> list[Decimal | None]:
    ends = begins + timedelta(days=6)
    retail = retail_day_before(begins)
    before = between(retail, 7) if retail else None
    averages = [averaged(ends, 7 * weeks, weeks) for weeks in (4, 13)]
    return [between(begins, 7), *averages, between(begins - timedelta(days=7), 7), before, before]


def wrong(found: pl.DataFrame) -> list[str]:
    """The days and whole weeks that have a number that is not the expected one."""
    expected = {"day": expected_day, "week": expected_week}
    rows = found.filter(c("grain").is_in(["day", "week"]) & c("partial").is_null())
    halves = rows.filter(c("like_days") > 0, c("like_days") < c("days"))["period"]
    return [
        row["period"]
        for row in rows.filter(~c("period").is_in(halves.implode())).iter_rows(named=True)
        if [row[name] for name in NUMBERS] != expected[row["grain"]](row["begins"])
    ]


def test_days_and_weeks_are_as_added_up_by_hand(long_run: pl.DataFrame) -> None:
    assert long_run.filter(c("partial").is_null())["grain"].value_counts(sort=True).rows()[:2] == [
        ("day", 800),
        ("week", 113),
    ]
    assert wrong(long_run) == []
    assert wrong(long_run.with_columns(c("sales_year_before").shift(1).over("grain")))


def test_the_53rd_week_has_no_year_before(long_run: pl.DataFrame) -> None:
    weeks = dict(long_run.filter(grain="week").select("period", "sales_year_before").rows())
    assert weeks["2012-W53"] is None
    # Week 1 of 2013 stands against week 2 of 2012: the year of 53 weeks is restated.
    assert weeks["2013-W01"] == between(date(2012, 2, 5), 7)


def test_months_and_years_are_compared_by_the_calendar(long_run: pl.DataFrame) -> None:
    found = dict(long_run.filter(grain="month").select("period", "sales_year_before").rows())
    assert found["2013-02"] == between(date(2012, 2, 1), 29)
    assert found["2012-12"] is None
    years = long_run.filter(grain="year").select("period", "partial", "sales_before", "growth_of_year").rows()
    last, before = between(date(2013, 1, 1), 365), between(date(2012, 1, 1), 366)
    assert last and before
    grown = (100 * last / before).quantize(Decimal("0.000001"), ROUND_HALF_UP) - 100
    assert years == [
        ("2011", "first", None, None),
        ("2012", None, None, None),
        ("2013", None, before, grown),
        ("2014", "last", None, None),
    ]


def test_periods_of_each_grain_sum_to_all_sales(long_run: pl.DataFrame) -> None:
    whole = sum(SOLD.values())
    sums = dict(long_run.group_by("grain").agg(c("sales").sum()).rows())
    assert sums == dict.fromkeys(("day", "week", "month", "year"), whole)
    short = long_run.filter(c("period") != "2012-06-05").group_by("grain").agg(c("sales").sum())
    assert set(short["sales"]) != {whole}
