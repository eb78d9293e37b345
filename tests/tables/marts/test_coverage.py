"""What analytics are about."""

from __future__ import annotations

from typing import Any

from tests.tables.rows import built, given, money
from tillhouse.catalog import catalog
from tillhouse.frame import Frame


def covered(*columns: str, ledger: Frame) -> list[Any]:
    return built(
        "coverage", *columns, ledger=ledger, basket_sizes=catalog()["basket_sizes"].body(ledger=ledger)
    )


def test_scopes_count_lines_and_money_of_all_loaded_lines() -> None:
    ledger = given(
        "ledger",
        {},
        {"customer_id": None},
        {"event": "cancellation", "quantity": -1, "amount": "-2.55"},
        {"line_type": "postage", "amount": "18.00"},
        {"fate": "duplicate"},
    )
    assert covered("scope", "lines_in_scope", "lines_of", "amount", "amount_of", ledger=ledger) == [
        ("all", 4, 4, *money("46.05", "46.05")),
        ("baskets", 2, 4, *money("30.60", "46.05")),
        ("customers", 2, 4, *money("12.75", "46.05")),
        ("product_sales", 2, 4, *money("30.60", "46.05")),
        ("products", 3, 4, *money("28.05", "46.05")),
    ]
    assert covered("scope", "percent_of_lines", "percent_of_money", ledger=ledger) == [
        ("all", *money("100", "100")),
        ("baskets", *money("50", "66.449511")),
        ("customers", *money("50", "27.687296")),
        ("product_sales", *money("50", "66.449511")),
        ("products", *money("75", "60.912052")),
    ]


def test_no_percent_of_money_where_all_together_is_none() -> None:
    ledger = given("ledger", {}, {"event": "cancellation", "quantity": -6, "amount": "-15.30"})
    rows = covered("scope", "percent_of_lines", "percent_of_money", ledger=ledger)
    assert rows[0] == ("all", *money("100"), None)
