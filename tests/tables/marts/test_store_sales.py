"""Sales by store and channel."""

from __future__ import annotations

from typing import Any

import pytest

from tests.shops import open_shop
from tests.tables.rows import built, given, money
from tillhouse.answers.emptiness import reasons

WHAT = ("store", "orders", "lines", "units")
MONEY = ("gross_sales", "returns", "discounts", "other_income", "net_sales")


def test_each_line_is_in_one_column_and_all_add_up() -> None:
    north = {"store": "North"}
    ledger = given(
        "ledger",
        {**north, "amount": "9", "gross_amount": "10", "discount": "1"},
        {**north, "amount": "-4", "gross_amount": "-5", "discount": "-1", "event": "return", "quantity": -1},
        {**north, "amount": "3", "gross_amount": "3", "line_type": "postage"},
        {**north, "amount": "-2", "gross_amount": "-2", "line_type": "discount"},
        {**north, "amount": "7", "gross_amount": "7", "fate": "duplicate"},
    )
    (found,) = built("store_sales", *MONEY, ledger=ledger)
    assert found == money("10", "-4", "-3", "3", "6")


def test_orders_are_counted_once_in_each_store_and_channel() -> None:
    ledger = given(
        "ledger",
        {"store": "North", "channel": "web"},
        {"store": "North", "channel": "web"},
        {"store": "North", "channel": "web", "order_id": "2", "invoice_no": "2", "quantity": 2},
        {"store": "North", "channel": "web", "order_id": "3", "event": "return", "quantity": -1},
        {"store": "South", "channel": "web"},
        {"store": None, "channel": None},
    )
    found = built("store_sales", *WHAT, ledger=ledger)
    assert [(store, orders, lines, int(units)) for store, orders, lines, units in found] == [
        (None, 1, 1, 6),
        ("North", 2, 4, 13),
        ("South", 1, 1, 6),
    ]


def test_what_no_line_says_is_no_zero() -> None:
    alone = {"store": "North", "invoice_no": None, "line_id": 1, "order_id": "1", "line_type": "other"}
    told = {"store": "South", "tax": "1.20"}
    found = built("store_sales", "store", "orders", "units", "tax", ledger=given("ledger", alone, told))
    assert found == [("North", None, None, None), ("South", 1, *money("6", "1.20"))]


@pytest.mark.parametrize(
    "said", [{}, {"fate": "quarantined", "store": "North"}, {"store": "North", "currency": "EUR"}]
)
def test_months_and_currencies_without_stores_have_no_rows(said: dict[str, Any]) -> None:
    found = built("store_sales", "currency", ledger=given("ledger", {}, said))
    assert found == (["EUR"] if "currency" in said else [])


def test_the_reason_is_told_where_no_line_names_a_store(tmp_path: Any) -> None:
    path = tmp_path / "a.csv"
    for header, why in (
        ("Store", ()),
        ("Colour", ("lines without a currency: no line names a store or a channel",)),
    ):
        path.write_text(f"Order ID,SKU,Qty,Date,Price,{header}\n1,A,2,2024-01-15,5.00,North\n")
        shop = open_shop(tmp_path / header, path)
        assert reasons(shop.snapshot, shop.snapshot.table("store_sales")) == why
        assert len(shop.table("store_sales")) == (not why)
