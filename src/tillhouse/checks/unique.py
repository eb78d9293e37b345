"""No two rows share the same values."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from tillhouse.checks import Check, OnFail, Rows
from tillhouse.checks._order import stands_in_order
from tillhouse.checks._words import call


def unique(*columns: str, on_fail: OnFail = "stop", advice: str = "") -> Check:
    """No two rows share the values of all ``columns``; every row of a shared value breaks it.

    As in SQL, a row with a null in any of them is compared with nothing: declare `not_null` for keys.
    """

    def violations(frame: Rows, _: Mapping[str, Rows]) -> Rows:
        if stands_in_order(frame, columns):
            return frame.head(0)
        keys = frame.select(*columns).drop_nulls()
        shared = keys.group_by(*columns).agg(nw.len().alias("__rows")).filter(nw.col("__rows") > 1)
        if shared.head(1).collect().is_empty():  # as it nearly always is; then nothing need be joined
            return frame.head(0)
        return frame.join(shared.select(*columns), on=list(columns), how="semi")

    return Check(
        name=call("unique", *columns),
        kind="unique",
        dimension="uniqueness",
        on_fail=on_fail,
        violations=violations,
        advice=advice or f"Find what delivers {', '.join(columns)} twice; see the feed's duplicates rule.",
    )
