"""Where scores are cut."""

from __future__ import annotations

from datetime import date, timedelta

from tests.tables.rows import built, given, money, rows_of


def _scored(customers: int) -> object:
    rows = [
        {
            "customer_key": key,
            "currency": "GBP",
            "recency_days": key,
            "frequency": 1,
            "monetary": f"{100 - key}",
            "recency_score": 5 - (key - 1) * 5 // customers,
            "frequency_score": 5,
            "monetary_score": 5 - (key - 1) * 5 // customers,
            "segment": "Loyal",
            "last_purchase": f"{date(2011, 12, 9) - timedelta(key)}",
        }
        for key in range(1, customers + 1)
    ]
    gone = {"customer_key": 99, "currency": "GBP", "monetary": "0", "segment": "No Net Purchase"}
    return given("customer_rfm", *rows, gone | {"recency_days": 1, "frequency": 0})


def test_each_score_with_its_values_customers_and_money() -> None:
    columns = ("measure", "score", "low", "high", "scored_customers", "money")
    found = built("rfm_cut_points", *columns, customer_rfm=_scored(10))
    assert [row for row in found if row[0] != "frequency"][:5] == [
        ("monetary", 1, *money("90", "91"), 2, *money("181")),
        ("monetary", 2, *money("92", "93"), 2, *money("185")),
        ("monetary", 3, *money("94", "95"), 2, *money("189")),
        ("monetary", 4, *money("96", "97"), 2, *money("193")),
        ("monetary", 5, *money("98", "99"), 2, *money("197")),
    ]
    assert ("recency", 5, *money("1", "2"), 2, *money("197")) in found


def test_a_score_that_nobody_has_is_there_and_empty() -> None:
    found = built("rfm_cut_points", "measure", "score", "low", "scored_customers", customer_rfm=_scored(2))
    assert [row for row in found if row[0] == "frequency"] == [
        ("frequency", 1, None, 0),
        ("frequency", 2, None, 0),
        ("frequency", 3, None, 0),
        ("frequency", 4, None, 0),
        ("frequency", 5, *money("1"), 2),
    ]


def test_customers_and_money_of_each_measure_are_those_of_all_customers_with_scores() -> None:
    found = rows_of("rfm_cut_points", customer_rfm=_scored(7))
    for measure in ("recency", "frequency", "monetary"):
        part = found.filter(measure=measure)
        assert (part["scored_customers"].sum(), part["money"].sum()) == (7, *money("672"))


def test_no_customers() -> None:
    assert built("rfm_cut_points", "score", customer_rfm=given("customer_rfm")) == []
