"""What will be sold: by day, week and month, in total and by part, with intervals and scenarios."""

from __future__ import annotations

from tillhouse.checks.in_range import in_range
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.column_types import dtypes
from tillhouse.frame import Frame, gathered, rows_like
from tillhouse.retail.calendar import Calendar
from tillhouse.table import Column, table

KEY = ("currency", "horizon", "split", "series", "period")
_COLUMNS = {
    "currency": Column("text", "ISO 4217."),
    "horizon": Column("text", "`daily`: 28 days, `weekly`: 13 weeks, `monthly`: 6 months."),
    "split": Column("text", "`total`, `country`, `class` or `product`; see `demand_days`."),
    "series": Column("text", "`all`, a country, a class or a stock code; see `demand_days`."),
    "period": Column("date", "First day of the period."),
    "period_end": Column("date", "Last day of the period."),
    "step": Column("integer", "1 is the first period that is not whole in the data."),
    "status": Column(
        "text", "`open`, or `closed`: no trade is expected on any day of it; null: nothing is forecast."
    ),
    "forecast": Column("total", "Products sold, as in `demand_days`; null where the verdict says why."),
    "low_80": Column("total", "Lower end of the 80 % interval; null where there are too few errors to tell."),
    "high_80": Column("total", "Upper end."),
    "low_95": Column("total", "Lower end of the 95 % interval."),
    "high_95": Column("total", "Upper end."),
    "pessimistic": Column("total", "If the total comes out at the lower end of its 80 % interval."),
    "optimistic": Column("total", "If the total comes out at the upper end of its 80 % interval."),
    "model": Column("text", "The model that won the back-test; see `forecast_accuracy`."),
    "origins": Column(
        "integer", "Moments of the past from which the model forecast, to be compared with what came."
    ),
    "mase": Column("number", "Mean absolute scaled error of what is published, in the back-test."),
    "naive_mase": Column("number", "The same of seasonal naive."),
    "coverage_80": Column(
        "share",
        "Part of the values that 80 % intervals would have held, each made of what was known at the time.",
    ),
    "coverage_95": Column("share", "The same of the 95 % interval."),
    "verdict": Column(
        "text",
        "`forecast`; `seasonal naive`: no model was better; either with `; no interval: …`, or with `; intervals too"
        " narrow`, `too wide` or `untested`: coverage is more than 5 points from 80 or 95 %, or is that of fewer than"
        " 100 values; `too short: …`: nothing is forecast.",
    ),
}


@table(
    key=KEY,
    money="forecast",
    owner="sales",
    computed_from={
        "*": "demand_days.currency demand_days.split demand_days.series",
        "currency": "demand_days.currency",
        "split": "demand_days.split",
        "series": "demand_days.series",
        "period period_end origins": "demand_days.business_date",
        "status": "demand_days.status",
        "forecast low_80 high_80 low_95 high_95 pessimistic optimistic model mase naive_mase "
        "coverage_80 coverage_95 verdict": (
            "demand_days.business_date demand_days.status demand_days.amount"
        ),
    },
    scope="product_sales",
    extra="analytics",
    columns=_COLUMNS,
    checks=[
        unique(*KEY, on_fail="stop"),
        in_range("low_95", low=0, on_fail="stop"),
        in_range("forecast", low=0, on_fail="stop"),
        one_of("horizon", ("daily", "weekly", "monthly"), on_fail="stop"),
        one_of("status", ("open", "closed"), on_fail="stop"),
    ],
)
def sales_forecast(demand_days: Frame, calendar: Calendar) -> Frame:
    """One row per currency, horizon, series and period to come.

    Each horizon is a forecast of its own: days need not sum to weeks. Within a horizon countries sum to the total, and
    classes do; the products forecast are not all, and sum to less. The total is forecast by itself and its parts
    are scaled to it. Of several models the one that won the back-test is published; seasonal naive, where none is
    better. Scenarios scale all parts as the total. The first week and month may have begun; they are forecast whole.
    """
    from tillhouse.analytics.forecasting.rows import forecast_rows
    from tillhouse.analytics.forecasting.series import forecast

    found = forecast_rows(forecast(gathered(demand_days).to_native(), calendar), dtypes(sales_forecast.types))
    return rows_like(demand_days, found.to_dict(), sales_forecast.types)
