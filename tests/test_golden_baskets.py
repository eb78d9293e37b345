"""What is true of the baskets of the reference data, counted from the ledger by other means: joins, no bits."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from tests.shops import Shop

LARGEST, LEAST = 100, 96
_BOTH = ["stock_code", "other_code"]


@pytest.fixture(scope="module")
def sold(reference_lake: Shop) -> pl.DataFrame:
    return reference_lake.table("ledger").filter(fate="loaded", event="sale", line_type="product")


@pytest.fixture(scope="module")
def held(sold: pl.DataFrame) -> pl.DataFrame:
    """Each product of each basket that is not too large."""
    rows = sold.select("invoice_no", "stock_code").unique()
    return rows.filter(pl.len().over("invoice_no") <= LARGEST)


def _every(codes: pl.Series, step: int) -> list[str]:
    """Some of the codes: joins of all take long."""
    return codes.unique().sort()[::step].to_list()


def _pairs(held: pl.DataFrame, codes: list[str]) -> pl.DataFrame:
    """What is in the same baskets as some products, and in how many."""
    other = held.rename({"stock_code": "other_code"})
    both = held.filter(pl.col("stock_code").is_in(codes)).join(other, on="invoice_no")
    counted = both.filter(pl.col("stock_code") != pl.col("other_code")).group_by(_BOTH).len("true")
    return counted.cast({"true": pl.Int64})


def test_sizes_hold_all_sales_of_products(reference_lake: Shop, sold: pl.DataFrame) -> None:
    sizes = reference_lake.analytic("basket_sizes")
    assert (sizes["baskets"].sum(), sizes["lines_sold"].sum()) == (sold["invoice_no"].n_unique(), sold.height)
    assert sizes["amount"].sum() == sold["amount"].sum()
    large = sizes.filter(~pl.col("counted")).row(0, named=True)
    assert (large["baskets"], sizes["baskets"].sum()) == (626, 19_773)
    assert large["amount"] / sizes["amount"].sum() == pytest.approx(Decimal("0.1417"), abs=Decimal("0.0001"))


def test_rules_of_two_products_are_the_pairs_bought_often_enough(
    reference_lake: Shop, held: pl.DataFrame
) -> None:
    rules = reference_lake.analytic("product_baskets")
    assert rules["baskets"].unique().to_list() == [held["invoice_no"].n_unique()] == [19_147]
    often = held.filter(pl.len().over("stock_code") >= LEAST)
    some = _every(often["stock_code"], 8)
    single = often.group_by("stock_code").len("single")
    sure = (
        _pairs(often, some)
        .join(single, on="stock_code")
        .filter(pl.col("true") >= LEAST, pl.col("true") * 5 >= pl.col("single"))
    )
    mine = rules.filter(pl.col("antecedent").is_in(some), products=2)
    assert sorted(mine.select("antecedent", "consequent", "count").rows()) == sorted(
        sure.select(*_BOTH, "true").rows()
    )
    assert mine.height > 100


def test_longer_rules_are_in_as_many_baskets_as_they_say(reference_lake: Shop, held: pl.DataFrame) -> None:
    rules = reference_lake.analytic("product_baskets").sort("products", "antecedent", "consequent")
    of_product = dict(held.group_by("stock_code").agg("invoice_no").rows())
    for row in rules[:: max(1, rules.height // 100)].iter_rows(named=True):
        left = set.intersection(*(set(of_product[code]) for code in row["antecedent"].split(" + ")))
        right = set(of_product[row["consequent"]])
        counts = (len(left & right), len(left), len(right))
        assert counts == (row["count"], row["antecedent_count"], row["consequent_count"])


def test_recommendations_are_pairs_with_their_counts(reference_lake: Shop, held: pl.DataFrame) -> None:
    made = reference_lake.analytic("product_recommendations")
    some = _every(made["stock_code"], 60)
    met = made.filter(pl.col("stock_code").is_in(some)).join(_pairs(held, some), on=_BOTH, how="left")
    assert met["count"].to_list() == met["true"].to_list()
    assert made["place"].max() == 10
    assert made["count"].min() == 5
