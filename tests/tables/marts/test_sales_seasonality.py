"""Sales by weekday, month, hour and holiday."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from tests.tables.rows import built, calendar_of, given, money, rows_of
from tillhouse.retail.calendar import Calendar

COUNTRIES = [{"country": "France", "code": "FR"}, {"country": "EIRE", "code": "IE"}, {"country": "?"}]
#: A Friday, a Monday (a holiday in Ireland alone) and the Monday after; the days between are closed.
WEEKS: tuple[dict[str, Any], ...] = (
    {"business_date": "2011-06-03", "sales": "10.000001", "hour": 9},
    {"business_date": "2011-06-06", "sales": "30", "country": "EIRE", "product_orders": 2},
    {"business_date": "2011-06-06", "sales": "-5", "product_orders": 0, "product_lines": 3},
    {"business_date": "2011-06-13", "sales": "7", "hour": 17, "country": "?"},
    {"business_date": "2011-06-13", "sales": "40", "currency": "EUR"},
)


def inputs(*rows: Mapping[str, Any]) -> dict[str, Any]:
    days = [row["business_date"] for row in rows]
    return {
        "sales_hours": given("sales_hours", *rows),
        "dim_date": calendar_of(*days),
        "dim_country": given("dim_country", *COUNTRIES),
    }


def seasons(kind: str, *columns: str, currency: str = "GBP") -> list[Any]:
    found = rows_of("sales_seasonality", **inputs(*WEEKS)).filter(kind=kind, currency=currency)
    return found.sort("country", "position", "value").select(columns).rows()


def test_the_days_of_a_weekday_are_counted_with_those_that_were_closed() -> None:
    counts = seasons("weekday", "value", "days", "trading_days", "zero_days", "closed_days")
    assert counts[0] == ("Monday", 2, 2, 0, 0)
    assert counts[4] == ("Friday", 2, 1, 0, 1)
    assert counts[5] == ("Saturday", 2, 0, 0, 2)
    assert seasons("weekday", "value", "trading_days", "zero_days", currency="EUR")[0] == ("Monday", 2, 1)


def test_sales_are_told_by_day_and_by_trading_day_against_the_mean() -> None:
    columns = ("value", "sales", "per_day", "per_trading_day", "index", "percent_of_sales")
    found = {value: numbers for value, *numbers in seasons("weekday", *columns)}
    # 42.000001 in three trading days are 14 a day and 32 in two Mondays are 16: a seventh more.
    assert found["Monday"] == list(money("32", "16", "16", "114.285712", "76.190474"))
    assert found["Friday"] == list(money("10.000001", "5.000001", "10.000001", "71.428577", "23.809526"))
    assert found["Saturday"] == [Decimal(0), Decimal(0), None, None, Decimal(0)]


def test_a_weekend_stands_against_the_other_days() -> None:
    assert seasons("weekend", "value", "days", "sales") == [
        ("weekday", 7, *money("42.000001")),
        ("weekend", 4, *money("0")),
    ]


def test_an_hour_has_all_days() -> None:
    assert seasons("hour", "value", "days", "trading_days", "zero_days", "product_lines", "sales") == [
        ("09:00", 11, 3, 2, 1, *money("10.000001")),
        ("10:00", 11, 3, 2, 4, *money("25")),
        ("17:00", 11, 3, 2, 1, *money("7")),
    ]


def test_holidays_are_those_of_the_customers_country() -> None:
    assert seasons("holiday", "value", "days") == [("none", 11)]
    assert seasons("country_holiday", "country", "value", "days", "sales") == [
        ("FR", "none", 10, *money("5.000001")),
        ("FR", "Pentecost Monday", 1, *money("0")),
        ("IE", "none", 10, *money("0")),
        ("IE", "June Bank Holiday", 1, *money("30")),
        ("unspecified", "not known", 11, *money("7")),
    ]


def test_holidays_of_the_shop_are_those_of_its_calendar() -> None:
    ireland = calendar_of("2011-06-03", calendar=Calendar(country="IE", subdivision=""))
    found = rows_of("sales_seasonality", **inputs(*WEEKS) | {"dim_date": ireland}).filter(kind="holiday")
    assert found.filter(currency="GBP").sort("position").select("value", "days", "product_orders").rows() == [
        ("none", 10, 2),
        ("June Bank Holiday", 1, 2),
    ]


def test_a_hole_is_unknown_and_in_no_average() -> None:
    rows = ({"business_date": "2011-05-02", "sales": "10"}, {"business_date": "2011-05-30", "sales": "30"})
    found = rows_of("sales_seasonality", **inputs(*rows)).filter(kind="month_of_year")
    assert found.select("days", "trading_days", "closed_days", "unknown_days", "per_day").rows() == [
        (2, 2, 0, 27, *money("20"))
    ]


def sums(found: pl.DataFrame, column: str) -> set[tuple[str, Decimal]]:
    """What the kinds add up to, by currency."""
    return set(found.group_by("currency", "kind").agg(pl.col(column).sum()).select("currency", column).rows())


@pytest.mark.parametrize("column", ["product_lines", "product_orders", "sales"])
def test_the_parts_of_each_kind_sum_to_the_whole(column: str) -> None:
    found = rows_of("sales_seasonality", **inputs(*WEEKS))
    usual = {"product_lines": 1, "product_orders": 1}
    whole = [Decimal(row.get(column, usual.get(column))) for row in WEEKS]
    assert sums(found, column) == {("EUR", whole[4]), ("GBP", sum(whole[:4]))}
    assert len(sums(found.filter(pl.col("value") != "10:00"), column)) > 2


def test_no_sales_have_no_seasons() -> None:
    assert built("sales_seasonality", "value", **inputs()) == []
