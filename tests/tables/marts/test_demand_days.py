"""Sales by day and series, without a hole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.tables.rows import built, given, money, rows_of
from tillhouse.retail.calendar import Calendar

CALENDAR = Calendar(country="")
_BACK = {"event": "cancellation", "invoice_no": "C536365", "quantity": -6, "line_id": 9}


def _returned(**row: object) -> dict[str, object]:
    usual = {"line_id": 9, "sale_line_id": 1, "month": "2011-01", "quantity": -6, "amount": "-15.30"}
    return {**usual, **row}


def _abc(*codes: tuple[str, str]) -> Any:
    rows = [
        {"currency": "GBP", "basis": "revenue", "rank": rank, "stock_code": code, "abc": abc}
        for rank, (code, abc) in enumerate(codes, start=1)
    ]
    return given("product_abc", *rows)


def _inputs(
    *lines: dict[str, object],
    returns: tuple[dict[str, object], ...] = (),
    abc: Any = None,
    elasticities: tuple[dict[str, object], ...] = (),
) -> dict[str, Any]:
    return {
        "ledger": given("ledger", *lines),
        "fact_returns": given("fact_returns", *returns),
        "product_abc": abc if abc is not None else _abc(("85123A", "A")),
        "product_elasticity": given("product_elasticity", *elasticities),
        "calendar": CALENDAR,
    }


def test_a_sale_below_nothing_is_no_demand() -> None:
    inputs = _inputs({"unit_price": "-500", "quantity": 1}, {"stock_code": "22423"})
    days = built("demand_days", "split", "amount", **inputs)
    assert [amount for split, amount in days if split == "total"] == [*money("15.30")]


def test_a_day_without_a_sale_has_a_row_that_says_so() -> None:
    inputs = _inputs({"sold_at": "2011-01-10"}, {"sold_at": "2011-01-12"})
    days = built("demand_days", "split", "series", "business_date", "status", "amount", **inputs)
    assert [row[2:] for row in days if row[0] == "total"] == [
        (date(2011, 1, 10), "sold", *money("15.30")),
        (date(2011, 1, 11), "unknown", *money("0")),
        (date(2011, 1, 12), "sold", *money("15.30")),
    ]
    assert sorted({row[:2] for row in days}) == [
        ("class", "A"),
        ("country", "France"),
        ("product", "85123A"),
        ("total", "all"),
    ]


def test_nothing_sold_while_the_shop_traded_is_zero() -> None:
    inputs = _inputs({}, {"country": "Spain", "sold_at": "2011-01-11"})
    days = built("demand_days", "series", "business_date", "status", **inputs)
    assert ("France", date(2011, 1, 11), "zero") in days
    assert ("Spain", date(2011, 1, 10), "zero") in days


def test_a_weekday_without_trade_is_closed() -> None:
    lines = [{"sold_at": f"2011-01-{day:02}"} for day in range(3, 32) if date(2011, 1, day).weekday() != 5]
    days = built("demand_days", "business_date", "split", "status", **_inputs(*lines))
    assert {day.weekday() for day, split, status in days if split == "total" and status == "closed"} == {5}


def test_a_sale_cancelled_the_same_day_is_no_demand() -> None:
    inputs = _inputs(
        {}, {"stock_code": "22423"}, {**_BACK, "sold_at": "2011-01-10 16:00"}, returns=(_returned(),)
    )
    assert built("demand_days", "split", "series", "amount", **inputs) == [
        ("class", "A", *money("0")),
        ("class", "C", *money("15.30")),
        ("country", "France", *money("15.30")),
        ("product", "85123A", *money("0")),
        ("total", "all", *money("15.30")),
    ]


def test_what_comes_back_later_stays_in() -> None:
    inputs = _inputs({}, {**_BACK, "sold_at": "2011-01-11"}, returns=(_returned(),))
    assert set(built("demand_days", "amount", **inputs)) == {Decimal("15.30")}


def test_countries_beyond_the_ten_largest_are_one_series() -> None:
    lines = [{"country": f"Country {n:02}", "quantity": 20 - n} for n in range(13)]
    days = rows_of("demand_days", **_inputs(*lines, {"country": None, "quantity": 1}))
    series = days.filter(split="country")["series"].to_list()
    assert series == [*(f"Country {n:02}" for n in range(10)), "other countries"]
    assert sum(days.filter(split="country")["amount"]) == sum(days.filter(split="total")["amount"])


def test_products_beyond_the_hundred_of_most_revenue_are_in_their_class_alone() -> None:
    abc = _abc(*((f"P{n:03}", "A" if n < 50 else "B") for n in range(102)))
    days = rows_of("demand_days", **_inputs(*({"stock_code": f"P{n:03}"} for n in range(102)), abc=abc))
    assert days.filter(split="product").height == 100
    assert sum(days.filter(split="class")["amount"]) == Decimal("15.30") * 102


def test_a_product_whose_elasticity_is_identified_is_a_series_too() -> None:
    abc = _abc(*((f"P{n:03}", "A") for n in range(104)))
    told = [
        {"stock_code": code, "currency": currency, "verdict": verdict}
        for code, currency, verdict in (
            ("P102", "GBP", "identified"),
            ("P101", "GBP", "not identifiable: one usual price"),
            ("P103", "EUR", "identified"),
        )
    ]
    lines = [{"stock_code": f"P{n:03}"} for n in range(104)]
    days = rows_of("demand_days", **_inputs(*lines, abc=abc, elasticities=tuple(told)))
    products = set(days.filter(split="product")["series"])
    assert products == {f"P{n:03}" for n in range(100)} | {"P102"}
    assert sum(days.filter(split="class")["amount"]) == Decimal("15.30") * 104


def test_currencies_are_apart_but_one_shop() -> None:
    inputs = _inputs({}, {"currency": "EUR", "sold_at": "2011-01-09"})
    days = built("demand_days", "currency", "split", "business_date", "status", **inputs)
    assert [(row[0], *row[2:]) for row in days if row[1] == "total"] == [
        ("EUR", date(2011, 1, 9), "sold"),
        ("EUR", date(2011, 1, 10), "zero"),
        ("GBP", date(2011, 1, 10), "sold"),
    ]


def test_without_sales_there_is_no_day() -> None:
    assert built("demand_days", "amount", **_inputs({"line_type": "postage"}, {"fate": "quarantined"})) == []


def test_a_sale_of_another_century_makes_no_century_of_days() -> None:
    days = rows_of("demand_days", **_inputs({"sold_at": "1911-01-10"}, {}))
    assert set(days["business_date"]) == {date(2011, 1, 10)}
