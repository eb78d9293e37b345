"""Of the versions of one thing, exactly one is current."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import narwhals as nw

from tillhouse.checks import Check, OnFail, Rows
from tillhouse.checks._words import call, columns_of


def one_current(key: str | Sequence[str], flag: str, on_fail: OnFail = "stop", advice: str = "") -> Check:
    """Of the rows of each ``key`` exactly one has ``flag`` true; all rows of another key break it.

    A null flag is not true. Rows without a key are compared with nothing: declare `not_null`.
    """
    keys = columns_of(key)

    def violations(frame: Rows, _: Mapping[str, Rows]) -> Rows:
        current = (~nw.col(flag).is_null() & nw.col(flag)).cast(nw.Int64).alias("__current")
        counted = (
            frame.select(*keys, current)
            .drop_nulls()
            .group_by(*keys)
            .agg(nw.col("__current").sum())
            .filter(nw.col("__current") != 1)
        )
        return frame.join(counted.select(*keys), on=list(keys), how="semi")

    return Check(
        name=call("one_current", *keys, flag),
        kind="one_current",
        dimension="uniqueness",
        on_fail=on_fail,
        violations=violations,
        advice=advice or f"Versions of {', '.join(keys)} disagree on {flag}: rebuild from history.",
    )
