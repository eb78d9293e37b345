"""Polars: the default engine. In process, on all cores, nothing to start."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import polars as pl

#: Declared type to the engine's own; all other engines meet these at the border.
DTYPES: Mapping[str, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us"),
    "price": pl.Decimal(18, 6),
    "money": pl.Decimal(18, 6),
    "total": pl.Decimal(38, 6),
    "share": pl.Decimal(9, 6),
}
_DAY = 86_400
_UNIX_EPOCH_SERIAL = 25_569
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_INVISIBLE = r"[\x{200B}-\x{200D}\x{2060}\x{FEFF}\x{00AD}]"


def scan(files: Sequence[str], types: Mapping[str, str]) -> pl.LazyFrame:
    """The rows of Parquet files of one table, in its declared types; no files give no rows."""
    if not files:
        return pl.LazyFrame(schema={name: DTYPES[kind] for name, kind in types.items()})
    return pl.scan_parquet(list(files), glob=False).select(list(types))


def concat(frames: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
    """The rows of several frames of the same columns."""
    return pl.concat(frames, how="vertical")


def collect(frames: Sequence[pl.LazyFrame], types: Sequence[Mapping[str, str]]) -> list[pl.DataFrame]:
    """Compute several frames at once, each in its declared columns and types; a lossy cast raises."""
    declared = [
        frame.select(pl.col(name).cast(DTYPES[kind]) for name, kind in columns.items())
        for frame, columns in zip(frames, types, strict=True)
    ]
    return pl.collect_all(declared)


def once(frame: pl.LazyFrame) -> pl.LazyFrame:
    """See `tillhouse.frame.once`."""
    return frame.collect().lazy()


def from_columns(
    _like: pl.LazyFrame, columns: Mapping[str, Sequence[Any]], types: Mapping[str, str]
) -> pl.LazyFrame:
    """See `tillhouse.frame.rows_like`."""
    return pl.LazyFrame(dict(columns), schema={name: DTYPES[kind] for name, kind in types.items()})


def with_datetime(
    frame: pl.LazyFrame, into: str, column: str, layouts: Sequence[str], time_zone: str
) -> pl.LazyFrame:
    """See `tillhouse.frame.with_datetime`."""

    def read(text: pl.Series) -> pl.Series:
        return _datetimes(text, layouts, time_zone)

    return frame.with_columns(pl.col(column).map_batches(read, return_dtype=pl.Datetime("us")).alias(into))


def _datetimes(text: pl.Series, layouts: Sequence[str], time_zone: str) -> pl.Series:
    found = _plausible(_parse(text, layouts[0], time_zone))
    if found.null_count() == text.null_count():
        return found
    rest = text.filter(found.is_null() & text.is_not_null()).unique()
    trimmed = rest.str.strip_chars()
    tries = [_plausible(_parse(trimmed, layout, time_zone)) for layout in layouts]
    read = pl.DataFrame({"text": rest, "read": reduce(pl.Series.fill_null, tries)})
    late = text.rename("text").to_frame().join(read, on="text", how="left", maintain_order="left")["read"]
    return found.fill_null(late)


def _parse(text: pl.Series, layout: str, time_zone: str) -> pl.Series:
    if layout in {"excel-serial", "epoch-s", "epoch-ms"}:
        return _numeric_datetime(text, layout, time_zone)
    if layout.endswith("%z"):
        zoned = text.str.replace("[Zz]$", "+00:00").str.to_datetime(
            layout, strict=False, time_unit="us", time_zone="UTC"
        )
        return zoned.dt.convert_time_zone(time_zone).dt.replace_time_zone(None)
    if "%H" in layout or "%I" in layout:
        return text.str.to_datetime(layout, strict=False, time_unit="us")
    return text.str.to_date(layout, strict=False).cast(pl.Datetime("us"))


def _numeric_datetime(text: pl.Series, layout: str, time_zone: str) -> pl.Series:
    value = text.str.strip_chars().cast(pl.Float64, strict=False)
    if layout == "excel-serial":
        # Serial 60 is 29 February 1900, a day that never was; serials below it are off by one.
        seconds = (value.set(value < 61, None) * _DAY).round(0).cast(pl.Int64, strict=False)
        return ((seconds - _UNIX_EPOCH_SERIAL * _DAY) * 1_000_000).cast(pl.Datetime("us"))
    micros = (value * (1_000_000 if layout == "epoch-s" else 1_000)).round(0).cast(pl.Int64, strict=False)
    zoned = micros.cast(pl.Datetime("us", "UTC")).dt.convert_time_zone(time_zone)
    return zoned.dt.replace_time_zone(None)


def _plausible(moments: pl.Series) -> pl.Series:
    year = moments.dt.year()
    return moments.set(~year.is_between(_FIRST_YEAR, _LAST_YEAR).fill_null(value=True), None)


def with_key(frame: pl.LazyFrame, into: str, columns: Sequence[str]) -> pl.LazyFrame:
    """See `tillhouse.frame.with_key`."""
    joined = pl.concat_str([pl.col(c).cast(pl.String).fill_null("") for c in columns], separator="\x1f")
    missing = pl.all_horizontal(pl.col(c).is_null() for c in columns)
    text = pl.when(~missing).then(joined)
    return frame.with_columns(text.map_batches(_keys, return_dtype=pl.Int64).alias(into))


def _keys(text: pl.Series) -> pl.Series:
    def key(value: str) -> int:
        return int(hashlib.sha256(value.encode()).hexdigest()[:15], 16)

    return _per_distinct(text, lambda some: pl.Series([key(value) for value in some], dtype=pl.Int64))


def _per_distinct(text: pl.Series, function: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """A function of text, computed on the distinct values only; null stays null."""
    if text.null_count() == text.len():
        return function(text.clear()).extend_constant(None, text.len())
    distinct = text.drop_nulls().unique()
    values = function(distinct)
    if distinct.equals(values):
        return text
    return text.replace_strict(distinct, values, default=None, return_dtype=values.dtype)


def with_canonical_text(frame: pl.LazyFrame, text: Sequence[str], identifiers: Sequence[str]) -> pl.LazyFrame:
    """See `tillhouse.frame.with_canonical_text`."""
    plain = [pl.col(c).map_batches(_canonical, return_dtype=pl.String) for c in text]
    codes = [pl.col(c).map_batches(_identifier, return_dtype=pl.String) for c in identifiers]
    return frame.with_columns(*plain, *codes)


def looked_up(frame: pl.LazyFrame, few: pl.LazyFrame, on: Sequence[str]) -> pl.LazyFrame:
    """See `tillhouse.frame.looked_up`."""
    return frame.join(few, on=list(on), how="left", maintain_order="left")


def _canonical(text: pl.Series) -> pl.Series:
    return _per_distinct(text, _canonical_distinct)


def _identifier(text: pl.Series) -> pl.Series:
    def clean(distinct: pl.Series) -> pl.Series:
        return _canonical_distinct(distinct).str.replace(r"^([A-Za-z]?[0-9]+)\.0$", "${1}")

    return _per_distinct(text, clean)


def _canonical_distinct(text: pl.Series) -> pl.Series:
    clean = text.str.strip_chars()
    if (clean.str.len_bytes() != clean.str.len_chars()).any():
        clean = clean.str.replace_all(_INVISIBLE, "").str.normalize("NFC").str.strip_chars()
    clean = clean.str.replace_all(r"\s+", " ")
    return clean.set(clean == "", None)
