"""A text has a form."""

from __future__ import annotations

import re

import narwhals as nw

from tillhouse.checks import Check, OnFail
from tillhouse.checks._words import call
from tillhouse.errors import FixTheCode


def matches(column: str, pattern: str, on_fail: OnFail = "stop", advice: str = "") -> Check:
    r"""The whole text of ``column`` matches the regular expression ``pattern``. Null passes, as in SQL.

    Write what all engines read alike: classes, groups, counts; no look-around, no back references. ``\d`` is
    a digit of any script on some engines: write ``[0-9]``. Raises `FixTheCode` if it is no expression.
    """
    try:
        re.compile(pattern)
    except re.error as error:
        raise FixTheCode(f"matches({column}, {pattern}) is not a regular expression: {error}.") from error
    value = nw.col(column)
    return Check(
        name=call("matches", column, pattern=pattern),
        kind="matches",
        dimension="validity",
        on_fail=on_fail,
        breaks=~value.is_null() & ~value.str.contains(f"^(?:{pattern})$"),
        advice=advice or f"Correct {column} in the source, or extend the pattern if the form is right.",
    )
