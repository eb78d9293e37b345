"""Seasons: how sales are spread over weekdays, months, hours and holidays."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from tillhouse.checks.in_range import in_range
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, gathered, rows_like
from tillhouse.retail.calendar import MONTHS, public_holidays
from tillhouse.table import Column, table

KINDS = ("weekday", "weekend", "month_of_year", "hour", "holiday", "country_holiday")
_KEY = ("currency", "kind", "country", "value")
_PART = ("kind", "country", "value", "position")
_WHOLE = ("currency", "kind", "country")
_ALL, _NOWHERE = "all", "unspecified"
_NONE, _NOT_KNOWN = "none", "not known"
c = pl.col
_COLUMNS = {
    "currency": Column("text", "ISO 4217."),
    "kind": Column(
        "text",
        "What sales are spread over: `weekday`, `weekend`, `month_of_year`, `hour`, `holiday` "
        "(of the shop's calendar) or `country_holiday` (of the customer's country).",
    ),
    "country": Column(
        "text", "Whose sales: `all`; for `country_holiday` an ISO 3166 code, or `unspecified`."
    ),
    "value": Column("text", "Weekday, month, hour, or name of the holiday; `none` is any other day."),
    "position": Column("integer", "Place in the order of values; for holidays 1, and 0 for any other day."),
    "days": Column("integer", "Calendar days of this value: trading and closed. An hour has all of them."),
    "trading_days": Column("integer", "Days on which anything was sold or came back in the shop."),
    "zero_days": Column("integer", "Trading days of it without a line here: zero, not closed."),
    "closed_days": Column("integer", "Days without a line in the shop."),
    "unknown_days": Column("integer", "Days in a hole of more than 14 days, in no other count."),
    "product_lines": Column("integer", "Product lines."),
    "product_orders": Column("integer", "Invoices that began then."),
    "sales": Column("total", "Products sold less what came back."),
    "per_day": Column("total", "Sales per calendar day."),
    "per_trading_day": Column("total", "Sales per trading day; null where the shop never traded."),
    "index": Column("number", "Sales per trading day, where those of all values together are 100."),
    "percent_of_sales": Column("total", "Sales, of 100 of the currency, kind and country."),
}


@table(
    key=_KEY,
    money="sales",
    owner="sales",
    computed_from={
        "*": (
            "sales_hours.business_date sales_hours.hour sales_hours.country sales_hours.currency "
            "dim_date.date dim_date.month_of_year dim_date.weekday dim_date.weekday_name "
            "dim_date.is_weekend dim_date.holiday dim_country.country dim_country.code"
        ),
        "currency": "sales_hours.currency",
        "country": "dim_country.code",
        "value": (
            "sales_hours.hour dim_date.month_of_year dim_date.weekday_name dim_date.is_weekend "
            "dim_date.holiday dim_date.date dim_country.code"
        ),
        "position": (
            "sales_hours.hour dim_date.month_of_year dim_date.weekday dim_date.is_weekend dim_date.holiday"
        ),
        "days trading_days zero_days closed_days unknown_days": ("sales_hours.business_date dim_date.date"),
        "product_lines": "sales_hours.product_lines",
        "product_orders": "sales_hours.product_orders",
        "sales per_day per_trading_day index percent_of_sales": ("sales_hours.sales"),
    },
    scope="products",
    columns=_COLUMNS,
    checks=[
        unique(*_KEY, on_fail="stop"),
        one_of("kind", KINDS, on_fail="stop"),
        in_range("zero_days", low=0, on_fail="stop"),
    ],
)
def sales_seasonality(sales_hours: Frame, dim_date: Frame, dim_country: Frame) -> Frame:
    """One row per currency, kind of season, country and value, such as the sales of all Mondays.

    The values of a kind share out the sales, lines and orders of the currency (of the country, for its own
    holidays) without a rest. Lines of a feed that has dates alone are in no hour. The calendar is filled from the
    first day traded to the last: a day without a line is closed if nobody bought anything, else zero. Country
    holidays are public ones of the whole country.

    The index is a ratio to the mean, without a model. It includes a trend over a year that is not whole, or that the
    data show once.
    """
    from tillhouse.analytics.trading_days import trading_days

    hours: pl.DataFrame = gathered(sales_hours).to_native()
    codes: pl.DataFrame = gathered(dim_country.select("country", "code")).to_native()
    calendar: pl.DataFrame = gathered(dim_date).to_native()
    sold = hours.join(codes, on="country", how="left").with_columns(c("code").fill_null(_NOWHERE))
    days = trading_days(hours["business_date"]).join(calendar, on="date", how="left")
    parts = pl.concat(_of_the_shop(days, sold) + _of_countries(days, sold))
    met = _counted(parts, sold).sort(*_KEY)
    found = met.with_columns(**_quotients(met))
    return rows_like(sales_hours, found.to_dict(), sales_seasonality.types)


def _of_the_shop(days: pl.DataFrame, sold: pl.DataFrame) -> list[pl.DataFrame]:
    """The days of each value of a kind that all sales have, long."""
    at_the_end = pl.when(c("is_weekend")).then
    hours = sold.select("hour").drop_nulls().unique()
    values = {
        "weekday": (days, c("weekday_name"), c("weekday")),
        "weekend": (days, at_the_end(pl.lit("weekend")).otherwise(pl.lit("weekday")), c("is_weekend")),
        "month_of_year": (
            days,
            c("month_of_year").replace_strict(range(1, 13), MONTHS, return_dtype=pl.String),
            c("month_of_year"),
        ),
        "hour": (
            days.join(hours, how="cross"),
            pl.format("{}:00", c("hour").cast(pl.String).str.zfill(2)),
            c("hour"),
        ),
        "holiday": (days, c("holiday").fill_null(_NONE), c("holiday").is_not_null()),
    }
    return [
        of.select("date", "status", **_part(kind, pl.lit(_ALL), value, position))
        for kind, (of, value, position) in values.items()
    ]


def _of_countries(days: pl.DataFrame, sold: pl.DataFrame) -> list[pl.DataFrame]:
    """The days of each public holiday of each country that was sold to, long."""
    parts = []
    for code in sorted(sold["code"].unique()):
        known = None if code == _NOWHERE else public_holidays(code, days["date"].to_list(), language="en_US")
        names = pl.Series("name", known or [None] * days.height, dtype=pl.String)
        named = days.with_columns(names.fill_null(_NOT_KNOWN if known is None else _NONE))
        is_one = ~c("name").is_in([_NONE, _NOT_KNOWN])
        part = _part("country_holiday", pl.lit(code), c("name"), is_one)
        parts.append(named.select("date", "status", **part))
    return parts


def _part(kind: str, country: pl.Expr, value: pl.Expr, position: pl.Expr) -> dict[str, pl.Expr]:
    return {"kind": pl.lit(kind), "country": country, "value": value, "position": position.cast(pl.Int64)}


def _counted(parts: pl.DataFrame, sold: pl.DataFrame) -> pl.DataFrame:
    """Days and sales of each part, in each currency that has any in its country."""
    days = parts.group_by(_PART).agg(
        trading_days=(c("status") == "trading").sum().cast(pl.Int64),
        closed_days=(c("status") == "closed").sum().cast(pl.Int64),
        unknown_days=(c("status") == "unknown").sum().cast(pl.Int64),
    )
    lines = sold.rename({"business_date": "date"})
    everywhere = lines.with_columns(country=pl.lit(_ALL))
    at_home = lines.with_columns(country=c("code"))
    by_hour = parts.filter(kind="hour").with_columns(hour=c("position"))
    daily = parts.filter(c("kind") != "hour")
    met = [
        everywhere.join(by_hour, on=["date", "country", "hour"]),
        *(of.join(daily, on=["date", "country"]) for of in (everywhere, at_home)),
    ]
    sums = (
        pl.concat(
            of.select("currency", *_PART, "date", "product_lines", "product_orders", "sales") for of in met
        )
        .group_by("currency", *_PART)
        .agg(c("product_lines", "product_orders", "sales").sum(), sold_on=c("date").n_unique().cast(pl.Int64))
    )
    places = pl.concat(of.select("currency", "country").unique() for of in (everywhere, at_home))
    return (
        places.join(days, on="country")
        .join(sums, on=["currency", *_PART], how="left")
        .with_columns(
            c("product_lines", "product_orders", "sold_on").fill_null(0), c("sales").fill_null(Decimal(0))
        )
        .with_columns(days=c("trading_days") + c("closed_days"), zero_days=c("trading_days") - c("sold_on"))
    )


def _quotients(met: pl.DataFrame) -> dict[str, pl.Series]:
    from tillhouse.analytics.quotients import quotients

    whole = met.select(c("sales", "trading_days").sum().over(_WHOLE))
    sales, days, trading = (met[name].to_list() for name in ("sales", "days", "trading_days"))
    all_sales, all_trading = (whole[name].to_list() for name in ("sales", "trading_days"))
    units = [int(part * 10**6) for part in sales]
    all_units = [int(part * 10**6) for part in all_sales]
    found = {
        "per_day": quotients(sales, days),
        "per_trading_day": quotients(sales, trading),
        "percent_of_sales": quotients(sales, all_sales, times=100),
        "index": quotients(
            [part * n for part, n in zip(units, all_trading, strict=True)],
            [whole * n for whole, n in zip(all_units, trading, strict=True)],
            times=100,
        ),
    }
    return {name: pl.Series(values, dtype=pl.Decimal(38, 6)) for name, values in found.items()}
