"""The ledger folded to products, names and months."""

from __future__ import annotations

from tests.tables.rows import at, built, given, money


def test_lines_of_one_product_name_month_and_event_are_one_row() -> None:
    ledger = given(
        "ledger",
        {"quantity": 6, "sold_at": "2011-01-10"},
        {"quantity": 2, "sold_at": "2011-01-05"},
        {"quantity": -1, "event": "return"},
        {"quantity": 1, "description": "HEARTS"},
        {"quantity": 1, "description": None},
        {"quantity": 1, "sold_at": "2011-02-01"},
    )
    assert built(
        "product_months", "month", "description", "event", "product_lines", "units", ledger=ledger
    ) == [
        ("2011-01", "HEART", "return", 1, -1),
        ("2011-01", "HEART", "sale", 2, 8),
        ("2011-01", "HEARTS", "sale", 1, 1),
        ("2011-01", None, "sale", 1, 1),
        ("2011-02", "HEART", "sale", 1, 1),
    ]


def test_money_and_moments() -> None:
    ledger = given(
        "ledger",
        {"quantity": 3, "unit_price": "0.001", "sold_at": "2011-01-10"},
        {"quantity": 3, "unit_price": "2.55", "sold_at": "2011-01-05"},
    )
    assert built("product_months", "amount", "first_sold_at", "last_sold_at", ledger=ledger) == [
        (*money("7.653"), at("2011-01-05"), at("2011-01-10"))
    ]


def test_postage_fees_and_lines_without_the_fate_loaded_are_no_product_lines() -> None:
    ledger = given(
        "ledger",
        {"line_type": "postage"},
        {"line_type": "other"},
        {"fate": "duplicate"},
        {"fate": "superseded"},
    )
    assert built("product_months", "stock_code", ledger=ledger) == []
