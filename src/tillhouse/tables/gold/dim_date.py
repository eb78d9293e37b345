"""Days: the calendar and the retail calendar."""

from __future__ import annotations

from datetime import date

from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, bounds, rows_like
from tillhouse.retail.calendar import Calendar, calendar_days
from tillhouse.table import Column, table

_COLUMNS = {
    "date_key": Column("integer", "The day as YYYYMMDD."),
    "date": Column("date", "The day."),
    "year": Column("integer", "Calendar year."),
    "quarter": Column("integer", "Calendar quarter, 1 to 4."),
    "month_of_year": Column("integer", "Calendar month, 1 to 12."),
    "month": Column("text", "Calendar month as `YYYY-MM`."),
    "day_of_month": Column("integer", "1 to 31."),
    "day_of_year": Column("integer", "1 to 366."),
    "iso_year": Column("integer", "Year of the ISO 8601 week."),
    "iso_week": Column("integer", "ISO 8601 week, 1 to 53."),
    "weekday": Column("integer", "1 is Monday, 7 is Sunday."),
    "weekday_name": Column("text", "Name of the weekday, in English."),
    "is_weekend": Column("boolean", "Saturday or Sunday."),
    "retail_year": Column("integer", "Retail year, of 52 or 53 whole weeks."),
    "retail_quarter": Column("integer", "Retail quarter, 1 to 4."),
    "retail_period": Column("integer", "Retail period, 1 to 12."),
    "retail_week": Column("integer", "Retail week, 1 to 53."),
    "retail_week_of_period": Column("integer", "Week within the retail period."),
    "retail_day_of_year": Column("integer", "Day within the retail year."),
    "comparable_date": Column(
        "date", "The day a year before to compare with, restated; null in a 53rd week."
    ),
    "holiday": Column("text", "Public holiday in the calendar's country, or null."),
    "is_holiday": Column("boolean", "Whether it is one."),
}


@table(
    key=("date_key",),
    owner="calendar",
    computed_from={
        "date_key date year quarter month_of_year month day_of_month day_of_year iso_year "
        "iso_week weekday weekday_name is_weekend retail_year retail_quarter retail_period "
        "retail_week retail_week_of_period retail_day_of_year comparable_date holiday "
        "is_holiday": ("receipts.business_date"),
    },
    columns=_COLUMNS,
    checks=[unique("date_key", on_fail="stop")],
)
def dim_date(receipts: Frame, calendar: Calendar) -> Frame:
    """One row per day, from the first of January of the first year traded to the end of the last."""
    first, last = bounds(receipts, "business_date")
    if first is None:
        return rows_like(receipts, {}, dim_date.types)
    days = calendar_days(date(first.year, 1, 1), date(last.year, 12, 31), calendar)
    return rows_like(receipts, days, dim_date.types)
