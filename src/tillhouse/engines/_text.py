"""What engines do with text, as functions of Polars series: moments, keys, the one canonical form.

Null stays null. Whatever computes a frame, its text comes by Arrow to these functions, so that the result is the
same on every engine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import polars as pl

from tillhouse.retail.written.datetimes import moments
from tillhouse.retail.written.distinct import per_distinct, per_run
from tillhouse.retail.written.moments import FIRST, NUMERIC
from tillhouse.retail.written.nothing import ESCAPE

_DAY = 86_400
_UNIX_EPOCH_SERIAL = 25_569
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_INVISIBLE = r"[\x{200B}-\x{200D}\x{2060}\x{FEFF}\x{00AD}]"


def datetimes(text: pl.Series, layouts: Sequence[str], time_zone: str) -> pl.Series:
    """See `tillhouse.frame.with_datetime`."""
    (layout,) = layouts
    return per_run(text, lambda some: _datetimes(some, layout, time_zone))


def _datetimes(text: pl.Series, layout: str, time_zone: str) -> pl.Series:
    if layout in NUMERIC:
        return _plausible(_numeric_datetime(text, layout, time_zone))
    found = (
        _plausible(text.str.to_datetime(FIRST[layout], strict=False, time_unit="us"))
        if layout in FIRST
        else None
    )
    if found is not None and found.null_count() == text.null_count():
        return found
    unread = text.is_not_null() if found is None else found.is_null() & text.is_not_null()
    rest = text.filter(unread).unique()
    read = pl.DataFrame({"text": rest, "read": moments(rest.str.strip_chars(), layout, time_zone)})
    late = text.rename("text").to_frame().join(read, on="text", how="left", maintain_order="left")["read"]
    return late if found is None else found.fill_null(late)


def keys(text: pl.Series) -> pl.Series:
    """The first 15 hexadecimal digits of SHA-256 of each text, as an integer."""

    def key(value: str) -> int:
        return int(hashlib.sha256(value.encode()).hexdigest()[:15], 16)

    return per_distinct(text, lambda some: pl.Series([key(value) for value in some], dtype=pl.Int64))


def canonical(text: pl.Series) -> pl.Series:
    """See `tillhouse.frame.with_canonical_text`."""
    return per_distinct(text, _canonical_distinct)


def identifier(text: pl.Series) -> pl.Series:
    """The same, of an identifier."""

    def clean(distinct: pl.Series) -> pl.Series:
        return _canonical_distinct(distinct).str.replace(r"^([A-Za-z]?[0-9]+)\.0$", "${1}")

    return per_distinct(text, clean)


def standardised(text: pl.Series, standard: Callable[[str], str]) -> pl.Series:
    """See `tillhouse.frame.with_standard_text`."""
    return per_distinct(text, lambda some: pl.Series([standard(value) for value in some], dtype=pl.String))


def field(text: pl.Series, name: str) -> pl.Series:
    """The text of one field of each JSON object, see `tillhouse.frame.with_fields`."""
    return text.str.json_decode(pl.Struct({name: pl.String})).struct.field(name)


def _numeric_datetime(text: pl.Series, layout: str, time_zone: str) -> pl.Series:
    value = text.str.strip_chars().cast(pl.Float64, strict=False)
    if layout == "excel-serial":
        # Serial 60 is 29 February 1900, a day that never was; serials below it are off by one.
        seconds = (value.set(value < 61, None) * _DAY).round(0).cast(pl.Int64, strict=False)
        return ((seconds - _UNIX_EPOCH_SERIAL * _DAY) * 1_000_000).cast(pl.Datetime("us"))
    micros = (value * (1_000_000 if layout == "epoch-s" else 1_000)).round(0).cast(pl.Int64, strict=False)
    zoned = micros.cast(pl.Datetime("us", "UTC")).dt.convert_time_zone(time_zone or "UTC")
    return zoned.dt.replace_time_zone(None)


def _plausible(moments: pl.Series) -> pl.Series:
    year = moments.dt.year()
    return moments.set(~year.is_between(_FIRST_YEAR, _LAST_YEAR).fill_null(value=True), None)


def _canonical_distinct(text: pl.Series) -> pl.Series:
    clean = text.str.strip_chars()
    if (clean.str.len_bytes() != clean.str.len_chars()).any():
        clean = clean.str.replace_all(_INVISIBLE, "").str.normalize("NFC").str.strip_chars()
    clean = clean.str.replace_all(r"\s+", " ")
    return clean.set(clean.is_in(["", ESCAPE]), None)
