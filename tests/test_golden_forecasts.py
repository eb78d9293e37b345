"""What the forecasts of the reference data are held to: the figures of docs/explanation/forecasts.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from tests.pages import ROOT
from tests.shops import Shop
from tillhouse.analytics.forecasting import backtest, outlook
from tillhouse.analytics.forecasting.accuracy import Accuracy, Sold, accuracy, winners, worse
from tillhouse.analytics.forecasting.answer import answers
from tillhouse.analytics.forecasting.models import BENCHMARK
from tillhouse.analytics.forecasting.series import forecast

KEY = ["horizon", "split", "series"]


@pytest.fixture(scope="module")
def tried(reference_lake: Shop) -> pl.DataFrame:
    return reference_lake.analytic("forecast_accuracy")


@pytest.fixture(scope="module")
def ahead(reference_lake: Shop) -> pl.DataFrame:
    return reference_lake.analytic("sales_forecast")


def mean(rows: pl.DataFrame, column: str) -> float:
    return float(rows[column].cast(pl.Float64).mean() or 0)  # type: ignore[arg-type]


def test_days_are_the_trading_days_of_the_year(reference_lake: Shop) -> None:
    days = reference_lake.analytic("demand_days")
    total = days.filter(split="total")
    assert dict(total["status"].value_counts().iter_rows()) == {"sold": 305, "closed": 68, "unknown": 1}
    sums = days.filter(pl.col("split") != "product").group_by("split").agg(pl.col("amount").sum())["amount"]
    assert len(set(sums)) == 1


def test_nothing_is_published_worse_than_seasonal_naive(tried: pl.DataFrame) -> None:
    naive = tried.filter(model="seasonal_naive")
    both = tried.filter(model="published").join(naive, on=KEY, suffix="_naive")
    assert both.height == 3 * 171
    assert (both["mase"] <= both["mase_naive"]).all()
    assert (both["rmsse"] <= both["rmsse_naive"]).all()


def test_the_page_says_what_is_measured(tried: pl.DataFrame) -> None:
    page = (ROOT / "docs" / "explanation" / "forecasts.md").read_text()
    rows = re.findall(r"^\| (daily|weekly|monthly) \| (\w+) \| (.*) \|$", page, re.MULTILINE)
    assert len(rows) == 3 * 4
    for horizon, split, figures in rows:
        here = tried.filter(horizon=horizon, split=split)
        published, naive = here.filter(model="published"), here.filter(model="seasonal_naive")
        measured = [mean(rows, name) for name in ("mase", "rmsse", "wape") for rows in (published, naive)]
        measured[4:] = [round(100 * share) for share in measured[4:]]
        measured += [100 * mean(published, f"coverage_{level}") for level in (80, 95)]
        said = [float(figure) for figure in figures.split(" | ")]
        assert said == pytest.approx(
            [published.height, *measured, round(mean(published, "judged"))], abs=0.06
        )


def test_the_page_says_of_how_many_series_the_coverage_is_right(tried: pl.DataFrame) -> None:
    page = " ".join((ROOT / "docs" / "explanation" / "forecasts.md").read_text().split())
    found = tried.filter(model="published")
    off = [(pl.col(f"coverage_{level}").cast(pl.Float64) - level / 100).abs().round(6) for level in (80, 95)]
    (day, of_day), (week, of_week) = (
        found.filter(horizon=horizon).select((one <= 0.05).sum() for one in off).row(0)
        for horizon in ("daily", "weekly")
    )
    assert (
        f"within 5 points for {day} by day and {week} by week, the 95 % interval for {of_day} and {of_week}"
        in page
    )


def test_a_change_of_price_has_an_amount_wherever_it_can_be_told(
    reference_lake: Shop, ahead: pl.DataFrame
) -> None:
    told = reference_lake.analytic("product_elasticity").filter(verdict="identified")["stock_code"]
    ahead = ahead.filter(split="product", horizon="weekly")
    assert set(told) <= set(ahead.filter(pl.col("forecast").is_not_null())["series"])


def test_the_verdict_says_which_intervals_are_not_calibrated(
    ahead: pl.DataFrame, tried: pl.DataFrame
) -> None:
    judged = tried.filter(model="published").select(*KEY, "judged")
    told = ahead.filter(pl.col("step") == 1, ~pl.col("verdict").str.contains("no interval"))
    every = told.join(judged, on=KEY)
    assert every["verdict"].str.ends_with("; intervals untested").equals(every["judged"] < 100)
    first = every.filter(pl.col("judged") >= 100)
    off = [pl.col(f"coverage_{level}").cast(pl.Float64).round(6) - level / 100 for level in (80, 95)]
    least, most = (
        first.select(one.round(6)).to_series() for one in (pl.min_horizontal(off), pl.max_horizontal(off))
    )
    narrow = first["verdict"].str.ends_with("; intervals too narrow")
    wide = first["verdict"].str.ends_with("; intervals too wide")
    assert (narrow == (least < -0.05).fill_null(False)).all()
    assert (wide == ((least >= -0.05) & (most > 0.05)).fill_null(False)).all()
    assert {True, False} == set(narrow) == set(wide)
    total = every.filter(split="total").sort("horizon")["verdict"].to_list()
    assert total == ["forecast", "seasonal naive; intervals untested", "forecast"]


def _back_tests(shop: Shop, patched: pytest.MonkeyPatch) -> tuple[list[tuple[str, str]], list[backtest.Test]]:
    """Split and name of every series, and the back-tests that chose its models, horizon by horizon."""
    kept: list[backtest.Test] = []

    def answered(test: backtest.Test, splits: Sequence[Sequence[int]]) -> Any:
        kept.append(test)
        return answers(test, splits)

    patched.setattr(outlook, "answers", answered)
    # The answer to the last rows is kept; under another currency they are others.
    days = shop.analytic("demand_days").with_columns(currency=pl.lit("XTS"))
    (found,) = forecast(days, shop.settings.given["calendar"])
    return list(found.names), kept


def _worse_later(test: backtest.Test, half: int) -> list[bool]:
    """Of each series, whether the model that won by the first origins is worse than naive from those that follow."""

    def measured(origins: slice) -> dict[str, Accuracy]:
        sold = Sold(*(part[:, origins] for part in (test.sold.actual, test.sold.step, test.sold.square)))
        return {name: accuracy(sold, made[:, :-1][:, origins]) for name, made in test.made.items()}

    earlier, later = measured(slice(0, half)), measured(slice(half, len(test.at)))
    chosen = winners(earlier, BENCHMARK)
    flags = {name: worse(one, later[BENCHMARK]) for name, one in later.items()}
    return [bool(flags[name][at]) for at, name in enumerate(chosen)]


def test_a_choice_by_the_older_origins_is_as_good_on_the_others_as_the_page_says(
    reference_lake: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, kept = _back_tests(reference_lake, monkeypatch)
    assert [test.grain.name for test in kept] == ["daily", "weekly", "monthly"]
    halves = [(len(test.at) + 1) // 2 for test in kept]
    worse_later = [_worse_later(test, half) for test, half in zip(kept, halves, strict=True)]
    by_day, by_week, by_month = (len(names) - sum(flags) for flags in worse_later)
    page = " ".join((ROOT / "docs" / "explanation" / "forecasts.md").read_text().split())
    assert "the older half of the origins ({}, {} and {})".format(*halves) in page
    said = f"for {by_day} of {len(names)} series by day, {by_week} by week and {by_month} by month"
    assert said in page, said
    sums = [
        {name for name, flag in zip(names, flags, strict=True) if flag and name[0] in ("total", "class")}
        for flags in worse_later
    ]
    total, classes = {("total", "all")}, {("class", one) for one in "ABC"}
    assert sums == [set(), total | classes, total]
    assert "for the total by week and by month, and for each class by week, it is worse" in page


@pytest.mark.parametrize("split", ["total", "country", "class", "product"])
@pytest.mark.parametrize("horizon", ["daily", "weekly"])
@pytest.mark.parametrize("level", [80, 95])
def test_coverage_is_within_five_points_of_nominal(
    tried: pl.DataFrame, horizon: str, split: str, level: int
) -> None:
    rows = tried.filter(model="published", horizon=horizon, split=split)
    assert mean(rows, f"coverage_{level}") == pytest.approx(level / 100, abs=0.05)


def test_parts_sum_to_the_total_to_the_millionth(ahead: pl.DataFrame) -> None:
    for column in ("forecast", "pessimistic", "optimistic"):
        sums = (
            ahead.group_by("horizon", "period", "split")
            .agg(pl.col(column).sum())
            .pivot("split", values=column)
        )
        assert (sums["country"] == sums["total"]).all()
        assert (sums["class"] == sums["total"]).all()
        assert (sums["product"] <= sums["total"]).all()


def test_the_turn_of_the_year_is_closed_as_it_was_a_year_before(ahead: pl.DataFrame) -> None:
    days = (
        ahead.filter(horizon="daily", split="total", status="closed")["period"].dt.strftime("%m-%d").to_list()
    )
    assert days == ["12-10", "12-17", *(f"12-{day}" for day in range(24, 32)), "01-01", "01-02", "01-03"]
