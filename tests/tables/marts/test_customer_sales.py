"""Sales by identified customer, over all time."""

from __future__ import annotations

from tests.tables.rows import at, built, given, money, rows_of


def test_receipts_of_a_customer_add_up() -> None:
    receipts = given(
        "receipts",
        {"units": 6, "sold": "15.30", "amount": "33.30", "lines": 2},
        {"sold_at": "2011-03-10", "order_id": "536366", "sold": "0.001", "amount": "0.001"},
        {
            "sold_at": "2011-02-10",
            "order_id": "C536367",
            "sale_lines": 0,
            "units": -2,
            "sold": "0",
            "reversed": "-5.10",
            "amount": "-5.10",
        },
    )
    counts = ("customer_id", "orders", "lines", "units")
    sums = ("gross_sales", "reversals", "net_product_sales", "net_sales")
    assert built("customer_sales", *counts, *sums, receipts=receipts) == [
        ("17850", 2, 4, 10, *money("15.301", "-5.10", "10.201", "28.201"))
    ]
    assert built("customer_sales", "first_sold_at", "last_sold_at", receipts=receipts) == [
        (at("2011-01-10 10:00"), at("2011-03-10"))
    ]


def test_anonymous_sales_top_no_list() -> None:
    receipts = given("receipts", {}, {"customer_id": None, "amount": "1447682.12", "lines": 135_080})
    assert built("customer_sales", "customer_id", "net_sales", receipts=receipts) == [
        ("17850", *money("15.30"))
    ]


def test_a_customer_who_only_brought_back_has_no_orders() -> None:
    receipts = given("receipts", {"sale_lines": 0, "sold": "0", "reversed": "-5.10", "amount": "-5.10"})
    assert built("customer_sales", "orders", "net_sales", receipts=receipts) == [(0, *money("-5.10"))]


def test_the_key_is_the_durable_one_of_the_dimension() -> None:
    receipts = given("receipts", {}, {"sold_at": "2011-02-10", "country": "Spain"})
    known = rows_of("dim_customer", receipts=receipts).filter(customer_id="17850")
    assert known.height == 2
    assert (
        built("customer_sales", "customer_key", receipts=receipts) == known["customer_key"].unique().to_list()
    )
