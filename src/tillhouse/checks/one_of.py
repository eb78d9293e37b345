"""A value is one of a list."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from tillhouse.checks import Check, OnFail
from tillhouse.checks._words import call
from tillhouse.errors import FixTheCode


def one_of(
    column: str, values: Sequence[str] | Sequence[int], on_fail: OnFail = "stop", advice: str = ""
) -> Check:
    """``column`` holds one of ``values``. Null passes, as in SQL. Raises `FixTheCode` without values."""
    if not values or isinstance(values, str):
        raise FixTheCode(f"one_of({column}) has no list of values.", "Give the allowed values as a list.")
    value = nw.col(column)
    return Check(
        name=call("one_of", column, values=tuple(values)),
        kind="one_of",
        dimension="validity",
        on_fail=on_fail,
        breaks=~value.is_null() & ~value.is_in(list(values)),
        advice=advice or f"Correct {column} in the source, or add the new value to the list.",
    )
