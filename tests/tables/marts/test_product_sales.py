"""Sales by product, over all time."""

from __future__ import annotations

from tests.tables.rows import at, built, given, money

NAMED = {"stock_code": "85123A", "product_key": 7, "name": "HEART"}


def test_units_of_each_event_and_the_money_of_both_ways() -> None:
    months = given(
        "product_months",
        {"units": 10, "amount": "25.50", "product_lines": 4},
        {"units": 5, "amount": "0.005", "first_sold_at": "2011-02-01", "last_sold_at": "2011-02-03"},
        {"units": -3, "amount": "-7.65", "event": "cancellation"},
        {"units": -1, "amount": "-2.55", "event": "return"},
        {"units": -20, "amount": "0", "event": "write_off"},
        {"units": 2, "amount": "0", "event": "free"},
    )
    inputs = {"product_months": months, "dim_product": given("dim_product", NAMED)}
    units = ("product_lines", "units_sold", "units_reversed", "units_written_off", "units_free")
    sums = ("gross_sales", "reversals", "net_product_sales")
    assert built("product_sales", *units, *sums, **inputs) == [
        (9, 15, -4, -20, 2, *money("25.505", "-10.20", "15.305"))
    ]
    assert built("product_sales", "product_key", "name", "first_sold_at", "last_sold_at", **inputs) == [
        (7, "HEART", at("2011-01-10 10:00"), at("2011-02-03"))
    ]


def test_an_adjustment_is_no_gross_sale() -> None:
    months = given("product_months", {"amount": "30"}, {"units": 1, "amount": "-4", "event": "adjustment"})
    inputs = {"product_months": months, "dim_product": given("dim_product", NAMED)}
    columns = ("units_reversed", "gross_sales", "reversals", "net_product_sales")
    assert built("product_sales", *columns, **inputs) == [(1, *money("30", "-4", "26"))]


def test_all_names_of_a_code_are_one_product() -> None:
    months = given("product_months", {}, {"description": "HEARTS"}, {"description": None})
    inputs = {"product_months": months, "dim_product": given("dim_product", NAMED)}
    assert built("product_sales", "name", "units_sold", **inputs) == [("HEART", 18)]


def test_currencies_stand_apart() -> None:
    months = given("product_months", {}, {"currency": "EUR", "units": 1})
    inputs = {"product_months": months, "dim_product": given("dim_product", NAMED)}
    assert built("product_sales", "currency", "units_sold", **inputs) == [("EUR", 1), ("GBP", 6)]
