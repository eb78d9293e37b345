"""Trends: sales by day, week, month and year, against what they were before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl

from tillhouse.checks.in_range import in_range
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, gathered, rows_like
from tillhouse.table import Column, table

GRAINS = ("day", "week", "month", "year")
#: Periods in a short and in a long moving average.
SPANS: dict[str, tuple[int, ...]] = {"day": (7, 28), "week": (4, 13)}
_KEY = ("currency", "grain", "period")
_SERIES = ("currency", "grain")
_SUMS = ("product_lines", "product_orders", "sales")
c = pl.col
_TOTAL = pl.Decimal(38, 6)
_COLUMNS = {
    "currency": Column("text", "ISO 4217."),
    "grain": Column("text", "`day`, `week` (of the shop's retail calendar), `month` or `year`."),
    "period": Column("text", "`2011-01-10`, `2010-W50` (retail year and week), `2011-01` or `2011`."),
    "begins": Column("date", "First day of the period by the calendar."),
    "ends": Column("date", "Last day of the period by the calendar."),
    "partial": Column(
        "text",
        "Null where all days are known; else why some are not: `first` (the data begin later), `last` (they end "
        "earlier), `first and last`, or `hole` (unknown days in between).",
    ),
    "days": Column("integer", "Days of the period that are known."),
    "trading_days": Column("integer", "Of them, days on which the shop sold or took back anything."),
    "product_lines": Column("integer", "Product lines."),
    "product_orders": Column("integer", "Invoices that began then."),
    "sales": Column("total", "Products sold less what came back, on the days known."),
    "short_average": Column(
        "total", "Sales a day over 7 days, a week over 4 weeks; null before all are known."
    ),
    "long_average": Column(
        "total", "Sales a day over 28 days, a week over 13 weeks; null before all are known."
    ),
    "sales_before": Column("total", "Sales of the period before; null where either is partial."),
    "growth": Column("total", "Percent from the period before; null where that is missing or not above 0."),
    "sales_year_before": Column(
        "total",
        "Sales of the same day, month or year of the calendar a year before, or of the same retail week, restated; "
        "null where either is partial.",
    ),
    "growth_of_year": Column(
        "total", "Percent from a year before; null where that is missing or not above 0."
    ),
    "like_days": Column("integer", "Days whose same retail day a year before is known too."),
    "like_sales": Column("total", "Sales of these days; null without one."),
    "like_sales_before": Column("total", "Sales of the same retail days a year before, restated."),
    "like_for_like": Column(
        "total", "Percent from the one to the other; null where the earlier is not above 0."
    ),
}


@table(
    key=_KEY,
    money="sales",
    owner="sales",
    computed_from={
        "*": (
            "sales_hours.business_date sales_hours.currency dim_date.date dim_date.year "
            "dim_date.month dim_date.retail_year dim_date.retail_week"
        ),
        "currency": "sales_hours.currency",
        "period": "dim_date.date dim_date.year dim_date.month dim_date.retail_year dim_date.retail_week",
        "begins ends partial": "dim_date.date dim_date.retail_day_of_year",
        "days trading_days": "sales_hours.business_date dim_date.date",
        "product_lines": "sales_hours.product_lines",
        "product_orders": "sales_hours.product_orders",
        "sales short_average long_average sales_before growth sales_year_before growth_of_year": (
            "sales_hours.sales"
        ),
        "sales_year_before growth_of_year like_days": "dim_date.comparable_date",
        "short_average long_average sales_before growth sales_year_before growth_of_year": (
            "dim_date.retail_day_of_year"
        ),
        "like_sales like_sales_before like_for_like": "sales_hours.sales dim_date.comparable_date",
    },
    scope="products",
    columns=_COLUMNS,
    checks=[
        unique(*_KEY, on_fail="stop"),
        one_of("grain", GRAINS, on_fail="stop"),
        one_of("partial", ("first", "last", "first and last", "hole"), on_fail="stop"),
        in_range("days", low=0, on_fail="stop"),
    ],
)
def sales_trends(sales_hours: Frame, dim_date: Frame) -> Frame:
    """One row per currency, grain (day, week, month, year) and period between the first day traded and the last.

    Days are filled: one on which nobody bought counts as 0 in a moving average. A partial period is shown and never
    compared as if it were whole. Like for like it can be compared, as both sides have the same retail days. That is
    the day 364 days before, restated after a 53rd week as in `dim_date`. The last day of the data counts as whole:
    lines do not say when the till closed. The sales of the periods of a grain sum to all sales of the currency.
    """
    from tillhouse.analytics.trading_days import trading_days

    hours: pl.DataFrame = gathered(sales_hours).to_native()
    calendar: pl.DataFrame = gathered(dim_date).to_native()
    days = trading_days(hours["business_date"])
    daily = _daily(hours, days)
    periods = _periods(calendar).join(days, on="date")
    found = _compared(_summed(periods, daily)).sort("currency", "grain", "begins")
    return rows_like(sales_hours, found.to_dict(), sales_trends.types)


def _daily(hours: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """The sums of each currency on each known day, 0 where it had no line."""
    sums = hours.group_by("currency", date="business_date").agg(c(_SUMS).sum())
    known = days.filter(c("status") != "unknown").select("date")
    filled = hours.select("currency").unique().join(known, how="cross")
    return filled.join(sums, on=["currency", "date"], how="left").with_columns(
        c("product_lines", "product_orders").fill_null(0), c("sales").fill_null(Decimal(0))
    )


def _periods(calendar: pl.DataFrame) -> pl.DataFrame:
    """For each day of the calendar its period of each grain, its bounds, and the name of that a year before."""
    date, week = c("date"), pl.format("{}-W{}", "retail_year", c("retail_week").cast(pl.String).str.zfill(2))
    same_week = calendar.select(comparable_date="date", week_before=week)
    dated = calendar.join(same_week, on="comparable_date", how="left")
    week_start = date - pl.duration(days=(c("retail_day_of_year") - 1) % 7)
    # Of 29 February there is none a year before.
    same_day = pl.when(date.dt.offset_by("-1y").dt.day() == date.dt.day()).then(date.dt.offset_by("-1y"))
    january = date.dt.truncate("1y")
    grains = {
        "day": (date.dt.to_string("%F"), date, date, same_day.dt.to_string("%F")),
        "week": (week, week_start, week_start + pl.duration(days=6), c("week_before")),
        "month": (
            c("month"),
            date.dt.month_start(),
            date.dt.month_end(),
            date.dt.month_start().dt.offset_by("-1y").dt.to_string("%Y-%m"),
        ),
        "year": (
            c("year").cast(pl.String),
            january,
            january.dt.offset_by("11mo").dt.month_end(),
            (c("year") - 1).cast(pl.String),
        ),
    }
    columns = ("period", "begins", "ends", "year_before")
    return pl.concat(
        dated.select("date", "comparable_date", grain=pl.lit(grain), **dict(zip(columns, of, strict=True)))
        for grain, of in grains.items()
    )


def _summed(periods: pl.DataFrame, daily: pl.DataFrame) -> pl.DataFrame:
    """The sums of each period, of each currency, and those of its days that have a counterpart."""
    before = daily.select("currency", comparable_date="date", before="sales")
    dated = (
        periods.join(daily.select("currency").unique(), how="cross")
        .join(daily, on=["currency", "date"], how="left")
        .join(before, on=["currency", "comparable_date"], how="left")
        .with_columns(alike=c("sales").is_not_null() & c("before").is_not_null())
    )
    summed = dated.group_by(_KEY).agg(
        c("begins", "ends").first(),
        c("year_before").drop_nulls().first(),
        c(_SUMS).sum(),
        days=c("sales").count().cast(pl.Int64),
        trading_days=(c("status") == "trading").sum().cast(pl.Int64),
        like_days=c("alike").sum().cast(pl.Int64),
        like_sales=c("sales").filter("alike").sum(),
        like_sales_before=c("before").filter("alike").sum(),
    )
    alike = pl.when(c("like_days") > 0)
    first, last = daily.select(first=c("date").min(), last=c("date").max()).row(0)
    return summed.with_columns(
        alike.then(c("like_sales")), alike.then(c("like_sales_before")), partial=_partial(first, last)
    )


def _partial(first: date | None, last: date | None) -> pl.Expr:
    early, late = c("begins") < pl.lit(first, pl.Date), c("ends") > pl.lit(last, pl.Date)
    known = (c("ends") - c("begins")).dt.total_days() + 1 == c("days")
    return (
        pl.when(early & late)
        .then(pl.lit("first and last"))
        .when(early)
        .then(pl.lit("first"))
        .when(late)
        .then(pl.lit("last"))
        .when(~known)
        .then(pl.lit("hole"))
    )


def _compared(found: pl.DataFrame) -> pl.DataFrame:
    """Add what each whole period is compared with, and the moving averages."""
    from tillhouse.analytics.quotients import growth

    whole = c("partial").is_null()
    met = found.sort("begins").with_columns(whole_sales=pl.when(whole).then(c("sales")))
    earlier = met.select(*_SERIES, year_before="period", sales_year_before="whole_sales")
    met = met.join(earlier, on=[*_SERIES, "year_before"], how="left").with_columns(
        sales_before=pl.when(whole).then(c("whole_sales").shift(1).over(_SERIES, order_by="begins")),
        sales_year_before=pl.when(whole).then(c("sales_year_before")),
    )
    pairs = {
        "growth": ("sales", "sales_before"),
        "growth_of_year": ("sales", "sales_year_before"),
        "like_for_like": ("like_sales", "like_sales_before"),
    }
    grown = {name: growth(met[now].to_list(), met[then].to_list()) for name, (now, then) in pairs.items()}
    met = met.with_columns(pl.Series(name, values, _TOTAL) for name, values in grown.items())
    series = met.partition_by(_SERIES, maintain_order=True)
    return pl.concat(map(_averaged, series)) if series else _averaged(met)


def _averaged(series: pl.DataFrame) -> pl.DataFrame:
    """Add the moving averages of one series, in the order of its periods."""
    from tillhouse.analytics.quotients import moving_averages

    spans = SPANS.get(series["grain"][0], ()) if series.height else ()
    sales = series["whole_sales"].to_list()
    found = [moving_averages(sales, span) for span in spans] or [[None] * len(sales)] * 2
    names = ("short_average", "long_average")
    return series.with_columns(pl.Series(name, of, _TOTAL) for name, of in zip(names, found, strict=True))
