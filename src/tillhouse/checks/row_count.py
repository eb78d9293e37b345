"""A table has as many rows as it should."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from tillhouse.checks import Check, OnFail, Rows
from tillhouse.checks._words import call
from tillhouse.errors import FixTheCode


def row_count(
    low: int | None = None, high: int | None = None, on_fail: OnFail = "stop", advice: str = ""
) -> Check:
    """The table has at least ``low`` and at most ``high`` rows. The finding is the count, ``rows``.

    Raises `FixTheCode` without a bound.
    """
    if low is None and high is None:
        raise FixTheCode("row_count() has no bound.", "Give low=, high= or both.")
    count = nw.col("rows")
    outside = [count < low] if low is not None else []
    outside += [count > high] if high is not None else []

    def violations(frame: Rows, _: Mapping[str, Rows]) -> Rows:
        return frame.select(nw.len().alias("rows")).filter(nw.any_horizontal(*outside, ignore_nulls=False))

    return Check(
        name=call("row_count", low=low, high=high),
        kind="row_count",
        dimension="completeness",
        on_fail=on_fail,
        violations=violations,
        advice=advice or "See whether a delivery is missing or came in twice: tillhouse statement.",
        scope="table",
    )
