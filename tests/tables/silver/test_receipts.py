"""The ledger folded to receipts."""

from __future__ import annotations

from tests.tables.rows import at, built, given, money


def test_one_receipt_of_products_postage_and_a_cancelled_line() -> None:
    ledger = given(
        "ledger",
        {"quantity": 6, "unit_price": "2.55"},
        {"quantity": 1, "unit_price": "0.001"},
        {"quantity": -2, "unit_price": "2.55", "event": "return"},
        {"quantity": 1, "unit_price": "18.00", "line_type": "postage"},
        {"quantity": -1, "unit_price": "5.00", "line_type": "discount", "event": "cancellation"},
        {"quantity": 4, "unit_price": "0", "event": "free"},
    )
    columns = ("order_id", "lines", "sale_lines", "units", "sold", "reversed", "amount")
    assert built("receipts", *columns, ledger=ledger) == [
        ("536365", 6, 3, 9, *money("15.301", "-5.10", "23.201"))
    ]


def test_an_adjusted_product_is_in_what_was_reversed() -> None:
    ledger = given("ledger", {}, {"quantity": 1, "unit_price": "-4", "event": "adjustment"})
    assert built("receipts", "sold", "reversed", "amount", ledger=ledger) == [
        money("15.30", "-4.00", "11.30"),
    ]


def test_only_loaded_lines_are_on_it() -> None:
    fates = ("loaded", "duplicate", "quarantined", "superseded")
    ledger = given("ledger", *({"fate": fate} for fate in fates))
    assert built("receipts", "lines", "amount", ledger=ledger) == [(1, *money("15.30"))]


def test_another_moment_customer_country_or_currency_is_another_receipt() -> None:
    others = (
        {"sold_at": "2011-01-10 10:01"},
        {"customer_id": None},
        {"country": "Spain"},
        {"currency": "EUR"},
        {"invoice_no": "536366"},
    )
    ledger = given("ledger", {}, *others)
    assert built("receipts", "lines", ledger=ledger) == [1] * 6


def test_anonymous_lines_of_one_invoice_are_one_receipt() -> None:
    ledger = given("ledger", {"customer_id": None}, {"customer_id": None, "stock_code": "22423"})
    assert built("receipts", "customer_id", "sold_at", "lines", ledger=ledger) == [
        (None, at("2011-01-10 10:00"), 2)
    ]
