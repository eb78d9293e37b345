"""The models of purchases: fitted per currency, held out, and empty where data say nothing."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import correlation, mean
from typing import Any

import numpy as np
import pytest

from tests.analytics.buyers import buying
from tests.tables.rows import given, rows_of
from tillhouse.analytics.purchases import Rates

END = date(2011, 12, 9)
RATES = Rates(0.9, 25.0, 0.8, 2.4)


def shop(
    rates: Rates = RATES, customers: int = 400, currency: str = "GBP", seed: int = 1
) -> list[dict[str, Any]]:
    """The days of customers who buy as the model says, and spend 20 each time but for what tells them apart."""
    came = np.floor(np.linspace(1, 365, customers))
    made = buying(rates, came, 0.0, seed)
    days = {(n, int(ago)) for n, ago in enumerate(came)}
    days |= {(int(n), int(came[n] - np.ceil(at))) for n, at in zip(made.customer, made.moment, strict=True)}
    return [
        {
            "customer_key": n,
            "customer_id": str(n),
            "currency": currency,
            "business_date": f"{END - timedelta(days=ago)}",
            "sold": f"{10 + n * 7 % 23 + ago % 5}",
        }
        for n, ago in sorted(days)
        if ago >= 0
    ]


def modelled(*days: dict[str, Any], end: date = END) -> list[dict[str, Any]]:
    closing = given("observation_window", {"last_day": f"{end}"})
    found = rows_of("purchase_model", customer_days=given("customer_days", *days), observation_window=closing)
    return list(found.sort("currency").iter_rows(named=True))


def test_the_truth_is_found_within_its_errors() -> None:
    (row,) = modelled(*shop(customers=1200))
    assert (row["verdict"], row["purchasers"], row["reference_date"]) == ("fitted", 1200, END)
    for name, truth in RATES._asdict().items():
        assert abs(float(row[name]) - truth) < 3.5 * float(row[f"{name}_error"])
    assert row["spend_verdict"] == "fitted" and abs(row["correlation"]) < 0.2


def test_the_last_third_is_held_out_and_predicted_better_than_by_each_going_on_as_before() -> None:
    (row,) = modelled(*shop())
    assert (row["holdout_days"], row["calibration_end"]) == (121, END - timedelta(days=121))
    assert row["holdout_verdict"] == "better than baseline" and row["rmse"] < row["baseline_rmse"]
    assert float(row["predicted"]) == pytest.approx(float(row["actual"]), rel=0.15)
    assert float(row["predicted_value"]) == pytest.approx(float(row["actual_value"]), rel=0.2)
    assert row["holdout_customers"] < row["purchasers"]
    assert row["value_holdout_verdict"] == "better than baseline"
    assert row["value_rmse"] < row["baseline_value_rmse"] and row["value_correlation"] > 0.3


def valued(days: list[dict[str, Any]], end: date) -> dict[int, float]:
    """What customer_lifetime_value says on a day of the 90 that follow, by customer."""
    found = rows_of(
        "customer_lifetime_value",
        customer_days=given("customer_days", *days),
        customer_sales=given(
            "customer_sales",
            *(
                {"customer_key": n, "customer_id": str(n), "currency": "GBP", "net_product_sales": "0"}
                for n in {day["customer_key"] for day in days}
            ),
        ),
        observation_window=given("observation_window", {"last_day": f"{end}"}),
        purchase_model=given("purchase_model", *modelled(*days, end=end)),
    )
    return {n: float(value) for n, value in found.select("customer_key", "value_90").iter_rows()}


def test_errors_in_money_are_by_hand_those_of_customer_lifetime_value_and_of_each_going_on_as_before() -> (
    None
):
    days = [day for day in shop() if day["business_date"] >= f"{END - timedelta(days=271)}"]
    (row,) = modelled(*days)
    cut = row["calibration_end"]
    assert (row["holdout_days"], cut) == (90, END - timedelta(days=90))
    predicted = valued([day for day in days if day["business_date"] <= f"{cut}"], cut)
    assert row["holdout_customers"] == len(predicted)
    before, paid = dict.fromkeys(predicted, 0.0), dict.fromkeys(predicted, 0.0)
    first: dict[int, date] = {}
    for day in sorted(days, key=lambda one: str(one["business_date"])):
        n, on = day["customer_key"], date.fromisoformat(day["business_date"])
        came = first.setdefault(n, on)
        if n in predicted and on > came:
            (paid if on > cut else before)[n] += float(day["sold"])
    as_before = {n: 90 * spent / max((cut - first[n]).days, 1) for n, spent in before.items()}
    expected = {"predicted_value": sum(predicted.values()), "baseline_value": sum(as_before.values())}
    for prefix, said in (("", predicted), ("baseline_", as_before)):
        off = [abs(said[n] - paid[n]) for n in predicted]
        expected |= {
            f"{prefix}value_mae": mean(off),
            f"{prefix}value_rmse": mean(one * one for one in off) ** 0.5,
        }
    expected["value_correlation"] = correlation([predicted[n] for n in paid], list(paid.values()))
    expected["actual_value"] = sum(paid.values())
    assert {name: float(row[name]) for name in expected} == pytest.approx(expected, rel=1e-5)


def test_values_that_are_not_identified_are_not_held_out_and_the_baseline_is() -> None:
    own = [{**day, "sold": f"{20 + day['customer_key'] % 2 * 20}"} for day in shop()]
    (row,) = modelled(*own)
    assert row["spend_verdict"] == row["value_holdout_verdict"] == "not identifiable" and row["p"] is not None
    told = ("predicted_value", "value_mae", "value_rmse", "value_correlation")
    assert [row[name] for name in told] == [None] * 4
    assert row["holdout_verdict"] == "better than baseline"
    assert row["actual_value"] > 0 and row["baseline_value"] > 0 and row["baseline_value_mae"] > 0


def test_each_currency_has_its_model_and_the_order_of_rows_says_nothing() -> None:
    pounds, euros = shop(), shop(customers=250, currency="EUR", seed=2)
    both = modelled(*pounds, *euros)
    assert [row["currency"] for row in both] == ["EUR", "GBP"]
    assert both == modelled(*reversed(euros), *reversed(pounds))
    assert both[1] == modelled(*pounds)[0]


def test_days_of_which_nothing_was_kept_are_no_purchases() -> None:
    days = shop()
    gone = [{**days[0], "business_date": f"{END - timedelta(days=n)}", "sold": "0"} for n in range(200, 210)]
    assert modelled(*days, *gone) == modelled(*days)


def test_where_nobody_leaves_that_is_said() -> None:
    (row,) = modelled(*shop(RATES._replace(a=1e-9)))
    assert row["verdict"] == "leaving not identified"
    assert row["a_error"] is None and row["r_error"] is not None


def test_customers_who_all_came_back_alike_have_estimates_and_the_reason_is_right() -> None:
    regular = [
        {
            "customer_key": n,
            "business_date": f"{END - timedelta(days=10 * k + n % 10)}",
            "sold": f"{20 + n % 7}",
        }
        for n in range(150)
        for k in range(12)
    ]
    (row,) = modelled(*regular)
    assert (row["purchasers"], row["repeaters"], row["verdict"]) == (150, 150, "rates not identified")
    assert row["r"] is not None


@pytest.mark.parametrize("customers", [1, 12])
def test_few_customers_identify_nothing(customers: int) -> None:
    (row,) = modelled(*shop(customers=customers))
    verdicts = ("verdict", "spend_verdict", "holdout_verdict", "value_holdout_verdict")
    assert {row[name] for name in verdicts} == {"not identifiable"}
    assert (
        row["r"] is None and row["p"] is None and row["log_likelihood"] is None and row["predicted"] is None
    )


def test_nobody_has_no_model() -> None:
    assert modelled() == []
