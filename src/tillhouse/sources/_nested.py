"""Records that hold their lines in a list, as rows of one line each.

A batch keeps such a record whole: lists stand as JSON text in a column of their name. A path names what is within:
``line_items.sku``, ``refunds.transactions.amount``, and of some elements only, ``transactions[kind=refund].amount``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from decimal import Context, Decimal, Inexact
from typing import TYPE_CHECKING, Any

from tillhouse.sources._values import as_text

if TYPE_CHECKING:
    import polars as pl

#: One step of a path: a name, and what another name within must be.
_STEP = re.compile(r"([^.\[\]]*)(?:\[([^.\[\]=]+)=([^\[\]]*)\])?(?:\.|$)")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,3})?", re.ASCII)
#: Numbers are written with their text: 3.00 stays 3.00.
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str)
Step = tuple[str, str, str]


def holder(path: str, names: Collection[str]) -> str:
    """The column of a batch in whose lists the path ends; empty where there is none."""
    parts = [part for part in _STEP.finditer(path) if part.group()]
    starts = (path[: part.end(1)] for part in reversed(parts) if part.end() < len(path) or part.group(2))
    return next((start for start in starts if start in names), "")


def exploded(frame: pl.DataFrame, lines: str, columns: Collection[str] = ()) -> pl.DataFrame:
    """One row per element of the list ``lines``, in order, with the columns of its record and ``part`` from 0.

    columns: the paths that are wanted, all of an element's by default. A path within ``lines`` is a column of the
    element; any other one is about the record and stands on part 0: several numbers become their exact sum. A record
    without elements gives one row.
    """
    import polars as pl

    items = _elements(frame, lines)
    index = [at for at, found in enumerate(items) for _ in found or (None,)]
    flat = [item for found in items for item in found or (None,)]
    parts = [part for found in items for part in range(len(found) or 1)]
    rows = frame[pl.Series(index, dtype=pl.UInt32)].with_columns(pl.Series("part", parts, dtype=pl.Int64))
    made = [
        pl.Series(name, values, pl.String) for name, values in _columns(flat, lines, columns, frame.columns)
    ]
    first = pl.col("part") == 0
    totals = [
        pl.when(first).then(_totals(frame, path).gather(pl.Series(index, dtype=pl.UInt32))).alias(path)
        for path in columns
        if path not in frame.columns and not path.startswith(f"{lines}.") and holder(path, frame.columns)
    ]
    return rows.with_columns(*made).with_columns(totals)


def _elements(frame: pl.DataFrame, lines: str) -> list[list[Any]]:
    column = lines if lines in frame.columns else holder(lines, frame.columns)
    if not column:
        return [[]] * len(frame)
    steps = _steps(lines[len(column) :])
    decoded = map(_decoded, frame[column].to_list())
    return [found if not steps and isinstance(found, list) else [*_within(found, steps)] for found in decoded]


def _columns(
    items: Sequence[Any], lines: str, columns: Collection[str], there: Collection[str]
) -> Iterable[tuple[str, list[str | None]]]:
    """The wanted columns of the elements, by name."""
    if not columns:
        keys = dict.fromkeys(key for item in items if isinstance(item, dict) for key in _flat(item))
        columns = [f"{lines}.{key}" for key in keys]
    for name in columns:
        if name.startswith(f"{lines}.") and name not in there:
            steps = _steps(name[len(lines) :])
            yield name, [_value(item, steps) for item in items]


def _flat(item: dict[str, Any]) -> Iterable[str]:
    """The paths of an element's values; a list is one value."""
    for key, value in item.items():
        if isinstance(value, dict):
            yield from (f"{key}.{inner}" for inner in _flat(value))
        else:
            yield key


def _totals(frame: pl.DataFrame, path: str) -> pl.Series:
    """What the path holds, per record."""
    import polars as pl

    column = holder(path, frame.columns)
    steps = _steps(path[len(column) :])
    texts = frame[column].unique()
    found = [None if text is None else _value(_decoded(text), steps) for text in texts.to_list()]
    new = pl.Series(path, found, pl.String)
    return frame[column].replace_strict(texts, new, return_dtype=pl.String).alias(path)


def _steps(path: str) -> tuple[Step, ...]:
    """The steps of what follows a column's name in a path: a condition right behind it is a step without a name."""
    found = (one for one in _STEP.finditer(path.removeprefix(".")) if one.group())
    return tuple((one[1] or "", one[2] or "", one[3] or "") for one in found)


def _decoded(text: str | None) -> Any:
    if not text or text[0] not in "[{":
        return text
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        return text


def _value(value: Any, steps: Sequence[Step]) -> str | None:
    """What the steps lead to as one text; the usual step, to a text of an element, is taken at once."""
    if len(steps) == 1 and isinstance(value, dict) and not steps[0][1]:
        value = value.get(steps[0][0])
        if not isinstance(value, (list, dict)):
            return as_text(value)
        steps = ()
    return _told([*_within(value, steps)])


def _within(value: Any, steps: Sequence[Step]) -> Iterable[Any]:
    """All values that the steps lead to, through lists; nothing where a name is missing."""
    if isinstance(value, list):
        for element in value:
            yield from _within(element, steps)
    elif not steps:
        if value is not None and value != "":
            yield value
    else:
        name, key, wanted = steps[0]
        value = value if not name else value.get(name) if isinstance(value, dict) else None
        yield from _within(_those(value, key, wanted) if key else value, steps[1:])


def _those(value: Any, key: str, wanted: str) -> list[Any]:
    elements = value if isinstance(value, list) else [value]
    return [one for one in elements if isinstance(one, dict) and as_text(one.get(key)) == wanted]


def _told(values: list[Any]) -> str | None:
    """One value as written, several numbers as their sum, several texts each once."""
    if not values:
        return None
    texts = [as_text(value) or "" for value in values]
    if len(texts) == 1:
        return texts[0]
    if all(_NUMBER.fullmatch(text) for text in texts):
        return format(_sum(map(Decimal, texts)), "f")
    return ", ".join(dict.fromkeys(texts))


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    """The exact sum. Raises `decimal.Inexact` where more digits would be needed than any money has."""
    exact = Context(prec=2000, traps=[Inexact])
    total = Decimal(0)
    for number in numbers:
        total = exact.add(total, number)
    return total
