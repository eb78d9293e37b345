"""What is known of a product, against the tables it comes from."""

from __future__ import annotations

from typing import Any

import pytest

from tests.shops import Shop
from tillhouse.answers.subjects import Account, account
from tillhouse.errors import UnknownName


def rows(found: Account, name: str) -> list[dict[str, Any]]:
    (section,) = (each for each in found.sections if each.name == name)
    return [dict(zip(section.columns, row, strict=True)) for row in section.rows]


def test_months_and_prices_add_up_to_the_books(analysed_shop: Shop) -> None:
    for total in analysed_shop.table("product_sales").sort("stock_code").head(10).to_dicts():
        found = account(analysed_shop.snapshot, "product", total["stock_code"])
        months, prices = rows(found, "product_months"), rows(found, "price_history")
        assert sum(row["net_product_sales"] for row in months) == total["net_product_sales"]
        assert sum(row["units_reversed"] for row in months) == total["units_reversed"]
        assert sum(row["units_sold"] for row in prices) == total["units_sold"]


def test_the_class_stands_between_the_next_products(analysed_shop: Shop) -> None:
    order = analysed_shop.table("product_abc").filter(basis="revenue").sort("rank")["stock_code"].to_list()
    found = rows(account(analysed_shop.snapshot, "product", order[3]), "product_abc")
    revenue = [row for row in found if row["basis"] == "revenue"]
    assert [row["stock_code"] for row in revenue] == order[2:5]
    assert [row["rank"] for row in revenue] == [3, 4, 5]


def test_codes_are_known_in_small_letters_and_nearly(analysed_shop: Shop) -> None:
    code = next(code for code in analysed_shop.table("product_sales")["stock_code"] if code[-1].isalpha())
    assert account(analysed_shop.snapshot, "product", f" {code.lower()} ").name == code
    with pytest.raises(UnknownName, match="Did you mean"):
        account(analysed_shop.snapshot, "product", f"{code}Q")


def test_before_any_analytic_the_rest_is_named(small_lake: Shop) -> None:
    found = account(small_lake.snapshot, "product", small_lake.table("product_sales")["stock_code"][0])
    assert "product_abc" in found.missing
    assert [each.name for each in found.sections] == ["product_sales", "product_months", "price_history"]
