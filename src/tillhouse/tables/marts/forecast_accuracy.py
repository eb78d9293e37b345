"""How good forecasts are: every model at every past moment, beside seasonal naive."""

from __future__ import annotations

from tillhouse.checks.in_range import in_range
from tillhouse.checks.unique import unique
from tillhouse.column_types import dtypes
from tillhouse.frame import Frame, gathered, rows_like
from tillhouse.retail.calendar import Calendar
from tillhouse.table import Column, table

KEY = ("currency", "horizon", "split", "series", "model")
_COLUMNS = {
    "currency": Column("text", "ISO 4217."),
    "horizon": Column("text", "`daily`, `weekly` or `monthly`."),
    "split": Column("text", "`total`, `country`, `class` or `product`."),
    "series": Column("text", "As in `sales_forecast`."),
    "model": Column(
        "text",
        "A model of `tillhouse.analytics.forecasting.models`; `combination`: the mean of several; `published`: the"
        " chosen model after its forecasts were scaled so that sums agree; `none`: nothing was forecast.",
    ),
    "chosen": Column("boolean", "Whether it is the model of `sales_forecast`."),
    "demand": Column(
        "text", "`smooth`, `intermittent`, `erratic` or `lumpy` (Syntetos, Boylan & Croston 2005)."
    ),
    "demand_interval": Column("number", "Periods from one with sales to the next, on average (ADI)."),
    "demand_variation": Column("number", "Squared coefficient of variation of periods with sales (CV²)."),
    "season": Column("integer", "Periods after which the pattern repeats; 1: none can be told yet."),
    "regressors": Column(
        "text", "What of the calendar made the total better: `holidays`, `promotions`, or nothing."
    ),
    "origins": Column("integer", "Moments of the past from which it forecast."),
    "points": Column("integer", "Values it forecast."),
    "mase": Column("number", "Mean absolute error, over the mean step of one season in the history."),
    "rmsse": Column("number", "Root of the mean squared error, over the mean squared step of one season."),
    "wape": Column("number", "Sum of absolute errors over the sum of what was sold."),
    "bias": Column("number", "Sum of errors over the sum of what was sold; above 0: too much was forecast."),
    "coverage_80": Column(
        "share",
        "Part of the values inside the 80 % interval, each judged by errors known when it was forecast.",
    ),
    "coverage_95": Column("share", "The same of the 95 % interval."),
    "judged": Column("integer", "Values that these two could judge."),
    "verdict": Column("text", "As in `sales_forecast`."),
}


@table(
    key=KEY,
    owner="sales",
    computed_from={
        "*": (
            "demand_days.currency demand_days.split demand_days.series demand_days.business_date "
            "demand_days.status demand_days.amount"
        ),
        "currency": "demand_days.currency",
        "split": "demand_days.split",
        "series": "demand_days.series",
        "model chosen demand demand_interval demand_variation season regressors origins "
        "points mase rmsse wape bias coverage_80 coverage_95 judged verdict": (
            "demand_days.business_date demand_days.status demand_days.amount"
        ),
    },
    scope="product_sales",
    extra="analytics",
    columns=_COLUMNS,
    checks=[
        unique(*KEY, on_fail="stop"),
        in_range("coverage_80", low=0, high=1, on_fail="stop"),
        in_range("coverage_95", low=0, high=1, on_fail="stop"),
        in_range("mase", low=0, on_fail="stop"),
    ],
)
def forecast_accuracy(demand_days: Frame, calendar: Calendar) -> Frame:
    """One row per currency, horizon, series and model that was tried on it, and one for what is published.

    The back-test lets each model forecast from past moments (rolling origins) with what was known then, calendar
    included. It compares with what was sold on days and in periods in which the shop traded. Which series there are,
    and which products are the largest, is known from all data.
    """
    from tillhouse.analytics.forecasting.rows import accuracy_rows
    from tillhouse.analytics.forecasting.series import forecast

    found = accuracy_rows(
        forecast(gathered(demand_days).to_native(), calendar), dtypes(forecast_accuracy.types)
    )
    return rows_like(demand_days, found.to_dict(), forecast_accuracy.types)
