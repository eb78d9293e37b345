"""Predicted against actual churn, tenth by tenth, and which method answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from tests.tables.marts.test_purchase_model import END, RATES, shop
from tests.tables.rows import given, rows_of


def calibrated(*days: dict[str, Any], end: date = END) -> pl.DataFrame:
    closing = given("observation_window", {"last_day": f"{end}"})
    found = rows_of(
        "churn_calibration", customer_days=given("customer_days", *days), observation_window=closing
    )
    return found.sort("currency", "method", "decile")


def regulars(customers: int = 240) -> list[dict[str, Any]]:
    """Customers who buy every 25 days to the day until, after three or nine purchases, they stop: no BG/NBD."""
    found = []
    for n in range(customers):
        for ago in range(360 - n * 7 % 300, -1, -25)[: 3 if n % 2 else 9]:
            when = f"{END - timedelta(days=ago)}"
            found.append({"customer_key": n, "customer_id": str(n), "business_date": when, "sold": "20"})
    return found


def test_of_customers_who_buy_as_the_model_says_as_many_churn_as_predicted() -> None:
    found = calibrated(*shop(RATES._replace(r=2.0), customers=600)).filter(method="baseline")
    whole, tenths = found.row(0, named=True), found.filter(pl.col("decile") > 0)
    assert whole["actual_low"] <= whole["predicted"] <= whole["actual_high"]
    assert tenths.select((pl.col("predicted").is_between("actual_low", "actual_high")).sum()).item() >= 7
    assert tenths["group_size"].sum() == whole["group_size"]
    assert (whole["predicted_on"], whole["horizon_days"]) == (END - timedelta(days=90), 90)


def test_the_method_that_did_better_is_published() -> None:
    whole = {row["method"]: row for row in calibrated(*regulars(500)).filter(decile=0).iter_rows(named=True)}
    assert list(whole) == [
        "base rate",
        "baseline",
        "baseline, recalibrated",
        "logistic",
        "logistic, recalibrated",
    ]
    (published,) = (name for name, row in whole.items() if row["published"])
    for score in ("log_loss", "brier"):
        assert all(whole[published][score] < whole[name][score] for name in ("baseline", "base rate"))
    assert whole["baseline"]["verdict"] in {"predicts too many", "predicts too few"}
    assert not (
        whole["baseline"]["actual_low"] <= whole["baseline"]["predicted"] <= whole["baseline"]["actual_high"]
    )


def test_what_recalibrates_the_days_to_come_stands_with_all_customers() -> None:
    found = calibrated(*regulars(500))
    again = found.filter(pl.col("method").str.ends_with("recalibrated"))
    assert again.filter(decile=0)["slope"].null_count() == 0
    assert (
        again.filter(pl.col("decile") > 0)["slope"].null_count() == again.filter(pl.col("decile") > 0).height
    )
    assert found.filter(method="logistic")["intercept"].drop_nulls().is_empty()


def test_few_customers_one_kind_or_a_short_time_identify_nothing() -> None:
    few = calibrated(*shop(customers=60))
    assert few.select("method", "decile", "published", "predicted", "verdict").rows() == [
        ("not identifiable", 0, False, None, "untested")
    ]
    assert 0 < few["group_size"].item() < 60
    faithful = [
        {
            "customer_key": n,
            "customer_id": str(n),
            "business_date": f"{END - timedelta(days=ago)}",
            "sold": "20",
        }
        for n in range(110)
        for ago in range(0, 365, 60)
    ]
    assert calibrated(*faithful)["method"].to_list() == ["not identifiable"]
    late = [day for day in shop() if day["business_date"] > "2011-05-01"]
    assert calibrated(*late)["method"].to_list() == ["not identifiable"]
    assert len(calibrated()) == 0
