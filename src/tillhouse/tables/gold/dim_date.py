"""Days: the calendar and the retail calendar."""

from __future__ import annotations

from datetime import date

import narwhals as nw

from tillhouse.calendar import Calendar, calendar_days
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, rows_like
from tillhouse.table import Column, table

_COLUMNS = {
    "date_key": Column("integer", "The day as YYYYMMDD."),
    "date": Column("date", "The day."),
}


@table(key=("date_key",), owner="calendar", columns=_COLUMNS, checks=[unique("date_key", on_fail="stop")])
def dim_date(receipts: Frame, calendar: Calendar) -> Frame:
    """One row per day, from the first of January of the first year traded to the end of the last."""
    bounds = receipts.select(nw.col("business_date").min().alias("a"), nw.col("business_date").max().alias("b"))
    first, last = bounds.collect().row(0)
    types = {name: column.type for name, column in _COLUMNS.items()}
    if first is None:
        return rows_like(receipts, {name: [] for name in types}, types)
    days = calendar_days(date(first.year, 1, 1), date(last.year, 12, 31), calendar)
    return rows_like(receipts, {name: days[name] for name in types}, types)
