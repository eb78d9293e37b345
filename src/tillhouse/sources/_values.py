"""Typed values of spreadsheets, JSON and Avro as text, exactly and in one form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import polars as pl

#: Records per batch of the formats that are read one record at a time.
ROWS = 50_000
_T = TypeVar("_T")


def as_text(value: Any) -> str | None:
    """The value as text: numbers without exponent, dates as ``YYYY-MM-DD HH:MM:SS``, empty as null."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "auto" if value.microsecond else "seconds")
    if isinstance(value, timedelta):
        return str(value.total_seconds())
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (bytes, bytearray)):
        return value.decode("utf-8", "backslashreplace")
    return (
        json.dumps(value, default=as_text, ensure_ascii=False)
        if isinstance(value, (list, dict))
        else str(value)
    )


def _float(value: float) -> str:
    """The shortest decimal that is this number; a whole one has no point, as a spreadsheet shows it."""
    if value != value or value in {float("inf"), float("-inf")}:
        return str(value)
    text = format(Decimal(repr(value)), "f")
    return text.removesuffix(".0")


def pieces(items: Iterable[_T], size: int = ROWS) -> Iterator[list[_T]]:
    """Lists of up to ``size`` items, in order."""
    iterator = iter(items)
    while piece := list(islice(iterator, size)):
        yield piece


def frame(names: Sequence[str], rows: Sequence[Sequence[str | None]], lines: Sequence[int]) -> pl.DataFrame:
    """A batch's frame from rows of text, none of them raw."""
    import polars as pl

    schema = dict.fromkeys(names, pl.String())
    made = pl.DataFrame(rows, schema=schema, orient="row") if rows else pl.DataFrame(schema=schema)
    line = pl.Series("line", lines, dtype=pl.Int64)
    return made.with_columns(
        line, pl.lit(None, pl.String).alias("raw"), pl.lit(None, pl.String).alias("problem")
    )
