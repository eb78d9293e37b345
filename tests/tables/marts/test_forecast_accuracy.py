"""How good forecasts are, as rows."""

from __future__ import annotations

import polars as pl
import pytest

from tests.tables.marts.test_sales_forecast import CALENDAR, demand, shop
from tests.tables.rows import given, rows_of


@pytest.fixture
def tried() -> pl.DataFrame:
    return rows_of("forecast_accuracy", demand_days=demand(shop(400)), calendar=CALENDAR)


def test_every_series_has_seasonal_naive_one_choice_and_what_is_published(tried: pl.DataFrame) -> None:
    series = tried.group_by("horizon", "split", "series").agg(
        naive=(pl.col("model") == "seasonal_naive").sum(),
        chosen=pl.col("chosen").sum(),
        published=(pl.col("model") == "published").sum(),
    )
    assert series.height == 3 * 6
    assert set(series.select("naive", "chosen", "published").rows()) == {(1, 1, 1)}


def test_what_is_published_is_nowhere_worse_than_naive(tried: pl.DataFrame) -> None:
    key = ["horizon", "split", "series"]
    published, naive = (tried.filter(model=name) for name in ("published", "seasonal_naive"))
    both = published.join(naive, on=key, suffix="_naive")
    assert (both["mase"] <= both["mase_naive"]).all()
    assert (both["rmsse"] <= both["rmsse_naive"]).all()
    assert (
        both.filter(horizon="daily", split="total")["mase"]
        < both.filter(horizon="daily", split="total")["mase_naive"]
    ).all()


def test_a_week_of_sales_was_not_tried() -> None:
    found = rows_of("forecast_accuracy", demand_days=demand(shop(7)), calendar=CALENDAR)
    assert set(found.select("model", "chosen").rows()) == {("none", False)}
    assert found["verdict"].str.starts_with("too short: ").all()


def test_without_a_sale_there_is_nothing_to_say() -> None:
    assert rows_of("forecast_accuracy", demand_days=given("demand_days"), calendar=CALENDAR).height == 0
