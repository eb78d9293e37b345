"""Moments in text, on Polars series of distinct, trimmed texts."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from tillhouse.retail.written.in_words import IS_WORDED
from tillhouse.retail.written.moments import (
    ACCENTED,
    MONTHS,
    PARTS,
    PLAIN,
    Form,
    forms,
    replaced,
    zone_minutes,
)
from tillhouse.retail.written.white import WHITE

_WHITE = f"[{WHITE}]"
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_MOMENT = pl.Datetime("us")
_MICROSECONDS = 1_000_000
c = pl.col


def moments(text: pl.Series, layout: str, time_zone: str) -> pl.Series:
    """Each text as a moment by the forms of an order or of a strptime format, null where none reads it.

    A value with an offset becomes the clock time in ``time_zone``; without one it keeps the clock as written.
    """
    return read(in_plain_forms(text, layout), forms(layout), time_zone)


def in_plain_forms(text: pl.Series, layout: str = "year-first") -> pl.Series:
    """Each text without the words that an order of dates knows around its numbers."""
    worded = text.str.contains(IS_WORDED).fill_null(value=False)
    if not worded.any():
        return text
    some = text.filter(worded)
    for pattern, instead in replaced(layout):
        some = some.str.replace_all(f"(?i){pattern}", re.sub(r"\\(\d)", r"${\1}", instead))
    return text.scatter(worded.arg_true(), some.str.strip_chars())


def read(text: pl.Series, some: Iterable[Form], time_zone: str = "") -> pl.Series:
    """Each text as a moment by the first of some forms that reads it."""
    found = pl.Series(text.name, [None] * len(text), dtype=_MOMENT)
    for form in some:
        rest = found.is_null()
        if not rest.any():
            break
        found = found.scatter(rest.arg_true(), civil(parted(text.filter(rest), form), time_zone))
    return found


def parted(text: pl.Series, form: Form) -> pl.DataFrame:
    """The parts of each text by a form, as text; all null where it does not fit."""
    groups = text.str.extract_groups("^" + form.pattern.replace("{white}", _WHITE) + "$").struct.unnest()
    named = groups.rename(dict(zip(groups.columns, form.parts, strict=True)))
    lacking = [pl.lit(None, pl.String).alias(part) for part in PARTS if part not in form.parts]
    return named.with_columns(lacking).select(PARTS)


def civil(parts: pl.DataFrame, time_zone: str) -> pl.Series:
    """Moments from the text of their parts; null where there is no such day or hour, or a zone nobody knows."""
    return moment_of(counted(parts), time_zone)


def counted(parts: pl.DataFrame) -> pl.DataFrame:
    """Parts of moments as numbers; the half of the day, the fraction and the zone stay text."""
    clock = (_whole(parts[name]).fill_null(0) for name in ("hour", "minute", "second"))
    return parts.with_columns(_year(parts["year"]), _month(parts["month"]), _whole(parts["day"]), *clock)


def moment_of(known: pl.DataFrame, time_zone: str) -> pl.Series:
    """Moments from parts that are numbers, as `civil` says."""
    hour = (
        pl.when(c("half").is_null())
        .then(c("hour"))
        .otherwise(c("hour") % 12 + 12 * (c("half").str.to_lowercase() == "p"))
    )
    fraction = c("fraction").str.head(6).str.pad_end(6, "0").cast(pl.Int64).fill_null(0)
    seconds = (hour * 60 + c("minute")) * 60 + c("second")
    exists = (
        is_day(c("year"), c("month"), c("day"))
        & (c("hour") <= 23)
        & (c("minute") <= 59)
        & (c("second") <= 60)
        & (c("half").is_null() | c("hour").is_between(1, 12))
    )
    day = pl.when(exists).then(pl.struct("year", "month", "day"))
    parts_of = [day.struct.field(name) for name in ("year", "month", "day")]
    moment = pl.date(*parts_of).cast(_MOMENT) + pl.duration(
        microseconds=seconds.cast(pl.Int64) * _MICROSECONDS + fraction
    )
    return _in_zone(known.lazy().select(moment=moment, zone="zone").collect(), time_zone)


def is_day(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Whether there is such a day, between 1900 and 2199."""
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    february = pl.when(leap).then(29).otherwise(28)
    last = pl.when(month == 2).then(february).when(month.is_in([4, 6, 9, 11])).then(30).otherwise(31)
    exists = (
        year.is_between(_FIRST_YEAR - 1, _LAST_YEAR + 1)
        & month.is_between(1, 12)
        & (day >= 1)
        & (day <= last)
    )
    return exists.fill_null(value=False)


def _digits(text: pl.Series) -> pl.Series:
    """The digits in each text. Most are nothing else, which is found several times faster."""
    plain = text.cast(pl.Int32, strict=False)
    return text if plain.null_count() == text.null_count() else text.str.extract("([0-9]+)")


def _whole(text: pl.Series) -> pl.Series:
    return _digits(text).cast(pl.Int32, strict=False)


def _year(text: pl.Series) -> pl.Series:
    digits = _digits(text)
    year = digits.cast(pl.Int32, strict=False)
    short = digits.str.len_bytes() < 3
    if not short.any():
        return year
    century = pl.select(pl.when(year < 70).then(2000).otherwise(1900)).to_series()
    return year.zip_with(~short.fill_null(value=False), year + century)


def _month(text: pl.Series) -> pl.Series:
    number = _whole(text)
    if number.null_count() == text.null_count():
        return number
    plain = text.str.replace_many(list(ACCENTED), list(PLAIN)).str.to_lowercase()
    return number.fill_null(plain.replace_strict(MONTHS, default=None, return_dtype=pl.Int32))


def _in_zone(found: pl.DataFrame, time_zone: str) -> pl.Series:
    zones = found["zone"].drop_nulls().unique()
    moment = found["moment"]
    if len(zones):
        known = dict(zip(zones, map(zone_minutes, zones), strict=True))
        offset = found["zone"].replace_strict(known, default=None, return_dtype=pl.Int64)
        moment = moment.set(found["zone"].is_not_null() & offset.is_null(), None)
        if time_zone:
            utc = (moment - offset.cast(pl.Duration("us")) * 60_000_000).dt.replace_time_zone("UTC")
            local = utc.dt.convert_time_zone(time_zone).dt.replace_time_zone(None)
            moment = moment.zip_with(found["zone"].is_null(), local)
    year = moment.dt.year()
    return moment.set(~year.is_between(_FIRST_YEAR, _LAST_YEAR).fill_null(value=True), None).cast(_MOMENT)
