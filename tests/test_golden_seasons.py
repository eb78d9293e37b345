"""What is true of seasons, trends and products of the reference data, counted from the ledger by other means."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.shops import Shop

D, c = Decimal, pl.col
#: Product lines, and their money net of what came back.
LINES, SALES = 538_963, D("9792708.883")
PAGE = (Path(__file__).parents[1] / "docs" / "explanation" / "seasons.md").read_text()
TEXT = " ".join(PAGE.split())


@pytest.fixture(scope="session")
def daily(reference_lake: Shop) -> dict[date, Decimal]:
    """Product sales by day, from the ledger."""
    lines = reference_lake.table("ledger").filter(fate="loaded", line_type="product")
    return dict(lines.group_by("business_date").agg(c("amount").sum()).rows())


def row(*cells: object) -> str:
    """A row of a table of the page."""
    return "| " + " | ".join("" if cell is None else str(cell) for cell in cells).replace("|  |", "| |")


@pytest.mark.parametrize(
    "kind", ["weekday", "weekend", "month_of_year", "hour", "holiday", "country_holiday"]
)
def test_each_kind_of_season_has_every_line_and_penny(reference_lake: Shop, kind: str) -> None:
    part = reference_lake.analytic("sales_seasonality").filter(kind=kind)
    assert (part["product_lines"].sum(), part["sales"].sum(), part["product_orders"].sum()) == (
        LINES,
        SALES,
        19_773,
    )


def test_weekdays(reference_lake: Shop, daily: dict[date, Decimal]) -> None:
    found = reference_lake.analytic("sales_seasonality").filter(kind="weekday")
    for nth, name, days, closed, sales, average, index in found.select(
        "position", "value", "days", "closed_days", "sales", "per_trading_day", "index"
    ).rows():
        assert sales == sum(amount for day, amount in daily.items() if day.isoweekday() == nth)
        shown = (f"{average:,.2f}", f"{index:.1f}") if average else (None, None)
        assert row(name, days, closed, f"{sales:,.2f}", *shown) in PAGE


def test_each_grain_has_every_penny(reference_lake: Shop) -> None:
    found = reference_lake.analytic("sales_trends").group_by("grain").agg(c("sales").sum())
    assert dict(found.rows()) == dict.fromkeys(("day", "week", "month", "year"), SALES)


def test_like_for_like_of_the_last_days(reference_lake: Shop, daily: dict[date, Decimal]) -> None:
    december = reference_lake.analytic("sales_trends").filter(period="2011-12").row(0, named=True)
    days = [date(2011, 12, day) for day in range(1, 10)]
    now, before = (sum(daily.get(day - timedelta(days=ago), D(0)) for day in days) for ago in (0, 364))
    assert (december["like_sales"], december["like_sales_before"]) == (now, before)
    growth = f"growth of {100 * now / before - 100:.2f} %"
    said = f"{now:,.2f}, the same retail days of 2010 sold {before:,.2f}: {growth}"
    assert said in TEXT
    assert (december["partial"], december["growth"]) == ("last", None)


def test_alerts_are_as_many_as_counted(reference_lake: Shop) -> None:
    rules = reference_lake.analytic("anomaly_rules")
    raised = reference_lake.analytic("sales_anomalies")
    shown = rules.select("rule", "severity", "alerts", "spikes", "drops", "alerts_of_countries").rows()
    assert sum(row(*cells) in PAGE for cells in shown) == 4
    assert set(rules.select("days", "days_judged").rows()) == {(305, 243)}
    on = rules.filter(severity="notice").row(0, named=True)
    assert raised.filter(country="all").height == on["alerts"]
    assert raised.height == on["alerts"] + on["alerts_of_countries"]
    assert date(2011, 9, 20) in raised["business_date"]


def test_stages_have_every_product_and_penny(reference_lake: Shop) -> None:
    found = reference_lake.analytic("product_lifecycle")
    assert (found["lines_sold"].sum(), found["sales"].sum()) == (527_761, D("10271433.063"))
    for stage, products, sales in found.group_by("stage").agg(pl.len(), c("sales").sum()).rows():
        assert f" | {products:,} | {sales:,.2f} |\n" in PAGE[PAGE.index(f"| {stage} |") :]


def test_elasticities_and_why_there_are_none(reference_lake: Shop) -> None:
    found = reference_lake.analytic("product_elasticity")
    for verdict, products in found.group_by("verdict").len().rows():
        assert row(verdict, f"{products:,}") in PAGE
    told = found.filter(verdict="identified")
    assert told.select("elasticity", "elasticity_low", "elasticity_high").null_count().row(0) == (0, 0, 0)
    assert found.filter(c("verdict") != "identified")["elasticity"].null_count() == found.height - told.height
    assert f"median is −{abs(told['elasticity'].cast(float).median()):.2f}" in TEXT
    assert f"{told.filter(c('elasticity_high') < 0).height} have an interval below 0" in TEXT
