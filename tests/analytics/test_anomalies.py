"""Days that are not as their past would have them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import exp, isclose, log
from random import Random
from statistics import median

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tillhouse.analytics.anomalies import ALL, ON, RULES, Rule, daily_series, scored

c = pl.col
FIRST = date(2011, 1, 3)
Judge = Callable[[pl.DataFrame], pl.DataFrame]


def series(sales: Sequence[float], country: str = ALL) -> pl.DataFrame:
    """Days of one series, every day a trading day."""
    days = [FIRST + timedelta(days=n) for n in range(len(sales))]
    schema = {"currency": pl.String, "country": pl.String, "date": pl.Date, "sales": pl.Decimal(38, 6)}
    amounts = [Decimal(f"{amount:.2f}") for amount in sales]
    return pl.DataFrame(
        {"currency": "GBP", "country": country, "date": days, "sales": amounts}, schema=schema
    )


def simulated(days: int, seed: int, noise: float = 0.2) -> list[float]:
    """Sales with a trend, a pattern of weekdays and noise that is normal in logarithms."""
    chance = Random(seed)
    week = (1.1, 1.2, 1.0, 1.3, 0.9, 0.3, 0.5)
    return [10_000 * 1.001**n * week[n % 7] * exp(chance.gauss(0, noise)) for n in range(days)]


def alerts(found: pl.DataFrame, rule: Rule = ON["notice"]) -> list[date]:
    return found.filter(rule.alerts())["date"].to_list()


# The definition, in loops over lists.


def by_hand(sales: Sequence[float], past: int = 0) -> list[float | None]:
    """The score of each day; ``past=1`` lets a day into its own past, which is wrong."""

    def median_of(values: Sequence[float | None], last: int, least: int) -> float | None:
        known = [value for value in values[-last:] if value is not None]
        return median(known) if len(known) >= least else None

    parts: list[float | None] = []
    surprises: list[float | None] = []
    scores: list[float | None] = []
    for n, amount in enumerate(sales):
        level = median_of(sales[: n + past], 28, 14)
        part = log(max(amount / level, 0.01)) if level and level > 0 else None
        parts.append(part)
        pattern = median_of(parts[n % 7 : n : 7], 8, 4)
        spread = median_of([None if s is None else abs(s) for s in surprises], 56, 24)
        surprise = None if part is None or pattern is None else part - pattern
        surprises.append(surprise)
        known = surprise is not None and spread is not None
        scores.append(surprise / max(1.4826 * spread, 0.05) if known else None)
    return scores


def same(found: Sequence[float | None], expected: Sequence[float | None]) -> bool:
    return all(
        a is b is None or (a is not None and b is not None and isclose(a, b, abs_tol=1e-9))
        for a, b in zip(found, expected, strict=True)
    )


def test_scores_are_those_of_the_definition() -> None:
    sales = [round(amount, 2) for amount in simulated(200, seed=1)]
    sales[50], sales[90], sales[91] = -400.0, 0.0, 90_000.0
    found = scored(series(sales))["score"].to_list()
    assert sum(score is not None for score in found) > 120
    assert same(found, by_hand(sales))
    assert not same(found, by_hand(sales, past=1))


# What is planted is found, and little else.


@pytest.mark.parametrize(("times", "direction"), [(3.0, 1), (0.25, -1), (0.0, -1), (-0.5, -1)])
def test_a_planted_day_is_found(times: float, direction: int) -> None:
    sales = simulated(300, seed=2)
    sales[247] *= times
    found = scored(series(sales)).filter(date=FIRST + timedelta(days=247))
    assert alerts(found, ON["warning"])
    assert found["score"][0] * direction > 3


def test_without_a_planted_day_there_are_few_alerts() -> None:
    raised = [len(alerts(scored(series(simulated(400, seed))))) for seed in range(10)]
    # Of 100 days of a normal distribution 1.2 lie beyond 2.5 spreads; the medians of few days add to that.
    assert sum(raised) / 10 / 340 < 0.025
    assert sum(len(alerts(scored(series(simulated(400, seed))), ON["critical"])) for seed in range(10)) < 3


def test_a_weekend_is_measured_by_weekends() -> None:
    sales = simulated(200, seed=3, noise=0.01)
    # A Saturday like a Monday is a spike, though Mondays sell as much.
    sales[180] = sales[182]
    assert (FIRST + timedelta(days=180)).weekday() == 5
    assert alerts(scored(series(sales))) == [FIRST + timedelta(days=180)]


def test_what_does_not_matter_in_money_is_no_alert() -> None:
    small = [amount / 100 for amount in simulated(200, seed=4)]
    small[150] *= 5
    both = pl.concat([series(simulated(200, seed=5)), series(small, "Malta")])
    found = scored(both).filter(country="Malta", date=FIRST + timedelta(days=150))
    assert found["score"][0] > 3.5
    assert [rule for rule in RULES if alerts(found, rule)] == []


def test_a_stricter_rule_raises_fewer() -> None:
    found = scored(series(simulated(400, seed=6, noise=0.4)))
    for one in RULES:
        for other in RULES:
            if one.score >= other.score and one.percent >= other.percent:
                assert set(alerts(found, one)) <= set(alerts(found, other))


# Replay: what was said of a day is said of it for good.


def replays(judge: Judge, sales: Sequence[float], until: int) -> bool:
    """Whether the days up to one are judged alike with and without the days after it."""
    return judge(series(sales)).head(until).equals(judge(series(sales[:until])))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-500, 5_000), min_size=1, max_size=160), st.data())
def test_days_are_judged_alike_whatever_comes_later(sales: list[float], data: st.DataObject) -> None:
    assert replays(scored, sales, data.draw(st.integers(1, len(sales))))


def test_a_judge_who_looks_ahead_does_not_replay() -> None:
    def looks_ahead(days: pl.DataFrame) -> pl.DataFrame:
        return scored(days).with_columns(c("score") - c("score").median())

    sales = simulated(160, seed=7)
    assert replays(scored, sales, 120)
    assert not replays(looks_ahead, sales, 120)


def test_series_have_every_trading_day_from_their_first_line_on() -> None:
    rows = [
        ("GBP", None, date(2011, 1, 3), Decimal(1)),
        ("GBP", "France", date(2011, 1, 4), Decimal(2)),
        ("EUR", "France", date(2011, 1, 6), Decimal(4)),
        ("GBP", "France", date(2011, 1, 4), Decimal(8)),
    ]
    schema = ("currency", "country", "business_date", "sales")
    found = daily_series(pl.DataFrame(rows, schema=schema, orient="row"))
    assert [(country, day.day, int(sales)) for _, country, day, sales in found.rows()] == [
        ("France", 6, 4),
        ("all", 6, 4),
        ("France", 4, 10),
        ("France", 6, 0),
        ("all", 3, 1),
        ("all", 4, 10),
        ("all", 6, 0),
        ("unspecified", 3, 1),
        ("unspecified", 4, 0),
        ("unspecified", 6, 0),
    ]
