"""A version history leaves no time out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import narwhals as nw

from tillhouse.checks import Check, OnFail, Rows
from tillhouse.checks._history import LATEST_TO, NEXT_FROM, OPEN_SO_FAR, in_order
from tillhouse.checks._words import call, columns_of


def no_gap(
    key: str | Sequence[str], valid_from: str, valid_to: str, on_fail: OnFail = "stop", advice: str = ""
) -> Check:
    """From the first ``valid_from`` of a key on, every moment is covered: at least one version is open.

    A version holds from ``valid_from`` to before ``valid_to``; null is open. The versions after which a gap
    begins break it. With `no_overlap`, exactly one version of each key is open.
    """
    keys = columns_of(key)

    def violations(frame: Rows, _: Mapping[str, Rows]) -> Rows:
        versions = in_order(frame, keys, valid_from, valid_to)
        closed = nw.col(OPEN_SO_FAR) == 0
        nothing_follows = nw.col(NEXT_FROM).is_null()
        late = ~nothing_follows & (nw.col(NEXT_FROM) > nw.col(LATEST_TO))
        return versions.filter(closed & (nothing_follows | late)).drop(NEXT_FROM, OPEN_SO_FAR, LATEST_TO)

    return Check(
        name=call("no_gap", *keys, valid_from, valid_to),
        kind="no_gap",
        dimension="consistency",
        on_fail=on_fail,
        violations=violations,
        advice=advice or f"Versions of {', '.join(keys)} leave time out: rebuild the table from history.",
    )
