"""What models are told of customers until a day, and what followed it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from tests.frames import ENGINES, on_engine
from tillhouse.analytics.customers import lifetimes
from tillhouse.analytics.purchases import PurchaseFit, Rates
from tillhouse.analytics.spend import Spend, SpendFit
from tillhouse.frame import Frame, gathered

CUT = date(2011, 3, 31)
DAYS = [
    ("A", date(2011, 1, 10), "5"), ("A", date(2011, 2, 10), "7"), ("A", date(2011, 3, 31), "8"),
    ("A", date(2011, 4, 1), "20"), ("A", date(2011, 6, 29), "30"), ("A", date(2011, 6, 30), "40"),
    ("B", date(2011, 3, 31), "9"), ("C", date(2011, 4, 1), "1"),
]  # fmt: skip


@pytest.fixture(params=ENGINES)
def days(request: pytest.FixtureRequest) -> Frame:
    who, day, spent = zip(*DAYS, strict=True)
    columns = {"customer": list(who), "day": list(day), "spent": [Decimal(one) for one in spent]}
    return on_engine(request.param, columns, {"customer": "text", "day": "date", "spent": "total"})


def _rows(frame: Frame, *columns: str) -> list[tuple[object, ...]]:
    return list(gathered(frame).sort("customer").select(*columns).rows())


def test_the_day_of_the_cut_is_observed_and_later_days_are_not(days: Frame) -> None:
    columns = ("customer", "first", "last", "frequency", "spent", "value")
    assert _rows(lifetimes.observed(days, ["customer"], CUT), *columns) == [
        ("A", date(2011, 1, 10), CUT, 2, Decimal(20), Decimal("7.5")),
        ("B", CUT, CUT, 0, Decimal(9), None),
    ]


def test_what_follows_begins_the_day_after_the_cut_and_ends_with_the_last(days: Frame) -> None:
    found = lifetimes.followed(days, ["customer"], CUT, date(2011, 6, 29))
    assert _rows(found, "customer", "bought", "paid") == [("A", 2, Decimal(50)), ("C", 1, Decimal(1))]


def test_a_snapshot_counts_as_many_days_before_as_after(days: Frame) -> None:
    found = lifetimes.snapshot(days, ["customer"], CUT, 90)
    assert found.select("customer", "recent", "bought").rows() == [("A", 3, 2), ("B", 1, 0)]
    assert lifetimes.snapshot(days, ["customer"], CUT, 60).select("recent", "bought").rows() == [
        (2, 1),
        (1, 0),
    ]


def test_models_see_days_or_weeks(days: Frame) -> None:
    customers: pl.DataFrame = (
        gathered(lifetimes.observed(days, ["customer"], CUT)).to_native().sort("customer")
    )
    in_days, in_weeks = lifetimes.seen(customers, CUT), lifetimes.seen(customers, CUT, 7)
    assert in_days.age.tolist() == [80, 0] and in_days.recency.tolist() == [80, 0]
    assert in_days.value.tolist() == [7.5, 0] and in_weeks.age.tolist() == pytest.approx([80 / 7, 0])


@pytest.mark.parametrize(
    ("rates", "converged", "unknown", "said"),
    [
        (Rates(1, 1, 1, 1), True, (), "fitted"),
        (Rates(1, 1, 1, 1), True, ("a", "b"), "leaving not identified"),
        (Rates(1, 1, 1, 1), True, ("r", "b"), "rates not identified"),
        (Rates(1, 1, 1, 1), False, (), "not converged"),
        (Rates(1, 1, 1, 1), True, Rates._fields, "rates not identified"),
        (None, False, Rates._fields, "not identifiable"),
    ],
)
def test_what_the_data_do_not_tell_is_said(
    rates: Rates | None, converged: bool, unknown: tuple[str, ...], said: str
) -> None:
    errors = Rates(*[np.nan] * 4)
    assert lifetimes.verdict(PurchaseFit(rates, errors, 0.0, 50, 30, converged, unknown)) == said


@pytest.mark.parametrize(
    ("spend", "converged", "unknown", "correlation", "said"),
    [
        (Spend(6, 4, 15), True, (), 0.1, "fitted"),
        (Spend(6, 4, 15), True, (), -0.2, "value depends on frequency"),
        (Spend(6, 4, 15), True, ("q", "gamma"), 0.0, "spread not identified"),
        (Spend(6, 0.9, 15), True, (), 0.0, "no mean"),
        (Spend(6, 4, 15), False, (), 0.0, "not converged"),
        (Spend(6, 4, 15), True, ("p", "q"), 0.0, "not identifiable"),
        (None, False, Spend._fields, 0.0, "not identifiable"),
    ],
)
def test_what_values_do_not_tell_is_said(
    spend: Spend | None, converged: bool, unknown: tuple[str, ...], correlation: float, said: str
) -> None:
    fit = SpendFit(spend, Spend(*[np.nan] * 3), 0.0, 50, converged, unknown)
    bought = PurchaseFit(None, Rates(*[np.nan] * 4), np.nan, 50, 0, False, Rates._fields)
    assert lifetimes.spend_verdict(lifetimes.Lifetimes(bought, fit, correlation)) == said
