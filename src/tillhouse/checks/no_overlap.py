"""No two versions of one thing hold at the same time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import narwhals as nw

from tillhouse.checks import Check, OnFail, Rows
from tillhouse.checks._history import LATEST_TO, NEXT_FROM, OPEN_SO_FAR, in_order
from tillhouse.checks._words import call, columns_of


def no_overlap(
    key: str | Sequence[str], valid_from: str, valid_to: str, on_fail: OnFail = "stop", advice: str = ""
) -> Check:
    """No moment is covered by two versions of a key: at most one is open, and it is the last.

    A version holds from ``valid_from`` to before ``valid_to``; null is open. A version that has not ended
    when the next begins breaks it, and so does one that ends no later than it begins.
    """
    keys = columns_of(key)

    def violations(frame: Rows, _: Mapping[str, Rows]) -> Rows:
        versions = in_order(frame, keys, valid_from, valid_to)
        ends, is_open = nw.col(valid_to), nw.col(valid_to).is_null()
        follows = ~nw.col(NEXT_FROM).is_null()
        empty = ~is_open & (ends <= nw.col(valid_from))
        overlaps = follows & (is_open | (ends > nw.col(NEXT_FROM)))
        return versions.filter(empty | overlaps).drop(NEXT_FROM, OPEN_SO_FAR, LATEST_TO)

    return Check(
        name=call("no_overlap", *keys, valid_from, valid_to),
        kind="no_overlap",
        dimension="consistency",
        on_fail=on_fail,
        violations=violations,
        advice=advice or f"Two versions of {', '.join(keys)} hold at once: rebuild the table from history.",
    )
