"""Rules of what is bought together."""

from __future__ import annotations

from typing import Any

from tests.tables.rows import built, given, money, rows_of
from tillhouse.frame import Frame

NAMES = {"JAM": "STRAWBERRY JAM", "TEA": "TEA, GREEN", "OIL": None}
SIDES = ("antecedent", "consequent")


def lines(*baskets: str, **row: object) -> list[dict[str, Any]]:
    """One invoice for each text of codes."""
    return [
        {"invoice_no": str(1000 + place), "stock_code": code, **row}
        for place, codes in enumerate(baskets)
        for code in codes.split()
    ]


def inputs(*rows: dict[str, Any]) -> dict[str, Frame]:
    known = [{"stock_code": code, "name": name} for code, name in NAMES.items()]
    return {"ledger": given("ledger", *rows), "dim_product": given("dim_product", *known)}


def test_a_rule_has_names_counts_and_measures() -> None:
    held = inputs(*lines("TEA JAM", "TEA JAM", "TEA", "OIL"))
    names = ("antecedent_names", "consequent_name")
    counts = ("products", "longest", "count", "antecedent_count", "consequent_count", "baskets")
    assert built("product_baskets", *SIDES, *names, *counts, **held) == [
        ("JAM", "TEA", "STRAWBERRY JAM", "TEA, GREEN", 2, 10, 2, 2, 3, 4),
        ("TEA", "JAM", "TEA, GREEN", "STRAWBERRY JAM", 2, 10, 2, 3, 2, 4),
    ]
    measures = ("support", "confidence", "lift", "leverage")
    assert built("product_baskets", *measures, "conviction", **held) == [
        (*money("0.5", "0.666667", "1.333333", "0.125", "1.5"),),
        (*money("0.5", "1", "1.333333", "0.125"), None),
    ]


def test_several_products_are_sorted_and_joined() -> None:
    held = inputs(*lines("TEA OIL JAM", "JAM"))
    assert ("JAM + OIL", "TEA") in built("product_baskets", *SIDES, **held)
    assert "STRAWBERRY JAM + OIL" in built("product_baskets", "antecedent_names", **held)


def test_anonymous_sales_are_baskets_and_returns_never() -> None:
    sold = lines("TEA JAM", customer_id=None)
    back = lines("TEA OIL", event="cancellation", quantity=-1)
    other = [{"invoice_no": "1000", "stock_code": "POST", "line_type": "postage"}]
    twice = [{"invoice_no": "1000", "stock_code": "TEA", "fate": "duplicate"}]
    held = inputs(*sold, *back, *other, *twice)
    assert built("product_baskets", *SIDES, "count", "baskets", **held) == [
        ("JAM", "TEA", 1, 1),
        ("TEA", "JAM", 1, 1),
    ]


def test_a_product_of_two_lines_counts_once() -> None:
    assert built("product_baskets", "count", **inputs(*lines("TEA TEA JAM"))) == [1, 1]


def test_wholesale_baskets_are_left_out() -> None:
    wholesale = [{"invoice_no": "9", "stock_code": f"P{n}"} for n in range(101)]
    held = inputs(*lines("TEA JAM"), *wholesale)
    assert built("product_baskets", *SIDES, "baskets", **held) == [("JAM", "TEA", 1), ("TEA", "JAM", 1)]


def test_rules_are_frequent_and_sure_enough() -> None:
    # of 400 baskets two are 5 of 1,000, and one is not; of TEA one in five holds JAM
    held = inputs(*lines("TEA JAM", "TEA JAM", *["TEA"] * 8, "OIL SALT", *["OIL"] * 389))
    assert built("product_baskets", *SIDES, **held) == [("JAM", "TEA"), ("TEA", "JAM")]
    rarer = inputs(*lines("TEA JAM", "TEA JAM", *["TEA"] * 9, "OIL SALT", *["OIL"] * 388))
    assert built("product_baskets", *SIDES, **rarer) == [("JAM", "TEA")]


def test_the_order_of_lines_changes_nothing() -> None:
    rows = lines("TEA JAM OIL", "TEA JAM", "JAM OIL", "TEA")
    first, second = (rows_of("product_baskets", **inputs(*one)) for one in (rows, rows[::-1]))
    assert first.sort(SIDES).equals(second.sort(SIDES))


def test_without_sales_there_are_no_rules() -> None:
    assert built("product_baskets", *SIDES, **inputs()) == []
