"""The probability of churn of each customer, by the method that did better."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.tables.marts.test_churn_calibration import regulars
from tests.tables.marts.test_customer_lifetime_value import MODEL, RATES
from tests.tables.marts.test_purchase_model import END
from tests.tables.rows import given, rows_of
from tillhouse.analytics import purchases

OFTEN = [
    {"customer_key": 9001, "customer_id": "often", "sold": "10", "business_date": day}
    for day in ("2011-01-10", "2011-03-01", "2011-06-01")
]
GONE = {
    "customer_key": 9002,
    "customer_id": "gone",
    "currency": "GBP",
    "sold": "9",
    "returned": "-9",
    "business_date": "2011-05-05",
}


def churn(method: str, *days: dict[str, Any]) -> pl.DataFrame:
    line = {"intercept": "-0.5", "slope": "0.8"}
    judged = [
        {
            "currency": "GBP",
            "method": one,
            "decile": decile,
            "published": one == method,
            "verdict": "calibrated",
        }
        | (line if decile == 0 and "," in one else {})
        for one in ("baseline", "logistic", "logistic, recalibrated")
        for decile in (0, 1)
    ]
    if method == "not identifiable":
        judged = [
            {"currency": "GBP", "method": method, "decile": 0, "published": False, "verdict": "untested"}
        ]
    found = rows_of(
        "customer_churn",
        customer_days=given("customer_days", *days),
        observation_window=given("observation_window", {"last_day": f"{END}"}),
        purchase_model=given("purchase_model", MODEL),
        churn_calibration=given("churn_calibration", *judged),
    )
    return found.sort("customer_key")


def test_the_baseline_is_what_the_purchase_model_implies() -> None:
    one, gone = churn("baseline", *OFTEN, GONE).to_dicts()
    implied = purchases.churn(RATES, [2], [142], [333], 90.0)[0]
    assert float(one["probability"]) == pytest.approx(implied, abs=1e-6)
    assert one["probability"] == one["baseline"] and (one["method"], one["days_since_purchase"]) == (
        "baseline",
        191,
    )
    assert (gone["method"], gone["probability"], gone["days_since_purchase"]) == ("no purchase", None, None)


def test_the_regression_answers_where_it_did_better() -> None:
    found = churn("logistic", *regulars(), *OFTEN)
    assert set(found["method"]) == {"logistic"} and found["probability"].equals(found["logistic"])
    assert found["baseline"].null_count() == 0
    stopped = found.filter(pl.col("days_since_purchase") > 120)["probability"].cast(pl.Float64).mean()
    fresh = found.filter(pl.col("days_since_purchase") < 20)["probability"].cast(pl.Float64).mean()
    assert isinstance(stopped, float) and isinstance(fresh, float) and stopped > 0.9 > 0.7 > fresh
    assert found["probability"].is_between(Decimal(0), Decimal(1)).all()


def test_a_recalibrated_method_moves_log_odds_and_keeps_the_order() -> None:
    plain, again = (churn(one, *regulars(), *OFTEN) for one in ("logistic", "logistic, recalibrated"))
    assert set(again["method"]) == {"logistic, recalibrated"} and again["logistic"].equals(plain["logistic"])
    said, moved = (rows["probability"].cast(pl.Float64).to_numpy() for rows in (plain, again))
    assert moved == pytest.approx(1 / (1 + np.exp(0.5) * ((1 - said) / said) ** 0.8), abs=1e-4)


def test_each_row_carries_the_verdict_of_its_model() -> None:
    one, gone = churn("baseline", *OFTEN, GONE).to_dicts()
    assert (one["verdict"], gone["verdict"]) == ("calibrated", "no purchase")


def test_what_cannot_be_judged_is_not_said() -> None:
    rows = churn("not identifiable", *OFTEN)
    assert rows.select("method", "verdict", "probability", "baseline", "logistic").rows() == [
        ("not identifiable", "untested", None, None, None)
    ]


def test_nobody() -> None:
    inputs = ("customer_days", "observation_window", "purchase_model", "churn_calibration")
    assert len(rows_of("customer_churn", **{name: given(name) for name in inputs})) == 0
