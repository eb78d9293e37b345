"""Categories and brands of products."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.analytics.catalogues import telling
from tests.tables.rows import built, given
from tillhouse.settings.products import Products

_COLUMNS = ("stock_code", "category", "source", "matched", "brand")
_OWN = Products({word: f"{word}s" for word in ("mug", "candle", "clock", "toy", "scarf")})


def _products(*names: tuple[str, str | None]) -> Any:
    rows = [{"stock_code": code, "product_key": n, "name": name} for n, (code, name) in enumerate(names)]
    return given("dim_product", *rows)


def test_terms_name_what_a_product_is_and_say_by_which_words() -> None:
    products = _products(("1", "RED MUG"), ("2", "CHARLIE+LOLA DOOR SIGN"), ("3", "damages"), ("4", None))
    assert built("product_categories", *_COLUMNS, dim_product=products, products=Products()) == [
        ("1", "kitchen & dining", "rule", "mug", None),
        ("2", "wall & pictures", "rule", "door sign", "Charlie and Lola"),
        ("3", None, "none", None, None),
        ("4", None, "none", None, None),
    ]


def test_words_of_the_shop_win_over_declared_ones() -> None:
    own = Products({"mug": "drinkware"}, {"red": "Red Ltd"})
    found = built("product_categories", *_COLUMNS, dim_product=_products(("1", "RED MUG")), products=own)
    assert found == [("1", "drinkware", "rule", "mug", "Red Ltd")]


def test_a_guess_says_how_sure_it_is_and_rules_do_not() -> None:
    products = _products(*telling(), ("90001", "RED MORNING STEAMING"))
    found = built("product_categories", "source", "confidence", dim_product=products, products=_OWN)
    ((_, share),) = [one for one in found if one[0] == "classifier"]
    assert Decimal("0.7") <= share <= 1
    assert {confidence for source, confidence in found if source == "rule"} == {None}


def test_the_order_of_products_changes_nothing() -> None:
    rows = (*telling(), ("90001", "RED MORNING STEAMING"))
    columns = ("stock_code", "category", "confidence")
    one, other = (
        built("product_categories", *columns, dim_product=_products(*names), products=_OWN)
        for names in (rows, rows[::-1])
    )
    assert one == other


def test_no_products_have_no_categories() -> None:
    assert built("product_categories", *_COLUMNS, dim_product=_products(), products=Products()) == []
