"""How good the categories of products are."""

from __future__ import annotations

from decimal import Decimal

from tests.analytics.catalogues import Products as Names
from tests.analytics.catalogues import telling, telling_nothing
from tests.tables.rows import built, given, rows_of
from tillhouse.settings.products import Products

_OWN = Products({word: f"{word}s" for word in ("mug", "candle", "clock", "toy", "scarf")})
_OURS = {f"{word}s" for word in _OWN.categories}


def _accuracy(names: Names, *columns: str) -> list[tuple[object, ...]]:
    rows = [{"stock_code": code, "product_key": n, "name": name} for n, (code, name) in enumerate(names)]
    categories = rows_of("product_categories", dim_product=given("dim_product", *rows), products=_OWN)
    made = given("product_categories", *categories.rows(named=True))
    found = built("category_accuracy", "category", *columns, product_categories=made, products=_OWN)
    return [one for one in found if one[0] in _OURS]


def test_shares_are_those_of_the_counts() -> None:
    counts = ("tested", "guessed", "correct", "precision", "recall")
    for _, tested, guessed, correct, precision, recall in _accuracy(telling(), *counts):
        assert precision == (Decimal(correct) / guessed).quantize(Decimal("0.000001"))  # type: ignore[arg-type]
        assert recall == (Decimal(correct) / tested).quantize(Decimal("0.000001"))  # type: ignore[arg-type]


def test_products_are_counted_by_what_said_their_category() -> None:
    names = (*telling(), ("90001", "RED MORNING STEAMING"), ("90002", "LARGE MORNING STEAMING"))
    found = _accuracy(names, "products_by_rule", "products_by_classifier")
    assert ("mugs", 30, 2) in found
    assert sum(int(str(rule)) for _, rule, _ in found) == len(telling())


def test_what_is_worth_nothing_says_so_beside_the_baseline() -> None:
    for _, verdict, accuracy, baseline in _accuracy(telling(), "verdict", "accuracy", "baseline"):
        assert (verdict, baseline) == ("used", Decimal("0.2"))
        assert Decimal(str(accuracy)) > Decimal("0.9")
    for _, verdict, accuracy, baseline in _accuracy(telling_nothing(), "verdict", "accuracy", "baseline"):
        assert verdict == "no better than the baseline"
        assert Decimal(str(accuracy)) < Decimal(str(baseline)) + Decimal("0.1")


def test_nothing_sold_is_nothing_measured() -> None:
    made = given("product_categories")
    assert built("category_accuracy", "category", product_categories=made, products=Products()) == []
