"""Origins instead of rows: bodies run on tables that note which input columns each output column depends on.

Nothing can be computed with it, so it is no entry of the folder. What a body brings to this process and computes in
Python cannot be followed; such a table declares it, see `tillhouse.table.Table.computed_from`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tillhouse.engines._traced.frames import Traced
from tillhouse.engines._traced.origins import Origins, merged
from tillhouse.errors import FixTheCode

__all__ = [
    "Traced",
    "from_columns",
    "looked_up",
    "once",
    "rows",
    "table",
    "with_canonical_text",
    "with_datetime",
    "with_decimals",
    "with_fields",
    "with_key",
    "with_share",
    "with_standard_text",
]


def table(name: str, columns: Iterable[str]) -> Traced:
    """A table; each of its columns comes from itself."""
    return Traced({column: Origins(frozenset({(name, column)})) for column in columns})


def rows(_frame: Traced) -> Any:
    """Never: there are no rows. Raises `FixTheCode`."""
    raise FixTheCode(
        "The body of a table reads rows while it runs, so computed_from has to name its columns."
    )


def once(frame: Traced) -> Traced:
    """See `tillhouse.frame.once`."""
    return frame


def from_columns(_like: Traced, _columns: Mapping[str, Sequence[Any]], types: Mapping[str, str]) -> Traced:
    """See `tillhouse.frame.rows_like`; a body that reads no rows gives literals."""
    return Traced({name: Origins() for name in types})


def with_datetime(frame: Traced, into: str, column: str, _layouts: Sequence[str], _time_zone: str) -> Traced:
    """See `tillhouse.frame.with_datetime`."""
    return _with(frame, into, [column])


def with_decimals(frame: Traced, read: Mapping[str, str], _decimal: str, _thousands: str) -> Traced:
    """See `tillhouse.frame.with_decimals`."""
    for into, column in read.items():
        frame = _with(frame, into, [column])
    return frame


def with_key(frame: Traced, into: str, columns: Sequence[str]) -> Traced:
    """See `tillhouse.frame.with_key`."""
    return _with(frame, into, columns)


def with_canonical_text(
    frame: Traced, _text: Sequence[str], _identifiers: Sequence[str], _capitals: Sequence[str]
) -> Traced:
    """See `tillhouse.frame.with_canonical_text`: each column comes from itself."""
    return frame


def with_standard_text(frame: Traced, _column: str, _standard: Callable[[str], str]) -> Traced:
    """See `tillhouse.frame.with_standard_text`: the column comes from itself."""
    return frame


def with_fields(frame: Traced, read: Mapping[str, str], column: str) -> Traced:
    """See `tillhouse.frame.with_fields`."""
    for into in read:
        frame = _with(frame, into, [column])
    return frame


def with_share(frame: Traced, into: str, amount: str, part: str, whole: str) -> Traced:
    """See `tillhouse.frame.with_share`."""
    return _with(frame, into, [amount, part, whole])


def looked_up(frame: Traced, few: Traced, on: Sequence[str]) -> Traced:
    """See `tillhouse.frame.looked_up`."""
    return frame.looked_up(few, on)


def _with(frame: Traced, into: str, columns: Iterable[str]) -> Traced:
    made = merged(frame.origins[name] for name in columns)
    return frame.with_few({into: made}, frozenset())
