"""Lives of products."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.tables.rows import at, built, given, money, rows_of

#: Months of a shop that sells a filler evenly, more of it in autumn; the data end in the middle of the last.
MONTHS = [f"{2010 + n // 12}-{n % 12 + 1:02}" for n in range(11, 25)]
BUSY = dict(zip(MONTHS, [10] * 9 + [20] * 4 + [5], strict=True))
Row = dict[str, Any]


def sold(month: str, units: int, code: str = "X1", price: str = "2.50", **said: Any) -> Row:
    row = {
        "stock_code": code,
        "month": month,
        "units_sold": units,
        "unit_price": price,
        "lines_sold": 1,
        "currency": "GBP",
    }
    row |= {
        "amount": str(Decimal(price) * units),
        "last_sold_at": f"{month}-20",
        "first_sold_at": f"{month}-05",
    }
    return row | said


def filler() -> Iterable[Row]:
    for month, lines in BUSY.items():
        first, last = f"{month}-01", f"{month}-15" if month == MONTHS[-1] else f"{month}-28 18:00"
        yield sold(month, lines, "F1", lines_sold=1000 * lines, first_sold_at=first, last_sold_at=last)


def lives(*rows: Mapping[str, Any]) -> dict[str, Any]:
    names = given("dim_product", {"stock_code": "X1", "name": "HEART"})
    return {"price_history": given("price_history", *filler(), *rows), "dim_product": names}


def life(*rows: Mapping[str, Any]) -> Row:
    """What is said of the product X1."""
    [found] = rows_of("product_lifecycle", **lives(*rows)).filter(stock_code="X1").rows(named=True)
    return dict(found)


def monthly(units: Iterable[float], since: int = 0) -> list[Row]:
    """That many units for each ten lines of the shop."""
    months = list(BUSY.items())[since:]
    return [sold(month, round(n * lines / 10)) for (month, lines), n in zip(months, units, strict=False) if n]


STEADY = (100, 104, 97, 102, 99, 101, 98, 103, 96, 105, 100, 102, 97, 100)
UP = tuple(20 + 10 * n for n in range(14))


@pytest.mark.parametrize(
    ("rows", "stage", "months"),
    [
        (monthly(STEADY), "mature", 13),
        (monthly(UP), "growing", 13),
        (monthly(UP[::-1]), "declining", 13),
        (monthly(UP[:10]), "dormant", 13),
        (monthly(UP[:7]), "ended", 13),
        (monthly(STEADY, since=9), "new", 3),
        (monthly(STEADY[:8], since=6), "mature", 6),
        (monthly(STEADY[:7], since=7), "unclear", 5),
    ],
)
def test_the_stage_is_told_by_days_and_by_trend(rows: list[Row], stage: str, months: int) -> None:
    found = life(*rows)
    assert (found["stage"], found["months_of_trend"]) == (stage, months)
    assert (found["trend"] is None) == (months < 6)


@pytest.mark.parametrize(("days", "stage"), [(91, "dormant"), (181, "dormant"), (182, "ended")])
def test_a_stage_begins_on_its_day(days: int, stage: str) -> None:
    day = date.fromisoformat(f"{MONTHS[-1]}-15") - timedelta(days)
    found = life(sold(f"{day:%Y-%m}", 5, first_sold_at=f"{day}", last_sold_at=f"{day}"))
    assert (found["days_since_sold"], found["stage"]) == (days, stage)


def test_a_trend_is_in_units_a_month_with_its_interval() -> None:
    found = life(*monthly(UP))
    # The shop's own autumn is taken out: 13 whole months of 13 lines each on average.
    assert found["trend"] == pytest.approx(Decimal(10) * 17 / 13, rel=Decimal("0.02"))
    assert 0 < found["trend_low"] <= found["trend"] <= found["trend_high"]


def test_months_without_a_sale_are_zero_and_one_odd_month_bends_nothing() -> None:
    odd = [*STEADY[:5], 80_000, *STEADY[6:]]
    assert life(*monthly(odd))["stage"] == "mature"
    gaps = [n if i % 2 else 0 for i, n in enumerate(STEADY)]
    assert life(*monthly(gaps))["months_sold"] == 7
    assert life(*monthly(gaps))["trend_high"] > 2 * life(*monthly(STEADY))["trend_high"] > 0


def test_a_product_as_old_as_the_data_is_not_new() -> None:
    short = [
        sold("2011-01", 5, last_sold_at="2011-01-10"),
        sold("2011-01", 5, "F1", last_sold_at="2011-01-31"),
    ]
    inputs = {"price_history": given("price_history", *short), "dim_product": given("dim_product")}
    assert built("product_lifecycle", "stage", **inputs) == ["unclear", "unclear"]


def test_spans_and_sums_are_those_of_the_sales() -> None:
    found = life(sold("2011-03", 2), sold("2011-03", 1, price="1.00", lines_sold=4), sold("2011-05", 3))
    shown = (
        "name",
        "first_sold_at",
        "last_sold_at",
        "days_on_sale",
        "days_since_sold",
        "months_sold",
        "lines_sold",
        "units_sold",
    )
    assert [found[name] for name in shown] == [
        "HEART",
        at("2011-03-05"),
        at("2011-05-20"),
        77,
        (date(2012, 1, 15) - date(2011, 5, 20)).days,
        2,
        6,
        6,
    ]
    assert found["sales"] == Decimal("13.50")


def test_the_usual_price_is_that_of_most_units() -> None:
    bands = ("prices", "price_low", "price_usual", "price_high", "percent_of_units_at_usual")
    found = life(
        sold("2011-03", 7, price="2"), sold("2011-04", 5, price="2"), sold("2011-05", 9, price="3.001")
    )
    assert [found[name] for name in bands] == [2, *money("2", "2", "3.001", "57.142857")]
    tie = life(sold("2011-03", 5, price="4"), sold("2011-05", 5, price="5"))
    assert tie["price_usual"] == 5


def test_currencies_stand_apart_and_nothing_sold_has_no_life() -> None:
    euros = sold("2011-03", 5, "F1", currency="EUR")
    found = built("product_lifecycle", "stock_code", "currency", "units_sold", **lives(euros))
    assert found == [("F1", "EUR", 5), ("F1", "GBP", sum(BUSY.values()))]
    empty = {"price_history": given("price_history"), "dim_product": given("dim_product")}
    assert built("product_lifecycle", "stage", **empty) == []


def test_a_date_after_the_end_of_the_data_moves_neither_stage_nor_trend() -> None:
    rows = [*monthly([3, 4, 5, 6])]
    window = given("observation_window", {"last_day": "2011-11-20"})
    usual = rows_of("product_lifecycle", observation_window=window, **lives(*rows))
    wrong = [sold("2011-11", 1, stock_code="X2", first_sold_at="2011-11-29", last_sold_at="2011-11-29")]
    found = rows_of("product_lifecycle", observation_window=window, **lives(*rows, *wrong))
    assert found.rows() == usual.rows()


def test_a_life_by_weight() -> None:
    pieces = monthly(STEADY)
    weighed = [{**row, "units_sold": Decimal(row["units_sold"]) / 1000} for row in pieces]
    one, other = life(*pieces), life(*weighed)
    assert other["units_sold"] == one["units_sold"] / 1000
    same = ("stage", "price_usual", "percent_of_units_at_usual", "months_sold", "sales")
    assert [other[name] for name in same] == [one[name] for name in same]
    assert abs(other["trend"] - one["trend"] / 1000) <= Decimal("0.000001")
