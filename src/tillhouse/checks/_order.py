"""Whether rows are seen to stand in rising order: then no two are equal, and none need be compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from tillhouse.checks import Rows


def stands_in_order(frame: Rows, columns: Sequence[str]) -> bool:
    """Whether each row is above the one before it in whole numbers, the first column first.

    It is no question to an engine whose rows have no order, nor of text, which is rarely in it.
    """
    if not frame.implementation.is_polars():
        return False
    keys = frame.select(*columns)
    if not all(kind.is_integer() for kind in keys.collect_schema().dtypes()):
        return False
    found = keys.collect()
    return not any(found[name].null_count() for name in columns) and _rises(found)


def _rises(keys: nw.DataFrame[Any]) -> bool:
    steps = max(len(keys) - 1, 0)
    before, after = keys.head(steps), keys.tail(steps)
    for name in keys.columns:
        if (before[name] > after[name]).any():
            return False
        tied = before[name] == after[name]
        before, after = before.filter(tied), after.filter(tied)
        if before.is_empty():
            return True
    return False
