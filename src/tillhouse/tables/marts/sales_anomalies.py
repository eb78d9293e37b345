"""Alerts: days on which sales were not as their past would have them."""

from __future__ import annotations

import polars as pl

from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, gathered, rows_like
from tillhouse.table import Column, table

_KEY = ("currency", "country", "business_date")
c = pl.col
_COLUMNS = {
    "currency": Column("text", "ISO 4217."),
    "country": Column("text", "Country, or `all` of them together."),
    "business_date": Column("date", "Trading day."),
    "direction": Column("text", "`spike` or `drop`."),
    "severity": Column("text", "`notice`, `warning` or `critical`, by the strictest rule it meets."),
    "actual": Column("total", "Products sold that day less what came back."),
    "expected": Column("total", "What the days before would have had it."),
    "effect": Column("total", "Actual less expected."),
    "score": Column(
        "number", "How many spreads of a usual surprise it is away, by the ratio; below 0 for drops."
    ),
    "usual_day": Column("total", "Sales of a usual day in all countries: the median of the last 28."),
    "percent_of_usual_day": Column("total", "The effect, without sign, of 100 of a usual day."),
    "rule": Column("text", "The strictest rule it meets, of those that are on."),
}


@table(
    key=_KEY,
    money="effect",
    owner="sales",
    computed_from={
        "*": "sales_hours.business_date sales_hours.country sales_hours.currency sales_hours.sales",
        "currency": "sales_hours.currency",
        "country": "sales_hours.country",
        "business_date": "sales_hours.business_date",
        "direction severity actual expected effect score usual_day percent_of_usual_day rule": (
            "sales_hours.sales"
        ),
    },
    scope="products",
    columns=_COLUMNS,
    checks=[
        unique(*_KEY, on_fail="stop"),
        one_of("direction", ("spike", "drop"), on_fail="stop"),
        one_of("severity", ("notice", "warning", "critical"), on_fail="stop"),
    ],
)
def sales_anomalies(sales_hours: Frame) -> Frame:
    """One row per alert: a currency, a country or all of them, and a trading day far from what its past had it.

    Expected is the median level of the last 28 trading days, with the pattern of the last eight of the same weekday.
    The surprises of the last 56 days say how far is far; see `tillhouse.analytics.anomalies`. What is expected of a
    day comes from days before it alone, so an alert stays what it was when sales are added. An alert has to matter in
    money too: rules ask for a part of a usual day. `anomaly_rules` counts what each of them would have raised.

    Days on which the shop did not trade are not judged, nor are countries that bought on fewer than half of the days.
    """
    from tillhouse.analytics.anomalies import ON, daily_series, scored
    from tillhouse.analytics.quotients import quotients
    from tillhouse.analytics.rounded import rounded

    days = scored(daily_series(gathered(sales_hours).to_native()))
    severity = pl.coalesce(pl.when(rule.alerts()).then(pl.lit(name)) for name, rule in reversed(ON.items()))
    found = (
        days.with_columns(severity=severity)
        .filter(c("severity").is_not_null())
        .sort("currency", "country", "date")
    )
    money = {name: rounded(found[name], 38) for name in ("expected", "usual_day")}
    met = found.with_columns(
        **money,
        score=rounded(found["score"]),
        business_date=c("date"),
        actual=c("sales"),
        rule=c("severity").replace_strict(
            {name: rule.name for name, rule in ON.items()}, return_dtype=pl.String
        ),
        direction=pl.when(c("score") > 0).then(pl.lit("spike")).otherwise(pl.lit("drop")),
    ).with_columns(effect=c("actual") - c("expected"))
    sizes = met["effect"].abs().to_list()
    percent = quotients(sizes, met["usual_day"].to_list(), times=100)
    met = met.with_columns(percent_of_usual_day=pl.Series(percent, dtype=pl.Decimal(38, 6)))
    return rows_like(sales_hours, met.to_dict(), sales_anomalies.types)
