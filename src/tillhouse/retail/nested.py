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

from tillhouse.errors import UnreadableFile

if TYPE_CHECKING:
    import polars as pl

#: No record has more lines, and no piece of a batch is exploded into many more.
MOST = 100_000
#: What elements can have different names for, at most.
MOST_NAMES = 1_000
#: One step of a path: a name, and what another name within must be.
_STEP = re.compile(r"([^.\[\]]*)(?:\[([^.\[\]=]+)=([^\[\]]*)\])?(?:\.|$)")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,3})?", re.ASCII)
#: Numbers are written with their text: 3.00 stays 3.00.
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str)
_ENCODER = json.JSONEncoder(ensure_ascii=False)
Step = tuple[str, str, str]
#: An element of a list, with its text.
Element = tuple[Any, str | None]
_NOTHING: Element = (None, None)


def holder(path: str, names: Collection[str]) -> str:
    """The column of a batch in whose lists the path ends; empty where there is none."""
    parts = [part for part in _STEP.finditer(path) if part.group()]
    starts = (path[: part.end(1)] for part in reversed(parts) if part.end() < len(path) or part.group(2))
    return next((start for start in starts if start in names), "")


def exploded(
    frame: pl.DataFrame,
    lines: str,
    columns: Collection[str],
    *,
    every: bool = False,
    found: Sequence[Sequence[Element]] | None = None,
) -> pl.DataFrame:
    """One row per element of the list ``lines``, in order, with the columns of its record and ``part`` from 0.

    columns: the paths that are wanted; every: all values of an element besides. found: its `elements`, where they are
    known. A path within ``lines`` is a column
    of the element; any other one is about the record and stands on part 0: several numbers become their exact sum.
    The column ``lines`` holds the element itself, so that a row can be read again. What nobody wants of the record
    stands on part 0 only. A record without elements gives one row. Raises `UnreadableFile` for one with too many.
    """
    import polars as pl

    columns = [*dict.fromkeys(columns)]
    found = elements(frame, lines) if found is None else found
    index = pl.Series([at for at, items in enumerate(found) for _ in items or (None,)], dtype=pl.UInt32)
    flat = [item for items in found for item, _ in items or (_NOTHING,)]
    texts = [text for items in found for _, text in items or (_NOTHING,)]
    part = pl.Series("part", [part for items in found for part in range(len(items) or 1)], dtype=pl.Int64)
    own = [name for name in columns if name.startswith(f"{lines}.")]
    own += [name for name in _names(flat, lines) if name not in own] if every else []
    there = frame.columns
    rows = frame[index] if "part" in there else frame[index].with_columns(part)
    made = [
        pl.Series(name, _column(flat, _steps(name[len(lines) :])), pl.String)
        for name in own
        if name not in there
    ]
    totals = {
        path: _totals(frame, path).gather(index)
        for path in columns
        if path not in (*own, *there) and holder(path, there)
    }
    kept = {"line", "raw", "problem", "part", *columns}
    once = [pl.col(name) for name in there if name not in kept] + [
        pl.lit(total).alias(path) for path, total in totals.items()
    ]
    return rows.with_columns(pl.when(pl.col("part") == 0).then(one) for one in once).with_columns(
        *made, pl.Series(lines, texts, pl.String)
    )


def names_within(found: Iterable[Iterable[Element]], lines: str) -> list[str]:
    """The paths of all values that the elements of the list ``lines`` have."""
    return _names((item for items in found for item, _ in items), lines)


def pieces(frame: pl.DataFrame, lines: str) -> Iterable[pl.DataFrame]:
    """The batch in pieces that are small enough to be exploded."""
    import polars as pl

    column = lines if lines in frame.columns else holder(lines, frame.columns)
    if not column or frame.is_empty():
        return [frame]
    weight = pl.col(column).str.count_matches("{", literal=True).fill_null(0).cast(pl.Int64) + 1
    number = frame.select(weight.cum_sum() // MOST).to_series()
    return frame.with_columns(number.alias("")).partition_by("", maintain_order=True, include_key=False)


def elements(frame: pl.DataFrame, lines: str) -> list[list[Element]]:
    """The elements of the list ``lines`` of each record. Raises `UnreadableFile` for a record with too many."""
    column = lines if lines in frame.columns else holder(lines, frame.columns)
    if not column:
        return [[]] * len(frame)
    steps = _steps(lines[len(column) :])
    found = [_apart(text, steps) for text in frame[column].to_list()]
    most = max(map(len, found), default=0)
    if most > MOST:
        raise UnreadableFile(
            f"A record has {most:,} lines in {lines}; the limit is {MOST:,}.",
            "Export fewer lines in one record.",
        )
    return found


def _apart(text: str | None, steps: Sequence[Step]) -> list[Element]:
    """The elements that the steps lead to; objects right in a list, as a batch writes it, keep their text."""
    if text and not steps and text.startswith("[{"):
        found, at = list[Element](), 1
        try:
            while text.startswith("{", at):
                item, end = _DECODER.raw_decode(text, at)
                found.append((item, text[at:end]))
                at = end + 2
                if text[end:at] != ", ":
                    break
            if text[end:] == "]":
                return found
        except (ValueError, RecursionError):
            pass
    return [(item, _text(item)) for item in _within(_decoded(text), steps)]


def _names(items: Iterable[Any], lines: str) -> list[str]:
    """The paths of all values that the elements have. Raises `UnreadableFile` for more than a table has columns."""
    keys = dict.fromkeys(key for item in items if isinstance(item, dict) for key in _flat(item))
    if len(keys) > MOST_NAMES:
        raise UnreadableFile(
            f"The elements of {lines} have {len(keys):,} different names: they are no lines of orders.",
            "Export them with the same names in each.",
        )
    return [f"{lines}.{key}" for key in keys]


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


def _column(items: Sequence[Any], steps: Sequence[Step]) -> list[str | None]:
    """What the steps lead to in each element; texts right in it are taken without looking at each step."""
    if len(steps) != 1 or steps[0][1]:
        return [_value(item, steps) for item in items]
    key = steps[0][0]
    found = [item.get(key) if isinstance(item, dict) else _value(item, steps) for item in items]
    if {*map(type, found)} <= {str, type(None)}:
        return [one or None for one in found]
    return [one or None if isinstance(one, str) else _value(one, ()) for one in found]


def _value(value: Any, steps: Sequence[Step]) -> str | None:
    """What the steps lead to as one text; the usual step, to a text of an element, is taken at once."""
    if len(steps) == 1 and isinstance(value, dict) and not steps[0][1]:
        value = value.get(steps[0][0])
        if not isinstance(value, (list, dict)):
            return _text(value)
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
    return [one for one in elements if isinstance(one, dict) and _text(one.get(key)) == wanted]


def _told(values: list[Any]) -> str | None:
    """One value as written, several numbers as their sum, several texts each once."""
    if not values:
        return None
    texts = [_text(value) or "" for value in values]
    if len(texts) == 1:
        return texts[0]
    if all(_NUMBER.fullmatch(text) for text in texts):
        return format(_sum(map(Decimal, texts)), "f")
    return ", ".join(dict.fromkeys(texts))


def _text(value: Any) -> str | None:
    """A value of JSON as text, empty as null."""
    if value is None or isinstance(value, str):
        return value or None
    return ("true" if value else "false") if isinstance(value, bool) else _ENCODER.encode(value)


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    """The exact sum. Raises `decimal.Inexact` where more digits would be needed than any money has."""
    exact = Context(prec=2000, traps=[Inexact])
    total = Decimal(0)
    for number in numbers:
        total = exact.add(total, number)
    return total
