"""Periods as text, and the one before: `2011-03` is a month, `2011-Q1` a quarter, `2011-P03` a retail period."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def month_before(text: str) -> str | None:
    """The calendar month before a month, or the same day of it for a day; None where that day does not exist."""
    year, month = (int(part) for part in text.split("-")[:2])
    year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    day = text[len("2011-03") :]
    if day and int(day[1:]) > monthrange(year, month)[1]:
        return None
    return f"{year:04}-{month:02}{day}"


def year_before(text: str) -> str:
    """The period of the same number a year before; for a year, the year before."""
    return f"{int(text[:4]) - 1:04}{text[4:]}"


def month_is_partial(month: str, first: date, last: date) -> bool:
    """Whether data from ``first`` to ``last`` begin after the first day of a month, or end before its last."""
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, 1) < first or date(year, number, monthrange(year, number)[1]) > last
