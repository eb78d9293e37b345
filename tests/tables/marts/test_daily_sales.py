"""Sales by trading day."""

from __future__ import annotations

from tests.tables.rows import built, given, money


def test_gross_reversals_and_the_rest_add_up_to_net() -> None:
    cells = given(
        "sales_bridge",
        {"quantity": 10, "amount": "100"},
        {"quantity": 2, "amount": "0", "event": "free"},
        {"quantity": -3, "amount": "-30", "event": "cancellation"},
        {"quantity": -1, "amount": "-10.001", "event": "return", "country": "Spain"},
        {"quantity": -5, "amount": "0", "event": "write_off"},
        {"quantity": 1, "amount": "18", "line_type": "postage"},
        {"quantity": -1, "amount": "-5", "line_type": "discount", "event": "cancellation"},
        {"quantity": 1, "amount": "-11062.06", "line_type": "bad_debt", "event": "adjustment"},
    )
    columns = ("lines", "units", "gross_sales", "reversals", "other_income", "net_sales")
    found = built(
        "daily_sales",
        *columns,
        sales_bridge=cells,
        receipts=given("receipts", {}),
        ledger=given("ledger", {}),
    )
    assert found == [(8, 3, *money("100", "-40.001", "-11049.06", "-10989.061"))]


def test_what_was_taken_off_a_sale_is_not_given_back_with_it() -> None:
    cells = given(
        "sales_bridge",
        {"amount": "90", "gross_amount": "100", "discount": "10"},
        {"amount": "-18", "gross_amount": "-20", "discount": "-2", "event": "return"},
    )
    inputs = {"sales_bridge": cells, "receipts": given("receipts", {}), "ledger": given("ledger", {})}
    columns = ("gross_sales", "reversals", "other_income", "net_sales")
    assert built("daily_sales", *columns, **inputs) == [money("100", "-18", "-10", "72")]


def test_orders_and_customers_are_counted_once_a_day() -> None:
    receipts = given(
        "receipts",
        {},
        {"sold_at": "2011-01-10 11:00", "lines": 2},
        {"order_id": "536366"},
        {"order_id": "536367", "customer_id": None},
        {"invoice_no": "C536368", "customer_id": "12346", "sale_lines": 0},
    )
    found = built(
        "daily_sales",
        "orders",
        "buyers",
        sales_bridge=given("sales_bridge", {}),
        receipts=receipts,
        ledger=given("ledger", {}),
    )
    assert found == [(3, 1)]


def test_a_day_of_returns_has_no_orders() -> None:
    cells = given("sales_bridge", {"quantity": -6, "amount": "-15.30", "event": "cancellation"})
    receipts = given("receipts", {"invoice_no": "C1", "sale_lines": 0})
    columns = ("orders", "buyers", "net_sales")
    inputs = {"sales_bridge": cells, "receipts": receipts, "ledger": given("ledger", {})}
    assert built("daily_sales", *columns, **inputs) == [(0, 0, *money("-15.30"))]


def test_days_and_currencies_stand_apart() -> None:
    cells = given("sales_bridge", {}, {"business_date": "2011-01-11"}, {"currency": "EUR"})
    receipts = given("receipts", {"currency": "EUR"})
    ledger = given("ledger", {}, {"currency": "EUR"})
    columns = ("business_date", "currency", "orders")
    found = built("daily_sales", *columns, sales_bridge=cells, receipts=receipts, ledger=ledger)
    assert [(day.day, currency, orders) for day, currency, orders in found] == [
        (10, "EUR", 1),
        (10, "GBP", 0),
        (11, "GBP", 0),
    ]


def test_lines_of_no_order_are_not_counted_as_orders() -> None:
    cells = given("sales_bridge", {}, {"currency": "EUR"})
    receipts = given("receipts", {"order_id": "1"}, {"order_id": "2"}, {"currency": "EUR"})
    alone = {"invoice_no": None, "line_id": 1, "order_id": "1"}
    ledger = given("ledger", alone, {"currency": "EUR"}, {"fate": "duplicate"})
    inputs = {"sales_bridge": cells, "receipts": receipts, "ledger": ledger}
    assert built("daily_sales", "currency", "orders", "buyers", **inputs) == [("EUR", 1, 1), ("GBP", None, 1)]


def test_receipts_without_a_number_are_orders() -> None:
    ledger = given("ledger", {"invoice_no": None, "line_id": 1, "order_id": "1", "line_type": "receipt"})
    inputs = {"sales_bridge": given("sales_bridge", {}), "receipts": given("receipts", {}), "ledger": ledger}
    assert built("daily_sales", "orders", **inputs) == [1]


def test_nobody_is_counted_where_no_line_names_a_customer() -> None:
    nobody = {"customer_id": None}
    inputs = {
        "sales_bridge": given("sales_bridge", {}),
        "receipts": given("receipts", nobody),
        "ledger": given("ledger", nobody),
    }
    assert built("daily_sales", "orders", "buyers", **inputs) == [(1, None)]
    daily = given("daily_sales", {"business_date": "2011-01-10", "units": None})
    monthly = {"daily_sales": daily, "receipts": given("receipts", nobody)}
    assert built("monthly_sales", "buyers", "units", **monthly) == [(None, None)]


def test_no_units_are_no_zero() -> None:
    inputs = {
        "sales_bridge": given("sales_bridge", {"line_type": "receipt", "quantity": None}),
        "receipts": given("receipts", {}),
        "ledger": given("ledger", {"line_type": "postage"}),
    }
    assert built("daily_sales", "units", **inputs) == [None]
