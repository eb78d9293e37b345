"""A value is there."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks import Check, OnFail
from tillhouse.checks._words import call


def not_null(column: str, on_fail: OnFail = "stop", advice: str = "") -> Check:
    """Every row has a value in ``column``. Empty text is a value: canonical text holds none."""
    return Check(
        name=call("not_null", column),
        kind="not_null",
        dimension="completeness",
        on_fail=on_fail,
        breaks=nw.col(column).is_null(),
        advice=advice or f"Have the source deliver {column}, or map its header in the feed's columns.",
    )
