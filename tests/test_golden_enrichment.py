"""What enrichment makes of the reference data, and that its page says so."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from tests.pages import ROOT
from tests.shops import Shop

NET = Decimal("9747747.934")
PAGE = (ROOT / "docs" / "guides" / "enrichment.md").read_text()


@pytest.fixture(scope="session")
def categories(reference_lake: Shop) -> pl.DataFrame:
    return reference_lake.analytic("product_categories")


@pytest.fixture(scope="session")
def accuracy(reference_lake: Shop) -> pl.DataFrame:
    return reference_lake.analytic("category_accuracy")


def test_countries_hold_every_penny_and_three_names_are_no_country(reference_lake: Shop) -> None:
    facts = reference_lake.analytic("country_facts")
    nowhere = facts.filter(pl.col("code").is_null())
    assert (facts.height, facts["net_sales"].sum()) == (38, NET)
    assert sorted(nowhere["country"]) == ["Channel Islands", "European Community", "Unspecified"]
    assert facts.filter(pl.col("code").is_not_null())["population"].null_count() == 0
    assert f"hold {nowhere['net_sales'].sum() / NET * 100:.1f} % of the sales" in PAGE


def test_sales_of_one_currency_are_converted_by_1(reference_lake: Shop) -> None:
    converted = reference_lake.analytic("converted_sales")
    assert (converted.height, converted["converted"].sum()) == (305, NET)
    assert set(converted["verdict"]) == {"converted"}


def test_the_page_says_how_many_products_have_a_category(
    categories: pl.DataFrame, reference_lake: Shop
) -> None:
    sales = reference_lake.table("product_sales").select("stock_code", "net_product_sales")
    money = categories.join(sales, on="stock_code", how="left")
    total = money["net_product_sales"].sum()
    for source, words, places in (("rule", "by rule", 1), ("classifier", "by classifier", 2)):
        some = money.filter(source=source)
        share = f"{some['net_product_sales'].sum() / total * 100:.{places}f}"
        assert f"| {words} | {some.height:,} | {share} % |" in PAGE
    none = categories.filter(source="none")
    assert f"| none | {none.height}; {none['name'].null_count()} have no name" in PAGE


def test_the_page_says_how_good_the_classifier_is(accuracy: pl.DataFrame) -> None:
    row = accuracy.row(0, named=True)
    used = accuracy.filter(verdict="used")
    guessed, correct = used["guessed"].sum(), used["correct"].sum()
    assert row["accuracy"] > 2 * row["baseline"]
    assert f"{accuracy['tested'].sum():,} products with a word left" in PAGE
    assert f"right (accuracy) | {row['accuracy'] * 100:.1f} % |" in PAGE
    assert f"(baseline) | {row['baseline'] * 100:.1f} % |" in PAGE
    assert f"| {guessed}; {correct / guessed * 100:.1f} % right |" in PAGE
    assert "the eleven categories" in PAGE
    assert used.height == 11


def test_a_category_in_which_the_classifier_is_not_used_is_given_by_rules_alone(
    categories: pl.DataFrame, accuracy: pl.DataFrame
) -> None:
    unused = accuracy.filter(pl.col("verdict") != "used")["category"].to_list()
    assert categories.filter(pl.col("category").is_in(unused), source="classifier").is_empty()
    assert f"| {', '.join(sorted(unused))} |" in PAGE


def test_brands_are_those_declared(categories: pl.DataFrame) -> None:
    assert set(categories["brand"].drop_nulls()) == {"Charlie and Lola", "Rex", "dotcomgiftshop"}
    assert f"that is so for {categories['brand'].drop_nulls().len()} products" in PAGE
