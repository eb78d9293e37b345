"""The operations that narwhals lacks, on Polars frames: what `polars` computes, and other engines by way of Arrow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import polars as pl

from tillhouse.engines import _numbers, _text
from tillhouse.retail.written import decimals

_MOMENT = "%Y-%m-%d %H:%M:%S%.6f"


def with_datetime(
    frame: pl.LazyFrame, into: str, column: str, layouts: Sequence[str], time_zone: str
) -> pl.LazyFrame:
    """See `tillhouse.frame.with_datetime`."""

    def read(text: pl.Series) -> pl.Series:
        return _text.datetimes(text, layouts, time_zone)

    return frame.with_columns(pl.col(column).map_batches(read, return_dtype=pl.Datetime("us")).alias(into))


def with_decimals(frame: pl.LazyFrame, read: Mapping[str, str], decimal: str, thousands: str) -> pl.LazyFrame:
    """See `tillhouse.frame.with_decimals`."""

    def values(text: pl.Series) -> pl.Series:
        return decimals.decimals(text, decimal, thousands)

    return frame.with_columns(
        pl.col(column).map_batches(values, return_dtype=decimals.DECIMAL).alias(into)
        for into, column in read.items()
    )


def with_key(frame: pl.LazyFrame, into: str, columns: Sequence[str]) -> pl.LazyFrame:
    """See `tillhouse.frame.with_key`."""
    schema = frame.collect_schema()
    texts = [
        (
            pl.col(c).dt.to_string(_MOMENT) if schema[c] == pl.Datetime else pl.col(c).cast(pl.String)
        ).fill_null("")
        for c in columns
    ]
    text = pl.concat_str(texts, separator="\x1f") if len(texts) > 1 else texts[0]
    missing = pl.all_horizontal(pl.col(c).is_null() for c in columns)
    text = pl.when(~missing).then(text)
    return frame.with_columns(text.map_batches(_text.keys, return_dtype=pl.Int64).alias(into))


def with_canonical_text(
    frame: pl.LazyFrame, text: Sequence[str], identifiers: Sequence[str], capitals: Sequence[str]
) -> pl.LazyFrame:
    """See `tillhouse.frame.with_canonical_text`."""
    plain = {c: pl.col(c).map_batches(_text.canonical, return_dtype=pl.String) for c in text}
    codes = {c: pl.col(c).map_batches(_text.identifier, return_dtype=pl.String) for c in identifiers}
    clean = {**plain, **codes}
    return frame.with_columns(**clean | {c: clean[c].str.to_uppercase() for c in capitals})


def with_standard_text(frame: pl.LazyFrame, column: str, standard: Callable[[str], str]) -> pl.LazyFrame:
    """See `tillhouse.frame.with_standard_text`."""

    def changed(text: pl.Series) -> pl.Series:
        return _text.standardised(text, standard)

    return frame.with_columns(pl.col(column).map_batches(changed, return_dtype=pl.String))


def with_fields(frame: pl.LazyFrame, read: Mapping[str, str], column: str) -> pl.LazyFrame:
    """See `tillhouse.frame.with_fields`."""

    def said(name: str) -> pl.Expr:
        return pl.col(column).map_batches(partial(_text.field, name=name), return_dtype=pl.String)

    return frame.with_columns(**{into: said(name) for into, name in read.items()})


def with_share(frame: pl.LazyFrame, into: str, amount: str, part: str, whole: str) -> pl.LazyFrame:
    """See `tillhouse.frame.with_share`."""
    return frame.with_columns(_numbers.share(amount, part, whole, frame.collect_schema()).alias(into))
