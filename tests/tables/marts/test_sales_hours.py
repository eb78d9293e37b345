"""Sales by hour and country."""

from __future__ import annotations

from datetime import date

from tests.tables.rows import built, given, money

SHOWN = ("hour", "country", "product_lines", "product_orders", "units", "sales")


def test_lines_of_an_hour_add_up_net_of_what_came_back() -> None:
    ledger = given(
        "ledger",
        {},
        {"sold_at": "2011-01-10 10:59", "quantity": 1, "unit_price": "0.001", "invoice_no": "2"},
        {"invoice_no": "C3", "event": "cancellation", "quantity": -2},
        {"sold_at": "2011-01-10 11:00", "country": "Spain", "invoice_no": "4", "quantity": 2},
        {"line_type": "postage"},
        {"fate": "duplicate"},
    )
    assert built("sales_hours", *SHOWN, ledger=ledger) == [
        (10, "France", 3, 2, 5, *money("10.201")),
        (11, "Spain", 1, 1, 2, *money("5.10")),
    ]


def test_a_feed_of_dates_alone_has_no_hour_and_midnight_is_one_where_times_are() -> None:
    ledger = given(
        "ledger",
        {"sold_at": "2011-01-10 00:00"},
        {"sold_at": "2011-01-10 00:00", "invoice_no": "2"},
        {"feed": "till", "sold_at": "2011-01-10 00:00"},
        {"feed": "till", "sold_at": "2011-01-11 00:00:01", "invoice_no": "2"},
    )
    assert built(
        "sales_hours", "business_date", "hour", "product_lines", "product_orders", ledger=ledger
    ) == [
        (date(2011, 1, 10), 0, 1, 1),
        (date(2011, 1, 10), None, 2, 2),
        (date(2011, 1, 11), 0, 1, 1),
    ]


def test_an_order_counts_once_where_it_began() -> None:
    ledger = given(
        "ledger",
        {"sold_at": "2011-01-10 11:00", "country": "Spain"},
        {"sold_at": "2011-01-10 10:58", "country": "Spain"},
        {"feed": "other", "sold_at": "2011-01-10 11:05", "country": None},
    )
    assert built("sales_hours", *SHOWN, ledger=ledger) == [
        (10, "Spain", 1, 1, 6, *money("15.30")),
        (11, None, 1, 1, 6, *money("15.30")),
        (11, "Spain", 1, 0, 6, *money("15.30")),
    ]
