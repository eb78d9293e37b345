"""Recency, frequency, monetary value, scores and segments of customers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import hypothesis
import polars as pl
from hypothesis import strategies as st

from tests.tables.rows import built, given, money, on_this, rows_of
from tillhouse.catalog import catalog
from tillhouse.settings.customers import Customers

SCORES = ("recency_score", "frequency_score", "monetary_score")
#: Customer, days before the end of the data, sold, returned: one row each; of a customer's day the first counts.
DAYS = st.lists(
    st.tuples(st.integers(1, 8), st.integers(0, 6), st.integers(1, 4), st.integers(-4, 0)),
    min_size=1,
    max_size=25,
    unique_by=lambda day: day[:2],
)


def day(customer: int, back: int, sold: int, returned: int = 0) -> dict[str, Any]:
    when = date(2011, 12, 9) - timedelta(back)
    amounts = {"sold": f"{sold}", "returned": f"{returned}"}
    return {"customer_key": customer, "customer_id": str(customer), "business_date": f"{when}", **amounts}


def rfm(*days: dict[str, Any], reference: str = "") -> pl.DataFrame:
    end = given("observation_window", {"last_day": "2011-12-09"})
    customers = Customers(reference)
    bought = given("customer_days", *days)
    return rows_of("customer_rfm", customer_days=bought, observation_window=end, customers=customers)


def test_purchases_are_days_of_which_something_was_kept() -> None:
    days = [day(1, 30, 10), day(1, 20, 10, -4) | {"product_orders": 2}, day(1, 5, 7, -7)]
    end = given("observation_window", {"first_day": "2011-12-08", "last_day": "2011-12-09"})
    columns = ("first_purchase", "last_purchase", "recency_days", "frequency", "product_orders", "monetary")
    bought = given("customer_days", *days)
    found = built(
        "customer_rfm", *columns, customer_days=bought, observation_window=end, customers=Customers()
    )
    assert found == [(date(2011, 11, 9), date(2011, 11, 19), 20, 2, 4, *money("16"))]


def test_a_customer_of_whose_purchases_nothing_was_left_has_no_scores_and_moves_none() -> None:
    kept = [day(customer, customer, 10 + customer) for customer in range(1, 6)]
    with_gone = rfm(*kept, day(9, 3, 50, -50)).sort("customer_key")
    gone = with_gone.row(5, named=True)
    assert [gone[name] for name in SCORES] == [None, None, None]
    assert (gone["segment"], gone["recency_days"], gone["frequency"]) == ("No Net Purchase", 3, 0)
    assert (gone["last_purchase"], gone["monetary"]) == (None, Decimal(0))
    assert with_gone.head(5).equals(rfm(*kept).sort("customer_key"))


def test_returns_reduce() -> None:
    before = rfm(day(1, 1, 100), day(2, 1, 60), day(3, 1, 30))
    after = rfm(day(1, 1, 100, -80), day(2, 1, 60), day(3, 1, 30))
    spent = [found.sort("customer_key")["monetary"].to_list() for found in (before, after)]
    assert spent == [[*money("100", "60", "30")], [*money("20", "60", "30")]]
    first = [found.filter(customer_key=1)["monetary_score"].item() for found in (before, after)]
    assert first == [5, 1]


def test_a_reference_date_before_the_end_leaves_out_what_was_sold_later() -> None:
    days = [day(1, 30, 10), day(1, 5, 90), day(2, 20, 40), day(2, 19, 6, -6), day(3, 4, 70)]
    found = rfm(*days, reference="2011-11-20").sort("customer_key")
    columns = ("customer_key", "reference_date", "last_purchase", "recency_days", "frequency", "monetary")
    assert found.select(columns).rows() == [
        (1, date(2011, 11, 20), date(2011, 11, 9), 11, 1, *money("10")),
        (2, date(2011, 11, 20), date(2011, 11, 19), 1, 1, *money("40")),
    ]
    scores = [*SCORES, "segment"]
    by_then = [each for each in days if each["business_date"] <= "2011-11-20"]
    assert found.select(scores).equals(rfm(*by_then).sort("customer_key").select(scores))


def test_a_reference_date_after_the_end_adds_its_days_to_everybody_and_moves_nobody() -> None:
    days = [day(customer, customer, 10 + customer % 3) for customer in range(1, 12)]
    usual, later = (rfm(*days, reference=on).sort("customer_key") for on in ("", "2011-12-19"))
    assert (later["recency_days"] - usual["recency_days"]).unique().to_list() == [10]
    moved = ("reference_date", "recency_days")
    assert later.drop(moved).equals(usual.drop(moved))
    assert usual["reference_date"].unique().to_list() == [date(2011, 12, 9)]


def test_cut_points_follow_the_reference_date() -> None:
    days = [day(1, 30, 10), day(2, 20, 40), day(3, 4, 70)]
    scored = rfm(*days, reference="2011-11-20")
    types = {name: column.type for name, column in catalog()["customer_rfm"].columns.items()}
    cuts = rows_of("rfm_cut_points", customer_rfm=on_this(scored.to_dict(as_series=False), types))
    recency = cuts.filter(pl.col("measure") == "recency", pl.col("scored_customers") > 0)
    assert (recency["low"].min(), recency["high"].max()) == money("1", "11")


def test_currencies_are_scored_apart() -> None:
    euro = day(2, 9, 1) | {"currency": "EUR"}
    found = rfm(day(1, 0, 900), day(2, 1, 800), euro).sort("currency", "customer_key")
    assert found.select("currency", *SCORES).rows() == [("EUR", 5, 5, 5), ("GBP", 5, 5, 5), ("GBP", 1, 5, 1)]


@hypothesis.settings(max_examples=15, deadline=None, derandomize=True)
@hypothesis.given(DAYS)
def test_customers_by_brute_force(days: list[tuple[int, int, int, int]]) -> None:
    found = {row["customer_key"]: row for row in rfm(*(day(*each) for each in days)).to_dicts()}
    assert set(found) == {customer for customer, *_ in days}
    assert sum(row["monetary"] for row in found.values()) == sum(sold + back for *_, sold, back in days)
    for key, row in found.items():
        own = [(back, sold + returned) for customer, back, sold, returned in days if customer == key]
        bought = [back for back, net in own if net > 0]
        assert row["monetary"] == sum(net for _, net in own)
        assert row["frequency"] == len(bought)
        assert row["recency_days"] == min(bought or [back for back, _ in own])
    scored = [row for row in found.values() if row["monetary"] > 0]
    values = [(-row["recency_days"], row["frequency"], row["monetary"]) for row in scored]
    scores = [tuple(row[name] for name in SCORES) for row in scored]
    for one in range(3):
        pairs = sorted({(value[one], score[one]) for value, score in zip(values, scores, strict=True)})
        assert len(pairs) == len({value for value, _ in pairs}), "equal customers share a score"
        assert [score for _, score in pairs] == sorted(score for _, score in pairs)
    best = [row for row, score in zip(scored, scores, strict=True) if score == (5, 5, 5)]
    assert all(row["segment"] == "Champions" for row in best)
    top = tuple(max(value[one] for value in values) for one in range(3)) if values else ()
    assert all(row in best for row, value in zip(scored, values, strict=True) if value == top)


@hypothesis.settings(max_examples=10, deadline=None, derandomize=True)
@hypothesis.given(DAYS.flatmap(lambda days: st.tuples(st.just(days), st.permutations(days))))
def test_the_order_of_rows_changes_nothing(both: tuple[list[Any], list[Any]]) -> None:
    one, other = (rfm(*(day(*each) for each in days)) for days in both)
    assert one.equals(other)


def test_a_shop_without_customers() -> None:
    assert rfm().is_empty()
    nobody = given("observation_window")
    days = given("customer_days")
    assert rows_of(
        "customer_rfm", customer_days=days, observation_window=nobody, customers=Customers()
    ).is_empty()
