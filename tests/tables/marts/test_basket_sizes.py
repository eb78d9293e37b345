"""Sizes of baskets, and what they hold."""

from __future__ import annotations

from typing import Any

from tests.tables.rows import built, given, money, rows_of
from tillhouse.catalog import catalog


def invoice(number: str, products: int, **row: object) -> list[dict[str, Any]]:
    return [{"invoice_no": number, "stock_code": f"P{n:03}", **row} for n in range(products)]


def test_baskets_are_classed_by_distinct_products() -> None:
    ledger = given("ledger", *invoice("1", 1), *invoice("2", 3), *invoice("2", 1), *invoice("3", 5))
    columns = (
        "from_products",
        "to_products",
        "counted",
        "baskets",
        "products",
        "pairs",
        "lines_sold",
        "amount",
    )
    assert built("basket_sizes", *columns, ledger=ledger) == [
        (1, 1, True, 1, 1, 0, 1, *money("15.30")),
        (3, 5, True, 2, 8, 13, 9, *money("137.70")),
    ]


def test_baskets_too_large_are_stated_with_their_lines_and_money() -> None:
    ledger = given("ledger", *invoice("1", 100), *invoice("2", 101))
    columns = ("from_products", "to_products", "counted", "baskets", "pairs", "lines_sold", "amount")
    assert built("basket_sizes", *columns, ledger=ledger) == [
        (101, None, False, 1, 5050, 101, *money("1545.30")),
        (51, 100, True, 1, 4950, 100, *money("1530")),
    ]


def test_all_of_what_products_sold_is_in_some_class() -> None:
    ledger = given(
        "ledger",
        *invoice("1", 30),
        *invoice("2", 120, customer_id=None),
        *invoice("3", 2, currency="EUR"),
        *invoice("C4", 2, event="cancellation", quantity=-1),
        {"line_type": "postage"},
        {"fate": "duplicate"},
    )
    sizes = rows_of("basket_sizes", ledger=ledger).group_by("currency").sum().sort("currency")
    classes = catalog()["basket_sizes"].body(ledger=ledger)
    covered = rows_of("coverage", ledger=ledger, basket_sizes=classes).sort("currency")
    sold = covered.filter(scope="product_sales")
    assert (
        sizes.select("currency", "lines_sold", "amount").rows()
        == sold.select("currency", "lines_in_scope", "amount").rows()
    )
    assert covered.filter(scope="baskets").select("currency", "lines_in_scope").rows() == [
        ("EUR", 2),
        ("GBP", 30),
    ]


def test_two_feeds_and_two_currencies_are_two_baskets() -> None:
    ledger = given("ledger", {}, {"feed": "till"}, {"currency": "EUR"})
    assert built("basket_sizes", "currency", "baskets", ledger=ledger) == [("EUR", 1), ("GBP", 2)]
