"""Value to date and value to be expected of each customer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from tests.tables.rows import given, rows_of
from tillhouse.analytics import purchases, spend
from tillhouse.analytics.purchases import Rates
from tillhouse.analytics.spend import Spend

RATES, SPEND = Rates(0.8, 60.0, 0.7, 2.5), Spend(6.0, 4.0, 15.0)
MODEL = {
    "currency": "GBP",
    "verdict": "fitted",
    "spend_verdict": "fitted",
    **{name: str(value) for name, value in (RATES._asdict() | SPEND._asdict()).items()},
}
DAYS = [
    (1, "2011-01-10", "10"), (1, "2011-03-01", "20"), (1, "2011-06-01", "31"),
    (2, "2011-12-09", "7"),
    (3, "2011-05-05", "0"),
]  # fmt: skip
SALES = [(1, "60"), (2, "7"), (3, "0"), (4, "-12.5")]


def valued(model: dict[str, Any] | None = MODEL, days: list[tuple[int, str, str]] = DAYS) -> pl.DataFrame:
    bought = [
        {"customer_key": n, "customer_id": str(n), "currency": "GBP", "business_date": day, "sold": net}
        for n, day, net in days
    ]
    sales = [
        {"customer_key": n, "customer_id": str(n), "currency": "GBP", "net_product_sales": net}
        for n, net in SALES
    ]
    found = rows_of(
        "customer_lifetime_value",
        customer_days=given("customer_days", *bought),
        customer_sales=given("customer_sales", *sales),
        observation_window=given("observation_window", {"last_day": "2011-12-09"}),
        purchase_model=given("purchase_model", *([model] if model else [])),
    )
    return found.sort("customer_key")


def test_what_is_observed_is_exact() -> None:
    columns = ("historic", "frequency", "recency_days", "age_days", "monetary_value", "verdict")
    assert valued().select(columns).rows() == [
        (Decimal(60), 2, 142, 333, Decimal("25.5"), "estimated"),
        (Decimal(7), 0, 0, 0, None, "bought once"),
        (Decimal(0), None, None, None, None, "no purchase"),
        (Decimal("-12.5"), None, None, None, None, "no purchase"),
    ]


def test_estimates_are_those_of_the_models() -> None:
    rows = valued().to_dicts()
    each = spend.expected(SPEND, [2, 0], [25.5, 0])
    alive = purchases.alive(RATES, [2, 0], [142, 0], [333, 0])
    for days in (30, 365):
        bought = purchases.expected(RATES, [2, 0], [142, 0], [333, 0], float(days))
        for row, one, value in zip(rows, bought, each, strict=False):
            assert float(row[f"purchases_{days}"]) == pytest.approx(one, abs=1e-6)
            assert float(row[f"value_{days}"]) == pytest.approx(one * value, abs=1e-6)
    assert float(rows[0]["p_alive"]) == pytest.approx(alive[0], abs=1e-6)
    assert rows[1]["p_alive"] == 1 and rows[2]["p_alive"] is None
    assert rows[0]["reference_date"] == date(2011, 12, 9)


def test_historic_value_is_that_of_the_books() -> None:
    assert valued()["historic"].sum() == sum(Decimal(net) for _, net in SALES)


def test_more_time_is_more_value_and_no_purchase_is_less_life() -> None:
    rows = valued(days=[*DAYS, (4, "2011-01-10", "10"), (4, "2011-03-01", "20"), (4, "2011-12-01", "31")])
    one, four = rows.row(0, named=True), rows.row(3, named=True)
    assert one["purchases_30"] < one["purchases_90"] < one["purchases_180"] < one["purchases_365"]
    assert one["p_alive"] < four["p_alive"] and one["purchases_90"] < four["purchases_90"]


NOTHING = {"verdict": "not identifiable", "spend_verdict": "not identifiable"}


@pytest.mark.parametrize("model", [None, {**MODEL, **NOTHING}])
def test_without_a_model_there_are_no_estimates(model: dict[str, Any] | None) -> None:
    rows = valued(model)
    assert rows["verdict"].to_list() == ["not identifiable", "not identifiable", "no purchase", "no purchase"]
    assert (
        rows.select("p_alive", "expected_spend", "purchases_90", "value_90").null_count().row(0) == (4,) * 4
    )


@pytest.mark.parametrize("said", ["no mean", "not converged", "value depends on frequency"])
def test_what_is_wrong_with_the_value_is_said_of_each_customer(said: str) -> None:
    rows = valued({**MODEL, "spend_verdict": said})
    assert rows["value_verdict"].to_list() == [said, said, "no purchase", "no purchase"]
    assert rows["verdict"].to_list()[:2] == ["estimated", "bought once"]
    assert valued()["value_verdict"].to_list()[:2] == ["estimated", "estimated"]


def test_a_model_that_lost_to_its_baseline_in_money_says_so_of_each_customer() -> None:
    worse = valued({**MODEL, "value_holdout_verdict": "worse than baseline"})
    assert worse["value_verdict"].to_list()[:2] == ["worse than baseline"] * 2
    better = valued({**MODEL, "value_holdout_verdict": "better than baseline"})
    assert better["value_verdict"].to_list()[:2] == ["estimated"] * 2
    apart = {**MODEL, "value_holdout_verdict": "worse than baseline", "spend_verdict": "no mean"}
    assert valued(apart)["value_verdict"].to_list()[:2] == ["no mean"] * 2


def test_values_that_are_not_identified_are_not_used() -> None:
    rows = valued({**MODEL, "spend_verdict": "not identifiable"})
    assert rows["value_verdict"].to_list()[:2] == ["not identifiable"] * 2
    assert rows.select("expected_spend", "value_90").null_count().row(0) == (4, 4)
    assert rows["purchases_90"].null_count() == 2


def test_what_the_data_do_not_tell_of_leaving_is_said() -> None:
    rows = valued({**MODEL, "verdict": "leaving not identified"})
    assert rows["verdict"].to_list()[:2] == ["leaving not identified"] * 2
    assert rows["purchases_90"].null_count() == 2


def test_without_a_mean_only_those_with_a_value_have_one() -> None:
    rows = valued({**MODEL, "q": "0.9"})
    assert rows["expected_spend"].is_null().to_list() == [False, True, True, True]
    assert valued({**MODEL, "p": None})["value_90"].null_count() == 4


def test_nobody() -> None:
    found = rows_of(
        "customer_lifetime_value",
        **{
            name: given(name)
            for name in ("customer_days", "customer_sales", "observation_window", "purchase_model")
        },
    )
    assert len(found) == 0


def test_a_shop_that_knows_none_of_its_customers() -> None:
    nobody = {name: given(name) for name in ("customer_days", "customer_sales", "purchase_model")}
    found = rows_of(
        "customer_lifetime_value",
        observation_window=given("observation_window", {"last_day": "2011-12-09"}),
        **nobody,
    )
    assert found.is_empty()
