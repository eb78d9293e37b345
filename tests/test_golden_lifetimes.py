"""Lifetime value and churn of the customers of the reference data: sums of the books, and the figures of the page."""

from __future__ import annotations

import re
from decimal import Decimal

import polars as pl

from tests.pages import ROOT
from tests.shops import Shop

PAGE = (ROOT / "docs" / "explanation" / "lifetime-value.md").read_text()
TEXT = " ".join(PAGE.split())


def test_value_to_date_is_that_of_the_lines_covered(reference_lake: Shop) -> None:
    values = reference_lake.analytic("customer_lifetime_value")
    covered = reference_lake.analytic("coverage").filter(scope="customers")["amount"].sum()
    assert values["historic"].sum() == covered == Decimal("8286663.323")
    assert dict(values["verdict"].value_counts().iter_rows()) == {
        "leaving not identified": 4_324,
        "no purchase": 48,
    }


def test_customers_and_purchases_are_those_of_rfm(reference_lake: Shop) -> None:
    values = reference_lake.analytic("customer_lifetime_value").filter(pl.col("frequency").is_not_null())
    rfm = reference_lake.analytic("customer_rfm").filter(pl.col("frequency") > 0)
    both = values.join(rfm, on=["customer_key", "currency"], suffix="_rfm")
    assert len(both) == len(values) == len(rfm)
    assert (both["frequency"] + 1 == both["frequency_rfm"]).all()
    assert (both["age_days"] - both["recency_days"] == both["recency_days_rfm"]).all()


def test_the_page_says_what_is_measured(reference_lake: Shop) -> None:
    model = reference_lake.analytic("purchase_model").row(0, named=True)
    whole = reference_lake.analytic("churn_calibration").filter(decile=0)
    methods = {row["method"]: row for row in whole.iter_rows(named=True)}
    bg_nbd, regression = methods["baseline"], methods["logistic"]
    assert model["verdict"] == "leaving not identified" and model["holdout_verdict"] == "better than baseline"
    assert model["value_holdout_verdict"] == "worse than baseline"
    assert f"the {model['holdout_days']} days held out" in TEXT
    assert f"`holdout_days`, {model['holdout_days']} here, were never tested" in TEXT
    assert [name for name, one in methods.items() if one["published"]] == ["logistic"]
    assert {one["verdict"] for one in methods.values()} == {"predicts too many"}
    assert set(reference_lake.analytic("customer_churn")["verdict"]) == {"predicts too many", "no purchase"}
    rows = {
        "purchases": ("{:,.0f}", model["predicted"], model["baseline"], model["actual"]),
        "RMSE per customer": ("{:.3f}", model["rmse"], model["baseline_rmse"]),
        "mean absolute error per customer": ("{:.3f}", model["mae"], model["baseline_mae"]),
        "money": ("{:,.0f}", model["predicted_value"], model["baseline_value"], model["actual_value"]),
        "RMSE in money per customer": ("{:,.2f}", model["value_rmse"], model["baseline_value_rmse"]),
        "mean absolute error in money per customer": (
            "{:,.2f}",
            model["value_mae"],
            model["baseline_value_mae"],
        ),
        "correlation with what each paid": ("{:.3f}", model["value_correlation"]),
        "without a purchase, of a hundred": (
            "{:.0f}",
            *(100 * share for share in (regression["predicted"], bg_nbd["predicted"], bg_nbd["actual"])),
        ),
        "log loss": ("{:.3f}", regression["log_loss"], bg_nbd["log_loss"]),
        "Brier score": ("{:.3f}", regression["brier"], bg_nbd["brier"]),
        **{
            f"`{name}`": ("{:.3f}", one["predicted"], one["actual"], one["log_loss"], one["brier"])
            for name, one in methods.items()
        },
    }
    for what, (form, *figures) in rows.items():
        shown = " | ".join(form.format(figure) for figure in figures)
        assert re.search(rf"^\| {what} \| {shown} \|", PAGE, re.MULTILINE), f"{what}: {shown}"
