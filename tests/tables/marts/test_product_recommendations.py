"""Products bought together with each product."""

from __future__ import annotations

from typing import Any

from tests.tables.rows import built, given, money
from tillhouse.frame import Frame

CODES = ("JAM", "OIL", "TEA")


def inputs(*baskets: str, **row: object) -> dict[str, Frame]:
    lines: list[dict[str, Any]] = [
        {"invoice_no": str(1000 + place), "stock_code": code, **row}
        for place, codes in enumerate(baskets)
        for code in codes.split()
    ]
    known = [{"stock_code": code, "product_key": n, "name": f"A {code}"} for n, code in enumerate(CODES)]
    return {"ledger": given("ledger", *lines), "dim_product": given("dim_product", *known)}


def test_pairs_of_five_baskets_are_recommended_both_ways() -> None:
    held = inputs(*["TEA JAM"] * 5, *["TEA"] * 5, *["OIL"] * 10)
    keys = ("product_key", "stock_code", "name", "place", "other_key", "other_code", "other_name")
    assert built("product_recommendations", *keys, **held) == [
        (0, "JAM", "A JAM", 1, 2, "TEA", "A TEA"),
        (2, "TEA", "A TEA", 1, 0, "JAM", "A JAM"),
    ]
    counts = ("count", "product_count", "other_count", "baskets")
    assert built("product_recommendations", *counts, "confidence", "lift", "score", **held) == [
        (5, 10, 5, 20, *money("0.5", "2", "1.111111")),
        (5, 5, 10, 20, *money("1", "2", "1.111111")),
    ]


def test_pairs_of_four_baskets_and_of_chance_are_not() -> None:
    assert built("product_recommendations", "place", **inputs(*["TEA JAM"] * 4, "OIL")) == []
    assert built("product_recommendations", "place", **inputs(*["TEA JAM"] * 9)) == []


def test_the_better_score_comes_first_and_codes_break_ties() -> None:
    held = inputs(*["TEA JAM OIL"] * 5, *["TEA JAM"] * 3, *["SALT"] * 20)
    places = built("product_recommendations", "stock_code", "place", "other_code", **held)
    assert [row for row in places if row[0] == "TEA"] == [("TEA", 1, "JAM"), ("TEA", 2, "OIL")]
    alike = built(
        "product_recommendations", "stock_code", "place", "other_code", **inputs(*["TEA JAM OIL"] * 5, "SALT")
    )
    assert [row for row in alike if row[0] == "TEA"] == [("TEA", 1, "JAM"), ("TEA", 2, "OIL")]


def test_anonymous_sales_count_and_returns_do_not() -> None:
    baskets = (*["TEA JAM"] * 5, *["OIL"] * 5)
    assert len(built("product_recommendations", "place", **inputs(*baskets, customer_id=None))) == 2
    assert built("product_recommendations", "place", **inputs(*baskets, event="return", quantity=-1)) == []
