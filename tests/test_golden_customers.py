"""What is true of customers and products of the reference data, counted from the file by other means."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.shops import Shop

D = Decimal
#: Identified customers to whom a product was sold, and what they kept of it.
CUSTOMERS, NET = 4_334, D("8316045.583")


@pytest.fixture(scope="session")
def rfm(reference_lake: Shop) -> pl.DataFrame:
    return reference_lake.analytic("customer_rfm")


@pytest.fixture(scope="session")
def cohorts(reference_lake: Shop) -> pl.DataFrame:
    return reference_lake.analytic("customer_cohorts")


@pytest.fixture(scope="session")
def abc(reference_lake: Shop) -> pl.DataFrame:
    return reference_lake.analytic("product_abc")


def test_customers_and_their_money(rfm: pl.DataFrame, reference_lake: Shop) -> None:
    days = reference_lake.analytic("customer_days")
    sold = reference_lake.table("ledger").filter(
        pl.col("customer_id").is_not_null(), fate="loaded", event="sale", line_type="product"
    )
    assert sold["customer_id"].n_unique() == rfm.height == CUSTOMERS
    assert rfm["monetary"].sum() == days["net"].sum() == NET


def test_the_best_customer_is_a_champion(rfm: pl.DataFrame) -> None:
    best = rfm.sort("monetary").row(-1, named=True)
    assert (best["customer_id"], best["monetary"], best["segment"]) == ("14646", D("278778.02"), "Champions")


def test_a_cancelled_only_purchase_is_no_purchase(rfm: pl.DataFrame) -> None:
    """77,183.60 were sold to 12346 and cancelled 16 minutes later."""
    row = rfm.filter(customer_id="12346").row(0, named=True)
    assert (row["monetary"], row["frequency"], row["segment"]) == (D(0), 0, "No Net Purchase")
    assert rfm.filter(segment="No Net Purchase")["monetary"].to_list() == [D(0)] * 10


def test_segments_are_of_all_customers(rfm: pl.DataFrame) -> None:
    counts = dict(rfm.group_by("segment").len().rows())
    assert (sum(counts.values()), counts["Champions"], counts["Cannot Lose Them"]) == (CUSTOMERS, 864, 135)
    page = (Path(__file__).parents[1] / "docs" / "explanation" / "customers.md").read_text()
    for segment, count, money in rfm.group_by("segment").agg(pl.len(), pl.col("monetary").sum()).rows():
        assert re.search(rf"\| {segment} \|.* \| {count:,} \| {money:,.2f} \|", page), segment
    assert not {"ANONYMOUS", None} & set(rfm["customer_id"])


@pytest.mark.parametrize("grain", ["month", "week", "quarter"])
def test_cohorts_hold_every_customer_and_penny(cohorts: pl.DataFrame, grain: str) -> None:
    part = cohorts.filter(grain=grain)
    assert part["net_product_sales"].sum() == NET
    assert part.filter(period_offset=0)["cohort_size"].sum() == CUSTOMERS


def test_the_first_cohort(cohorts: pl.DataFrame) -> None:
    months = cohorts.filter(grain="month", cohort="2010-12").sort("period_offset")
    active = [884, 323, 286, 339, 320, 352, 320, 308, 312, 349, 330, 444, 234]
    assert months["active_customers"].to_list() == active
    assert months["is_partial"].to_list() == [False] * 12 + [True]


def test_classes_hold_every_product_and_penny(abc: pl.DataFrame, reference_lake: Shop) -> None:
    products = reference_lake.table("product_sales")
    revenue, units = abc.filter(basis="revenue"), abc.filter(basis="units")
    assert revenue["value"].sum() == products["net_product_sales"].sum() == D("9792708.883")
    assert units["value"].sum() == products["units_sold"].sum() + products["units_reversed"].sum()
    assert revenue["share"].sum() == units["share"].sum() == 1
    assert dict(revenue.group_by("abc").len().rows()) == {"A": 832, "B": 964, "C": 2_147}


def test_the_best_products(abc: pl.DataFrame) -> None:
    top = abc.filter(basis="revenue").sort("rank").head(3)
    assert top["stock_code"].to_list() == ["22423", "85123A", "47566"]
    assert top["value"].round(2).to_list() == [D("164762.19"), D("99846.98"), D("98302.98")]
