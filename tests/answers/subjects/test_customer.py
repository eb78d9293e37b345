"""What is known of a customer, against the tables it comes from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from tests.shops import Shop
from tillhouse.analytics import rfm
from tillhouse.answers.subjects import Account, account
from tillhouse.errors import FixTheSetup, UnknownName

Row = dict[str, Any]


def rows(found: Account, name: str) -> list[Row]:
    (section,) = (each for each in found.sections if each.name == name)
    return [dict(zip(section.columns, row, strict=True)) for row in section.rows]


@pytest.fixture(scope="module")
def scored(analysed_shop: Shop) -> pl.DataFrame:
    return analysed_shop.table("customer_rfm").filter(pl.col("monetary_score").is_not_null())


@pytest.fixture(scope="module")
def best(analysed_shop: Shop, scored: pl.DataFrame) -> Account:
    return account(analysed_shop.snapshot, "customer", scored.sort("monetary")["customer_id"][-1])


def between(scored: pl.DataFrame, cut: Row) -> list[str]:
    """Customers whose value lies between the two sides of a cut, by reading them all."""
    low, high = sorted((cut["lower_value"], cut["upper_value"]))
    column = rfm.MEASURES[cut["measure"]]
    return [row["customer_id"] for row in scored.to_dicts() if low < row[column] < high]


def test_each_cut_lies_between_two_customers_with_nobody_between(best: Account, scored: pl.DataFrame) -> None:
    known = {row["customer_id"]: row for row in scored.to_dicts()}
    cuts = rows(best, "cuts")
    assert {cut["measure"] for cut in cuts} == set(rfm.MEASURES)
    for cut in cuts:
        column, score = rfm.MEASURES[cut["measure"]], f"{cut['measure']}_score"
        for side in ("lower", "upper"):
            customer = known[cut[f"{side}_customer"]]
            assert customer[score] == cut[f"{side}_score"]
            assert customer[column] == cut[f"{side}_value"]
        assert between(scored, cut) == []


def test_a_cut_at_the_wrong_customer_is_seen(best: Account, scored: pl.DataFrame) -> None:
    cut = next(cut for cut in rows(best, "cuts") if cut["measure"] == "monetary")
    assert between(scored, cut | {"upper_value": cut["upper_value"] + 100_000})


def test_cuts_agree_with_the_published_ones(best: Account, analysed_shop: Shop) -> None:
    cuts = {(r["measure"], r["score"]): r for r in analysed_shop.table("rfm_cut_points").to_dicts()}
    for cut in rows(best, "cuts"):
        far, near = ("high", "low") if cut["measure"] == "recency" else ("low", "high")
        assert cuts[cut["measure"], cut["lower_score"]][near] == cut["lower_value"]
        assert cuts[cut["measure"], cut["upper_score"]][far] == cut["upper_value"]


def test_a_score_is_the_fifths_of_customers_that_are_worse(analysed_shop: Shop, scored: pl.DataFrame) -> None:
    for name in scored.sort("customer_id")["customer_id"].to_list()[:10]:
        for row in rows(account(analysed_shop.snapshot, "customer", name), "rfm"):
            fifths = 1 + 5 * row["customers_worse"] // row["customers"]
            assert row["customers"] == scored.height
            assert row["score"] in (fifths, 5)


def test_the_rule_that_fits_is_named(best: Account) -> None:
    (section,) = (each for each in best.sections if each.name == "rfm")
    assert section.said[0].startswith("Champions by rule 1 of 11: recency 4 to 5, frequency 4 to 5, ")


def test_the_next_by_money(analysed_shop: Shop) -> None:
    order = analysed_shop.table("customer_rfm").sort("monetary", descending=True)["customer_id"].to_list()
    found = account(analysed_shop.snapshot, "customer", order[1])
    assert [row["customer_id"] for row in rows(found, "rank")] == order[:3]
    assert [row["rank"] for row in rows(found, "rank")] == [1, 2, 3]


def test_months_and_returns_add_up_to_the_books(analysed_shop: Shop) -> None:
    for total in analysed_shop.table("customer_sales").sort("customer_id").head(12).to_dicts():
        found = account(analysed_shop.snapshot, "customer", total["customer_id"])
        months = rows(found, "receipts")
        assert sum(row["amount"] for row in months) == total["net_sales"]
        assert sum(row["lines"] for row in months) == total["lines"]
        assert sum(row["sold"] for row in months) == total["gross_sales"]


def test_the_cohort_is_that_of_the_first_purchase(best: Account, analysed_shop: Shop) -> None:
    days = analysed_shop.table("customer_days").filter(customer_id=best.name)
    month = next(row for row in rows(best, "customer_cohorts") if row["grain"] == "month")
    cells = analysed_shop.table("customer_cohorts").filter(grain="month", cohort=month["cohort"])
    assert month["cohort"] == f"{days['business_date'].min():%Y-%m}"
    assert month["period"] == cells["period"].max()
    assert month["of_this_customer"] == days["net"].sum()
    assert month["cumulative_per_customer"] == cells.sort("period_offset")["cumulative_per_customer"][-1]


def test_a_customer_of_whom_nothing_was_left(analysed_shop: Shop) -> None:
    gone = analysed_shop.table("customer_rfm").filter(segment=rfm.NOTHING_LEFT)
    for name in gone["customer_id"].to_list()[:1]:
        found = account(analysed_shop.snapshot, "customer", name)
        assert [row["score"] for row in rows(found, "rfm")] == [None] * 3
        assert rows(found, "rank")[-1]["monetary"] <= Decimal(0)


def test_before_any_analytic_the_books_are_told_and_the_rest_is_named(small_lake: Shop) -> None:
    name = small_lake.table("customer_sales").sort("customer_id")["customer_id"][0]
    found = account(small_lake.snapshot, "customer", name)
    assert [each.name for each in found.sections][:3] == ["customer_sales", "dim_customer", "receipts"]
    assert {"customer_rfm", "customer_cohorts", "customer_days"} <= set(found.missing)


def test_names_there_are_not(analysed_shop: Shop, best: Account) -> None:
    with pytest.raises(UnknownName, match=f"Did you mean {best.name}"):
        account(analysed_shop.snapshot, "customer", f"{best.name}x")
    for name in ("ANONYMOUS", "", "nobody"):
        with pytest.raises(FixTheSetup, match="tillhouse show customer_sales"):
            account(analysed_shop.snapshot, "customer", name)
    with pytest.raises(UnknownName, match=r"No subject is named customers\.\nDid you mean customer\?"):
        account(analysed_shop.snapshot, "customers", best.name)
