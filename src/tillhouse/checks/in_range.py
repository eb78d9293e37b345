"""A value lies between two bounds."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import narwhals as nw

from tillhouse.checks import Check, OnFail
from tillhouse.checks._words import call
from tillhouse.errors import FixTheCode

Bound = int | Decimal | date | datetime


def in_range(
    column: str,
    low: Bound | None = None,
    high: Bound | None = None,
    on_fail: OnFail = "stop",
    advice: str = "",
) -> Check:
    """``low <= column <= high``, both included; a bound left out does not bind. Null passes, as in SQL.

    Raises `FixTheCode` without a bound, and for a float: bounds are exact.
    """
    if low is None and high is None:
        raise FixTheCode(f"in_range({column}) has no bound.", "Give low=, high= or both.")
    if isinstance(low, float) or isinstance(high, float):
        raise FixTheCode(f"in_range({column}) has a float as a bound.", "Write a Decimal or an integer.")
    value = nw.col(column)
    outside = [value < low] if low is not None else []
    outside += [value > high] if high is not None else []
    return Check(
        name=call("in_range", column, low=low, high=high),
        kind="in_range",
        dimension="validity",
        on_fail=on_fail,
        breaks=~value.is_null() & nw.any_horizontal(*outside, ignore_nulls=False),
        advice=advice or f"Quarantine values of {column} that cannot be true, or widen the range.",
    )
