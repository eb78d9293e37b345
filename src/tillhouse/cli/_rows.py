"""Rows of a table or a query as people and programs read them: every value exact, long texts cut only for people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from tillhouse.cli._output import Output, exact, shown

_WIDEST = 40
_NUMBERS = (int, Decimal, float)


def print_rows(
    out: Output, columns: Sequence[str], rows: Sequence[Sequence[Any]], in_full: Collection[str] = ()
) -> None:
    """Rows as aligned columns, numbers to the right; line breaks in a text are shown as ⏎.

    in_full: columns of decimals that are no money and keep all their places.
    """
    numbers = [_is_number(rows, place) for place in range(len(columns))]
    cells = [
        [_cell(name, value, name in in_full) for name, value in zip(columns, row, strict=True)]
        for row in rows
    ]
    out.table(columns, cells, "".join("r" if number else "l" for number in numbers))


def print_record(
    out: Output, columns: Sequence[str], row: Sequence[Any], in_full: Collection[str] = ()
) -> None:
    """One row, a line for each column; see `print_rows`."""
    named = zip(columns, row, strict=True)
    out.table(("", ""), [(f"  {name}", _cell(name, value, name in in_full)) for name, value in named])


def as_objects(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Rows for programs: one object each. Equal column names are told apart by a number behind them."""
    names = list(columns)
    for place, name in enumerate(names):
        earlier = columns[:place].count(name)
        names[place] = f"{name}_{earlier + 1}" if earlier else name
    return [dict(zip(names, map(_plain, row), strict=True)) for row in rows]


def _is_number(rows: Sequence[Sequence[Any]], place: int) -> bool:
    values = [row[place] for row in rows if row[place] is not None]
    return bool(values) and all(isinstance(v, _NUMBERS) and not isinstance(v, bool) for v in values)


def _cell(name: str, value: Any, in_full: bool) -> str:
    """Identifiers and years are no quantities: they get no separators. Prices keep all their places."""
    if (
        isinstance(value, int)
        and not isinstance(value, bool)
        and name.endswith(("_id", "_key", "delivery", "line", "year"))
    ):
        return str(value)
    if isinstance(value, Decimal) and (in_full or name.endswith("price")):
        return exact(value).replace("-", "−")
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes" if not value.second and not value.microsecond else "seconds")
    text = shown(value)
    for mark in ("\r\n", "\n", "\r"):
        text = text.replace(mark, "⏎")
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def _plain(value: Any) -> Any:
    """What JSON has no form for, as text; the rest is written by `Output.json`."""
    if value is None or isinstance(value, (bool, int, float, str, Decimal, datetime)):
        return value if value == value else str(value)
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
