"""XLSX: several sheets where one is too short; numbers as numbers, and no cell is a formula.

A spreadsheet keeps 15 digits of a number. Values with more are written as text, so that no digit is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tillhouse.answers.exports._cells import harmless
from tillhouse.column_types import counts_units
from tillhouse.errors import BadQuery, require
from tillhouse.table import Column

if TYPE_CHECKING:
    import polars as pl

STREAMS = False
#: Rows of one sheet, its header included: the limit of the format.
SHEET_ROWS = 1_048_576
_BATCH = 50_000
_DIGITS = 15
#: With six decimal places, every number below this has at most that many digits.
_SAFE = 10**9
_LONGEST_TEXT = 32_767
_FORMATS = {
    "datetime": "yyyy-mm-dd hh:mm:ss",
    "date": "yyyy-mm-dd",
    **dict.fromkeys(("money", "total"), "#,##0.00"),
    **dict.fromkeys(("price", "share", "number"), "0.00####"),
}


def _format(name: str, column: Column) -> str:
    return "General" if counts_units(name) else _FORMATS.get(column.type, "General")


def write(frame: pl.LazyFrame, columns: Mapping[str, Column], target: Path) -> None:
    """Write all rows to a path. Raises `MissingExtra`, and `BadQuery` for a text that no cell can hold."""
    require("excel", "Writing spreadsheets", "xlsxwriter")
    import xlsxwriter  # type: ignore[import-untyped]

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "in_memory": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.use_zip64()
        formats = [book.add_format({"num_format": _format(*named)}) for named in columns.items()]
        rows = _rows(frame.with_columns(*harmless(columns)))
        row = next(rows, None)
        while True:
            sheet = book.add_worksheet()
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, list(columns))
            place = 1
            while row is not None and place < SHEET_ROWS:
                _write_row(sheet, place, row, formats)
                row, place = next(rows, None), place + 1
            if row is None:
                return


def _rows(frame: pl.LazyFrame) -> Iterator[tuple[Any, ...]]:
    for batch in frame.collect_batches(chunk_size=_BATCH, maintain_order=True):
        yield from batch.iter_rows()


def _write_row(sheet: Any, place: int, row: Sequence[Any], formats: Sequence[Any]) -> None:
    for column, value in enumerate(row):
        if value is not None:
            kind = _WRITERS[type(value)]
            kind(sheet, place, column, value, formats[column])


def _text(sheet: Any, place: int, column: int, value: str, _form: object) -> None:
    if len(value) > _LONGEST_TEXT:
        raise BadQuery(
            f"A text of {len(value):,} characters does not fit in a cell, which holds {_LONGEST_TEXT:,}.",
            "Export as csv, parquet or ndjson, or leave the column out with --columns.",
        )
    sheet.write_string(place, column, value)


def _number(sheet: Any, place: int, column: int, value: Decimal | int, form: object) -> None:
    if not -_SAFE < value < _SAFE and len(Decimal(value).normalize().as_tuple().digits) > _DIGITS:
        sheet.write_string(place, column, str(value))
    else:
        sheet.write_number(place, column, value, form)


def _boolean(sheet: Any, place: int, column: int, value: bool, _form: object) -> None:
    sheet.write_boolean(place, column, value)


def _moment(sheet: Any, place: int, column: int, value: date | datetime, form: object) -> None:
    sheet.write_datetime(place, column, value, form)


_WRITERS: Mapping[type, Callable[[Any, int, int, Any, object], None]] = {
    str: _text,
    int: _number,
    Decimal: _number,
    bool: _boolean,
    date: _moment,
    datetime: _moment,
}
