"""Rows of a table or a query as people and programs read them: every value exact, long texts cut only for people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from tillhouse.answers.document import exact
from tillhouse.cli._output import Output, in_column, units

_WIDEST = 40
_NUMBERS = (int, Decimal, float)


def print_rows(
    out: Output, columns: Sequence[str], rows: Sequence[Sequence[Any]], in_full: Collection[str] = ()
) -> None:
    """Rows as aligned columns, numbers to the right; line breaks in a text are shown as ⏎.

    in_full: columns of decimals that are no money and keep all their places.
    """
    from tillhouse.column_types import counts_units  # brings polars, which --help need not pay

    numbers = [_is_number(rows, place) for place in range(len(columns))]
    cells = [
        [_cell(name, value, name in in_full) for name, value in zip(columns, row, strict=True)]
        for row in rows
    ]
    out.table(columns, cells, "".join("r" if number else "l" for number in numbers))
    for place, name in enumerate(columns):
        if name not in in_full and not name.endswith("price") and not counts_units(name):
            out.note_finer(row[place] for row in rows)


def print_record(
    out: Output, columns: Sequence[str], row: Sequence[Any], in_full: Collection[str] = ()
) -> None:
    """One row, a line for each column; see `print_rows`."""
    named = zip(columns, row, strict=True)
    out.table(("", ""), [(f"  {name}", _cell(name, value, name in in_full)) for name, value in named])


def _is_number(rows: Sequence[Sequence[Any]], place: int) -> bool:
    values = [row[place] for row in rows if row[place] is not None]
    return bool(values) and all(isinstance(v, _NUMBERS) and not isinstance(v, bool) for v in values)


def _cell(name: str, value: Any, in_full: bool) -> str:
    """Identifiers and years are no quantities: they get no separators. Prices keep all their places."""
    from tillhouse.column_types import counts_units

    if (
        isinstance(value, int)
        and not isinstance(value, bool)
        and name.endswith(("_id", "_key", "delivery", "line", "year"))
    ):
        return str(value)
    if isinstance(value, Decimal) and counts_units(name):
        return units(value)
    if isinstance(value, Decimal) and (in_full or name.endswith("price")):
        return exact(value).replace("-", "−")
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes" if not value.second and not value.microsecond else "seconds")
    text = in_column(name, value)
    for mark in ("\r\n", "\n", "\r"):
        text = text.replace(mark, "⏎")
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
