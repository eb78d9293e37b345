"""Typed values of spreadsheets, JSON and Avro as text, exactly and in one form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tillhouse.sources import _bounds

if TYPE_CHECKING:
    import polars as pl

#: Records per batch of the formats that are read one record at a time.
ROWS = 50_000
#: What Python takes for a text besides its characters, about.
_OBJECT = 64
#: Characters that are in no encoding more bytes than a record may have.
_SURELY_SHORT = _bounds.LONGEST_RECORD // 4
#: Where a record stands, and the text of its values.
Numbered = tuple[int, Sequence[str | None]]


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
    return _ENCODER.encode(value) if isinstance(value, (list, dict)) else str(value)


#: One for all values: making one takes as long as a short list does.
_ENCODER = json.JSONEncoder(default=as_text, ensure_ascii=False)


def _float(value: float) -> str:
    """The shortest decimal that is this number; a whole one has no point, as a spreadsheet shows it."""
    if value != value or value in {float("inf"), float("-inf")}:
        return str(value)
    text = format(Decimal(repr(value)), "f")
    return text.removesuffix(".0")


def pieces(file: str, records: Iterable[Numbered]) -> Iterator[list[Numbered]]:
    """Records, numbered, in lists of one batch each. Raises `UnreadableFile` for one that is too long."""
    piece: list[Numbered] = []
    load = 0
    for number, values in records:
        size = sum(len(value) for value in values if value is not None)
        if size > _SURELY_SHORT:
            size = sum(len(value.encode()) for value in values if value is not None)
            _bounds.refuse_long(file, number, size)
        more = size + _OBJECT * len(values)
        if piece and (len(piece) >= ROWS or load + more > _bounds.BATCH):
            yield piece
            piece, load = [], 0
        piece.append((number, values))
        load += more
    if piece:
        yield piece


def frame(names: Sequence[str], rows: Sequence[Sequence[str | None]], lines: Sequence[int]) -> pl.DataFrame:
    """A batch's frame from rows of text, none of them raw."""
    import polars as pl

    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    made = pl.DataFrame([pl.Series(n, c, pl.String) for n, c in zip(names, columns, strict=True)])
    line = pl.Series("line", lines, dtype=pl.Int64)
    return made.with_columns(
        line, pl.lit(None, pl.String).alias("raw"), pl.lit(None, pl.String).alias("problem")
    )
