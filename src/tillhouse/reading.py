"""How a feed's text becomes values: moments and numbers. Used at intake (for the month) and by the ledger.

Nothing here guesses: a value that does not fit the feed's reading becomes null, and the ledger names it.
"""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from tillhouse.frame import Frame, with_datetime, with_decimals
from tillhouse.settings.feed import Feed

#: The month of rows whose moment cannot be read.
UNKNOWN_MONTH = "unknown"
#: A clock of midnight at the end of a date, and a day before the clock, as spreadsheets write them.
_MIDNIGHT = r"[T ]+(?:0?0:00(?::00(?:[.]0+)?)?|12:00(?::00)? ?[Aa][Mm])$"
#: Hours and minutes with a dot or an h between them; a 0 before a dot is a fraction of a day.
_DOTTED = r"^ *(?:(?:0[0-9]|[1-9]|1[0-9]|2[0-3])[.]|(?:[01]?[0-9]|2[0-3])h)[0-5][0-9](?: ?Uhr)?$"
#: A time of the day as the share of the day that has passed, and what stands before its digits.
_FRACTION, _BEFORE_FRACTION = r"^ *(?:0|0?[.,][0-9]+) *$", r"^ *0?[.,]?"
_NO_DAY = r"^(?:1899-12-3[01]|1900-01-0[01])[T ]"


def layouts(feed: Feed) -> tuple[str, ...]:
    """What the feed says of its dates: a format of the user's own, or an order of day, month and year."""
    return (feed.date_format or feed.date_order,)


def with_moment(frame: Frame, feed: Feed, into: str = "moment") -> Frame:
    """Add the wall-clock moment of the sale in the store's zone, or null where the feed cannot read it.

    Where the feed has a column of times of the day, it is read together with that of dates.
    """
    is_serial = layouts(feed) == ("excel-serial",)
    day = nw.col("sold_at")
    day = day.str.replace_all(",", ".", literal=True) if is_serial else day
    if "sold_time" not in feed.columns and not is_serial:
        return with_datetime(frame, into, "sold_at", layouts(feed), feed.time_zone)
    if "sold_time" not in feed.columns:
        frame = frame.with_columns(_said=day)
        return with_datetime(frame, into, "_said", layouts(feed), feed.time_zone).drop("_said")
    frame = _with_clock(frame.with_columns(_day=day))
    if is_serial:
        frame = with_datetime(frame, "_day", "_day", ("excel-serial",), "").with_columns(
            _day=_written("_day", "%Y-%m-%d %H:%M:%S")
        )
    read = _with_both(frame, into, ("year-first",) if is_serial else layouts(feed), feed.time_zone)
    return read.drop("_said", "_day", "_clock")


def _with_clock(frame: Frame) -> Frame:
    """Add ``_clock``: a time of the day that is written as a fraction of a day; null for other times."""
    time = nw.col("sold_time")
    # on a day that each spreadsheet counts alike
    serial = nw.when(time.str.contains(_FRACTION)).then(time.str.replace_all(_BEFORE_FRACTION, "61."))
    read = with_datetime(frame.with_columns(_clock=serial), "_clock", "_clock", ("excel-serial",), "")
    return read.with_columns(_clock=_written("_clock", "%H:%M:%S"))


def _written(column: str, form: str) -> nw.Expr:
    return nw.col(column).cast(nw.Datetime("us")).dt.to_string(form)


def _with_both(frame: Frame, into: str, layout: tuple[str, ...], time_zone: str) -> Frame:
    """Add the moment of ``_day`` and of the time of the day, ``_clock`` or as it is written."""
    day = nw.col("_day").str.replace_all(_MIDNIGHT, "")
    time = nw.coalesce(nw.col("_clock"), nw.col("sold_time")).str.replace_all(_NO_DAY, "")
    colon = time.str.replace_all(" ?Uhr$", "").str.replace_all("[.h]", ":")
    time = nw.when(time.str.contains(_DOTTED)).then(colon).otherwise(time)
    both = nw.concat_str(day, time, separator=" ", ignore_nulls=True)
    text = nw.when(day.str.contains(":", literal=True)).then(day).otherwise(both)
    return with_datetime(frame.with_columns(_said=text), into, "_said", layout, time_zone)


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
