"""How a feed's text becomes values: moments and numbers. Used at intake (for the month) and by the ledger.

Nothing here guesses: a value that does not fit the feed's reading becomes null, and the ledger names it.
"""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from tillhouse.frame import Frame, with_datetime
from tillhouse.settings.feed import DateOrder, Feed

#: The month of rows whose moment cannot be read.
UNKNOWN_MONTH = "unknown"
_CLOCKS = ("%H:%M", "%H:%M:%S", "%H:%M:%S%.f", "%I:%M %p", "%I:%M:%S %p")
_DAYS: Mapping[str, tuple[str, ...]] = {
    "year-first": ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
    "month-first": ("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m/%d/%y", "%m-%d-%y"),
    "day-first": ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d.%m.%y", "%d-%m-%y"),
}
#: Decimal places that prices and amounts keep; a value with more is not rounded but quarantined.
PLACES = 6
#: The spaces that typesetters put between groups of digits.
_SPACES = "[\u00a0\u2009\u202f]"
#: What is blank at the ends of a number. Named one by one: engines differ in what they trim.
WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_INTEGER = r"^[+-]?[0-9]{1,15}(?:\.0{0,12})?$"
_DECIMAL = r"^[+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,6}0{0,12})?|\.[0-9]{1,6}0{0,12})$"


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


def _digits(text: nw.Expr, feed: Feed) -> nw.Expr:
    """Number text with the feed's marks replaced by a plain decimal point; groups of three only."""
    text = text.str.strip_chars(WHITE)
    if feed.thousands == " ":
        text = text.str.replace_all(_SPACES, " ")
    if feed.thousands:
        group = "[" + feed.thousands + "]"
        mark = "[" + feed.decimal + "]"
        grouped = rf"^[+-]?[0-9]{{1,3}}(?:{group}[0-9]{{3}})+(?:{mark}[0-9]*)?$"
        plain = text.str.replace_all(feed.thousands, "", literal=True)
        text = nw.when(text.str.contains(grouped)).then(plain).otherwise(text)
    if feed.decimal == ".":
        return text
    pointed = text.str.replace_all(",", ".", literal=True)
    return nw.when(~text.str.contains(".", literal=True)).then(pointed)


def integer(text: nw.Expr, feed: Feed) -> nw.Expr:
    """A whole number (``6``, ``-1``, ``12.0``), or null."""
    digits = _digits(text, feed)
    whole = nw.when(digits.str.contains(_INTEGER)).then(digits)
    return whole.str.replace_all(r"\.0*$|^\+", "").cast(nw.Int64)


def decimal(text: nw.Expr, feed: Feed) -> nw.Expr:
    """An exact decimal(18,6), or null when it is not a number or has more than six significant places."""
    digits = _digits(text, feed)
    exact = nw.when(digits.str.contains(_DECIMAL)).then(digits)
    return exact.str.replace_all(r"^\+", "").cast(nw.Decimal(18, PLACES))


def rate(text: nw.Expr, feed: Feed) -> nw.Expr:
    """The percent that a value with a percent sign names, as an exact decimal(18,6); null for other values."""
    marked = nw.when(text.str.contains("%")).then(text.str.replace_all("%", "", literal=True))
    return decimal(marked, feed)
