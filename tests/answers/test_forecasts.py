"""Forecasts as they are asked for, and what another price would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from tillhouse.answers.forecasts import forecasts
from tillhouse.answers.predictions import Forecast
from tillhouse.catalog import catalog
from tillhouse.column_types import dtypes
from tillhouse.errors import BadQuery, FixTheSetup, UnknownName

FORECAST: dict[str, Any] = {
    "currency": "GBP",
    "horizon": "weekly",
    "split": "total",
    "series": "all",
    "period": date(2011, 12, 11),
    "period_end": date(2011, 12, 17),
    "status": "open",
    "forecast": "1000",
    "low_80": "800",
    "high_80": "1200",
    "pessimistic": "800",
    "optimistic": "1200",
    "model": "level",
    "verdict": "forecast",
}
PRODUCT = {
    **FORECAST,
    "split": "product",
    "series": "P1",
    "forecast": "100",
    "pessimistic": "80",
    "optimistic": "120",
}
ELASTICITY: dict[str, Any] = {
    "stock_code": "P1",
    "currency": "GBP",
    "price_low": "2",
    "price_high": "3",
    "elasticity": "-2",
    "elasticity_low": "-3",
    "elasticity_high": "-1",
    "verdict": "identified",
}
PRICE: dict[str, Any] = {
    "month": "2011-11",
    "stock_code": "P1",
    "currency": "GBP",
    "lines_sold": 9,
    "unit_price": "2.5",
}
OLD = {**PRICE, "month": "2011-10", "lines_sold": 99, "unit_price": "2"}
RARE = {**PRICE, "lines_sold": 1, "unit_price": "3"}


@dataclass
class Lake:
    """A snapshot of these tables."""

    tables: dict[str, list[dict[str, Any]]]
    release: Any = field(init=False)
    number: int = 7

    def __post_init__(self) -> None:
        self.release = self

    def rows(self, name: str) -> pl.DataFrame:
        types = catalog()[name].types
        decimals = {"price", "total", "number", "share"}
        rows = [
            {
                c: Decimal(row[c]) if types[c] in decimals and row.get(c) is not None else row.get(c)
                for c in types
            }
            for row in self.tables[name]
        ]
        return pl.DataFrame(rows, schema=dtypes(types))


def ask(
    series: str = "all", *changes: str, scenario: str = "baseline", **tables: list[dict[str, Any]]
) -> list[Forecast]:
    usual = {
        "sales_forecast": [FORECAST, PRODUCT],
        "product_elasticity": [ELASTICITY],
        "observation_window": [],
        "price_history": [{"last_sold_at": datetime(2011, 11, 1), **row} for row in (PRICE, OLD, RARE)],
    }
    lake: Any = Lake({**usual, **tables})
    return list(forecasts(lake, series, "weekly", scenario, changes).forecasts)


def what_if(answer: Forecast) -> tuple[float, ...]:
    return tuple(float(amount) for amount in answer.periods[0].what_if or ())


@pytest.mark.parametrize(
    ("scenario", "amount"), [("baseline", 1000), ("pessimistic", 800), ("optimistic", 1200)]
)
def test_a_scenario_is_a_column(scenario: str, amount: int) -> None:
    (answer,) = ask(scenario=scenario)
    assert [period.amount for period in answer.periods] == [amount]
    assert answer.periods[0].ends["low_80"] == 800


def test_currencies_are_answered_one_by_one() -> None:
    found = ask(sales_forecast=[FORECAST, {**FORECAST, "currency": "EUR", "forecast": "5"}])
    assert [(answer.currency, answer.periods[0].amount) for answer in found] == [("EUR", 5), ("GBP", 1000)]


def test_another_price_changes_the_product_and_the_total_by_the_same_money() -> None:
    (product,), (total,) = ask("P1", "P1=+20%"), ask("all", "p1=+20%")
    # 1.2 times the price, 1.2^-2 of the units: 1.2^-1 of the money; 1.2^-2 to 1.2^0 within the interval.
    assert what_if(product) == pytest.approx((100 / 1.2, 100 / 1.44, 100), abs=1e-5)
    assert what_if(total) == pytest.approx((900 + 100 / 1.2, 900 + 100 / 1.44, 1000), abs=1e-5)
    (price,) = product.prices
    assert (price.now, price.then) == (Decimal("2.5"), 3)


def test_a_scenario_and_a_price_go_together() -> None:
    (answer,) = ask("all", "P1=+20%", scenario="pessimistic")
    assert what_if(answer) == pytest.approx((720 + 80 / 1.2, 720 + 80 / 1.44, 800), abs=1e-5)


def test_what_is_not_identifiable_gets_no_number() -> None:
    unknown = {**ELASTICITY, "elasticity": None, "verdict": "not identifiable: one usual price"}
    with pytest.raises(BadQuery, match="not identifiable: one usual price"):
        ask("P1", "P1=+5%", product_elasticity=[unknown])


@pytest.mark.parametrize("change", ["+21%", "-21%"])
def test_a_price_that_nobody_has_seen_is_refused(change: str) -> None:
    with pytest.raises(BadQuery, match="it was sold from 2 to 3"):
        ask("P1", f"P1={change}")


@pytest.mark.parametrize("text", ["P1", "P1=5", "P1=five%", "=5%", "P1=-100%"])
def test_what_is_no_change_of_price_is_refused(text: str) -> None:
    with pytest.raises(BadQuery):
        ask("P1", text)


@pytest.mark.parametrize("again", ["P1=+5%", " p1 =-5%"])
def test_a_price_that_is_changed_twice_is_refused(again: str) -> None:
    with pytest.raises(BadQuery, match="The price of P1 is changed twice"):
        ask("all", "P1=+5%", again)


def test_of_a_product_that_is_not_forecast_the_effect_is_known_and_no_amount() -> None:
    (answer,) = ask("all", "P1=+20%", sales_forecast=[FORECAST])
    assert answer.periods[0].what_if is None
    assert answer.prices[0].effect.factor == pytest.approx(1 / 1.2)
    assert not answer.prices[0].is_forecast


def test_a_price_says_nothing_of_a_country() -> None:
    rows = [FORECAST, PRODUCT, {**FORECAST, "split": "country", "series": "France"}]
    with pytest.raises(BadQuery, match="France is neither"):
        ask("France", "P1=+5%", sales_forecast=rows)


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(UnknownName, match="Spain"):
        ask("Spain")
    with pytest.raises(UnknownName, match="P2"):
        ask("all", "P2=+5%")
    empty: Any = Lake({})
    with pytest.raises(FixTheSetup, match="Release 7 has no sales_forecast"):
        forecasts(empty, "all", "weekly", "baseline", ())
