"""Prices that were charged."""

from __future__ import annotations

from decimal import Decimal

from tests.tables.rows import at, built, given, money


def test_each_price_of_a_month_with_what_it_sold() -> None:
    ledger = given(
        "ledger",
        {"quantity": 2, "unit_price": "2.55", "sold_at": "2011-01-05"},
        {"quantity": 3, "unit_price": "2.55", "sold_at": "2011-01-25"},
        {"quantity": 1, "unit_price": "2.95", "sold_at": "2011-01-15"},
        {"quantity": 1, "unit_price": "2.55", "sold_at": "2011-02-05"},
    )
    columns = ("month", "unit_price", "lines_sold", "units_sold", "amount", "first_sold_at", "last_sold_at")
    assert built("price_history", *columns, ledger=ledger) == [
        ("2011-01", *money("2.55"), 2, 5, *money("12.75"), at("2011-01-05"), at("2011-01-25")),
        ("2011-01", *money("2.95"), 1, 1, *money("2.95"), at("2011-01-15"), at("2011-01-15")),
        ("2011-02", *money("2.55"), 1, 1, *money("2.55"), at("2011-02-05"), at("2011-02-05")),
    ]


def test_a_refund_at_an_old_price_does_not_bring_it_back() -> None:
    ledger = given(
        "ledger",
        {"unit_price": "2.95"},
        {"quantity": -1, "unit_price": "2.55", "event": "cancellation"},
        {"quantity": -1, "unit_price": "2.45", "event": "return"},
        {"unit_price": "0", "event": "free"},
        {"unit_price": "18.00", "line_type": "postage"},
        {"unit_price": "1.00", "fate": "duplicate"},
    )
    assert built("price_history", "unit_price", ledger=ledger) == [Decimal("2.95")]


def test_prices_that_two_decimals_cannot_tell_apart_stay_apart() -> None:
    ledger = given("ledger", {"quantity": 1, "unit_price": "0.001"}, {"quantity": 1, "unit_price": "0.0014"})
    assert built("price_history", "unit_price", "amount", ledger=ledger) == [
        money("0.001", "0.001"),
        money("0.0014", "0.0014"),
    ]


def test_one_price_in_two_currencies_is_two_prices() -> None:
    ledger = given("ledger", {"quantity": 1}, {"quantity": 2, "currency": "EUR"})
    assert built("price_history", "currency", "units_sold", ledger=ledger) == [("EUR", 2), ("GBP", 1)]
