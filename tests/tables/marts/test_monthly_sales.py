"""Sales by month."""

from __future__ import annotations

from tests.tables.rows import built, given, money

DAYS = (
    {"business_date": "2011-01-10", "orders": 1, "buyers": 1, "gross_sales": "100", "net_sales": "100"},
    {
        "business_date": "2011-01-11",
        "orders": 1,
        "buyers": 1,
        "gross_sales": "20.001",
        "net_sales": "20.001",
    },
    {"business_date": "2011-02-01", "orders": 1, "buyers": 1, "gross_sales": "7", "net_sales": "7"},
)


def test_days_add_up_to_their_month() -> None:
    columns = ("month", "trading_days", "lines", "units", "gross_sales", "net_sales")
    inputs = {"daily_sales": given("daily_sales", *DAYS), "receipts": given("receipts")}
    assert built("monthly_sales", *columns, **inputs) == [
        ("2011-01", 2, 2, 12, *money("120.001", "120.001")),
        ("2011-02", 1, 1, 6, *money("7", "7")),
    ]


def test_a_customer_of_two_days_is_one_customer_of_the_month() -> None:
    receipts = given(
        "receipts",
        {"sold_at": "2011-01-10 10:00"},
        {"sold_at": "2011-01-11 10:00", "order_id": "536366"},
        {"sold_at": "2011-01-11 11:00", "order_id": "536367", "customer_id": None},
        {"sold_at": "2011-01-11 12:00", "invoice_no": "C1", "customer_id": "12346", "sale_lines": 0},
    )
    inputs = {"daily_sales": given("daily_sales", *DAYS), "receipts": receipts}
    assert built("monthly_sales", "month", "orders", "buyers", **inputs) == [
        ("2011-01", 3, 1),
        ("2011-02", 0, 0),
    ]


def test_a_month_whose_days_have_no_orders_has_none() -> None:
    days = given("daily_sales", {**DAYS[0], "orders": None}, {**DAYS[1], "orders": None}, DAYS[2])
    inputs = {"daily_sales": days, "receipts": given("receipts", {"sold_at": "2011-01-10 10:00"})}
    assert built("monthly_sales", "month", "orders", **inputs) == [("2011-01", None), ("2011-02", 0)]
