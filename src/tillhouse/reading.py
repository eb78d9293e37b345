"""How a feed's text becomes values: moments and numbers. Used at intake (for the month) and by the ledger.

Nothing here guesses: a value that does not fit the feed's reading becomes null, and the ledger names it.
"""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from tillhouse.frame import Frame, with_datetime, with_decimals
from tillhouse.settings.feed import DateOrder, Feed

#: The month of rows whose moment cannot be read.
UNKNOWN_MONTH = "unknown"
_CLOCKS = ("%H:%M", "%H:%M:%S", "%H:%M:%S%.f", "%I:%M %p", "%I:%M:%S %p")
_DAYS: Mapping[str, tuple[str, ...]] = {
    "year-first": ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
    "month-first": ("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m/%d/%y", "%m-%d-%y"),
    "day-first": ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d.%m.%y", "%d-%m-%y"),
}


def layouts(order: DateOrder) -> tuple[str, ...]:
    """The strptime layouts that a date order stands for, likeliest first."""
    if order not in _DAYS:
        return (order,)
    first_clock = "%H:%M:%S" if order == "year-first" else "%H:%M"
    clocks = (first_clock, *(clock for clock in _CLOCKS if clock != first_clock))
    timed = tuple(f"{day} {clock}" for day in _DAYS[order] for clock in clocks)
    zoned = tuple(f"%Y-%m-%d{sep}%H:%M{part}%z" for sep in ("T", " ") for part in (":%S", ":%S%.f", ""))
    iso = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", *zoned)
    return timed + _DAYS[order] + (iso if order == "year-first" else ())


def with_moment(frame: Frame, feed: Feed, into: str = "moment") -> Frame:
    """Add the wall-clock moment of the sale in the store's zone, or null where the feed cannot read it."""
    return with_datetime(frame, into, "sold_at", layouts(feed.date_order), feed.time_zone)


def business_date(moment: nw.Expr, feed: Feed) -> nw.Expr:
    """The trading day of a moment: the calendar day, less the hours after midnight that belong to the day before.

    Wall-clock times are kept as written: a time in the spring gap is not moved, and both passes of the autumn
    hour are the same clock time, so neither can change its day.
    """
    hours, minutes = (int(part) for part in feed.day_ends.split(":"))
    shift = hours * 60 + minutes
    return (moment.dt.offset_by(f"-{shift}m") if shift else moment).dt.date()


def month(moment: nw.Expr, feed: Feed) -> nw.Expr:
    """The month ``YYYY-MM`` of the trading day, or ``unknown``."""
    text = business_date(moment, feed).cast(nw.Datetime("us")).dt.to_string("%Y-%m")
    return text.fill_null(UNKNOWN_MONTH)


def with_numbers(frame: Frame, read: Mapping[str, str], feed: Feed) -> Frame:
    """Add each column of ``read`` from the text column that it names: an exact decimal(18,6), or null.

    Null where the text is no number by the marks of the feed, or has more than six places that count.
    """
    return with_decimals(frame, read, feed.decimal, feed.thousands)


def percent(text: nw.Expr) -> nw.Expr:
    """The text of the number of a value with a percent sign; null for other values."""
    marked = text.str.contains("%", literal=True)
    return nw.when(marked).then(text.str.replace_all("%", "", literal=True))
