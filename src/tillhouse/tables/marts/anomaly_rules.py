"""Rules for alerts, and how many alerts each would have raised."""

from __future__ import annotations

import polars as pl

from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, gathered, rows_like
from tillhouse.table import Column, table

_KEY = ("currency", "rule")
c = pl.col
_COLUMNS = {
    "currency": Column("text", "ISO 4217."),
    "rule": Column("text", "What it asks for, in words."),
    "least_score": Column("number", "Spreads of a usual surprise that a day has to be away."),
    "least_percent": Column("integer", "Percent of a usual day's sales that it has to be away."),
    "severity": Column("text", "The severity of its alerts in `sales_anomalies`; null where it is not on."),
    "days": Column("integer", "Trading days."),
    "days_judged": Column("integer", "Of them, days with a past long enough to judge them by."),
    "alerts": Column("integer", "Days judged, of all countries together, that it would have raised."),
    "spikes": Column("integer", "Of them, days of more than expected."),
    "drops": Column("integer", "Of them, days of less."),
    "money": Column("total", "Sum of their effects, without sign."),
    "alerts_per_100_days": Column("total", "Alerts, of 100 days judged."),
    "alerts_of_countries": Column("integer", "Alerts it would have raised of single countries besides."),
}


@table(
    key=_KEY,
    money="money",
    owner="sales",
    computed_from={
        "*": "sales_hours.business_date sales_hours.currency",
        "currency": "sales_hours.currency",
        "days": "sales_hours.business_date",
        "days_judged alerts spikes drops money alerts_per_100_days": (
            "sales_hours.business_date sales_hours.sales"
        ),
        "alerts_of_countries": "sales_hours.business_date sales_hours.sales sales_hours.country",
    },
    scope="products",
    columns=_COLUMNS,
    checks=[unique(*_KEY, on_fail="stop")],
)
def anomaly_rules(sales_hours: Frame) -> Frame:
    """One row per currency and rule: the alerts it would have raised over all history, had it been on.

    Each day is judged by the days before it alone, as it would have been on that day. A stricter rule raises a
    subset of the alerts of a milder one.
    """
    from tillhouse.analytics.anomalies import ALL, ON, RULES, daily_series, scored
    from tillhouse.analytics.quotients import quotients
    from tillhouse.analytics.rounded import rounded

    days = scored(daily_series(gathered(sales_hours).to_native()))
    whole, severities = c("country") == ALL, {rule: name for name, rule in ON.items()}
    tried = [
        days.group_by("currency").agg(
            rule=pl.lit(rule.name),
            least_score=pl.lit(str(rule.score)).cast(pl.Decimal(18, 6)),
            least_percent=pl.lit(rule.percent, pl.Int64),
            severity=pl.lit(severities.get(rule), pl.String),
            days=_count(whole),
            days_judged=_count(whole & c("score").is_not_null()),
            alerts=_count(whole & rule.alerts()),
            spikes=_count(whole & rule.alerts() & (c("score") > 0)),
            drops=_count(whole & rule.alerts() & (c("score") < 0)),
            money=c("effect").filter(whole & rule.alerts()).abs().sort().sum(),
            alerts_of_countries=_count(~whole & rule.alerts()),
        )
        for rule in RULES
    ]
    met = pl.concat(tried).sort("currency", "least_score", "least_percent")
    often = quotients(met["alerts"].to_list(), met["days_judged"].to_list(), times=100)
    met = met.with_columns(
        money=rounded(met["money"], 38), alerts_per_100_days=pl.Series(often, dtype=pl.Decimal(38, 6))
    )
    return rows_like(sales_hours, met.to_dict(), anomaly_rules.types)


def _count(which: pl.Expr) -> pl.Expr:
    return which.sum().cast(pl.Int64)
