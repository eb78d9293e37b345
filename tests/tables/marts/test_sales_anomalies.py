"""Alerts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.tables.rows import built, given, money

SHOWN = ("country", "business_date", "direction", "severity", "actual", "rule")
CRITICAL = "3.5 spreads and 100 % of a usual day"
FIRST = date(2011, 1, 3)


def history(**planted: str) -> list[dict[str, Any]]:
    """Sales of 100 days, two thirds in France, that go up and down a little; some days are told otherwise."""
    rows = []
    for n in range(100):
        day = (FIRST + timedelta(days=n)).isoformat()
        wave = Decimal(7 * n % 5)
        rows += [
            {"business_date": day, "sales": planted.get(f"d{n}", str(60 + wave))},
            {"business_date": day, "sales": str(30 + wave), "country": "Spain"},
        ]
    return rows


def test_a_spike_is_told_with_what_was_expected() -> None:
    hours = given("sales_hours", *history(d95="400.000001"))
    assert built("sales_anomalies", *SHOWN, sales_hours=hours) == [
        ("France", date(2011, 4, 8), "spike", "critical", *money("400.000001"), CRITICAL),
        ("all", date(2011, 4, 8), "spike", "critical", *money("430.000001"), CRITICAL),
    ]
    numbers = ("actual", "expected", "effect", "usual_day", "percent_of_usual_day")
    for actual, expected, effect, usual, percent in built("sales_anomalies", *numbers, sales_hours=hours):
        assert actual == expected + effect
        assert 60 < expected < 100
        assert abs(percent - 100 * effect / usual) < Decimal("0.000001")


def test_a_drop_is_below_zero() -> None:
    hours = given("sales_hours", *history(d95="-10"))
    found = built("sales_anomalies", "country", "direction", "effect", "score", sales_hours=hours)
    assert [(country, direction) for country, direction, *_ in found] == [("France", "drop"), ("all", "drop")]
    assert all(effect < 0 and score < 0 for *_, effect, score in found)


@pytest.mark.parametrize("rows", [[], history(), history(d5="400")])
def test_there_is_no_alert_without_surprise_or_without_a_past(rows: list[dict[str, Any]]) -> None:
    assert built("sales_anomalies", *SHOWN, sales_hours=given("sales_hours", *rows)) == []
