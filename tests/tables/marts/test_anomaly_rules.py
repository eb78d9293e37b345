"""How many alerts each rule would have raised."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.tables.rows import built, given, rows_of
from tillhouse.analytics.anomalies import ON, RULES


def history(**planted: str) -> Iterator[dict[str, Any]]:
    for n in range(100):
        day = (date(2011, 1, 3) + timedelta(days=n)).isoformat()
        yield {"business_date": day, "sales": planted.get(f"d{n}", str(90 + 14 * n % 9))}


def test_alerts_are_counted_over_all_history() -> None:
    found = rows_of("anomaly_rules", sales_hours=given("sales_hours", *history(d80="500", d90="-5")))
    shown = ("severity", "days", "days_judged", "alerts", "spikes", "drops", "alerts_of_countries")
    strict = found.filter(rule=ON["critical"].name)
    assert strict.select(shown).rows() == [("critical", 100, 34, 2, 1, 1, 2)]
    assert strict["alerts_per_100_days"].to_list() == [Decimal("5.882353")]
    assert found.height == len(RULES)


def test_what_is_counted_for_the_rule_that_is_on_is_what_is_raised() -> None:
    hours = given("sales_hours", *history(d80="500", d90="-5", d95="170"))
    raised = rows_of("sales_anomalies", sales_hours=hours).filter(country="all")
    counted = rows_of("anomaly_rules", sales_hours=hours).filter(severity="notice")
    assert counted.select("alerts", "spikes").rows() == [(3, 2)]
    assert counted["money"][0] == raised["effect"].abs().sum()
    assert raised.height == 3


def test_a_short_past_judges_no_day() -> None:
    hours = given("sales_hours", {"sales": "500"}, {"currency": "EUR", "business_date": "2011-01-11"})
    found = built(
        "anomaly_rules", "currency", "days", "days_judged", "alerts", "alerts_per_100_days", sales_hours=hours
    )
    assert set(found) == {("EUR", 1, 0, 0, None), ("GBP", 2, 0, 0, None)}


def test_no_sales_have_no_rules() -> None:
    assert built("anomaly_rules", "rule", sales_hours=given("sales_hours")) == []
