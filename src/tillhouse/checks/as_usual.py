"""The newest delivery of each feed is as its files usually are."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from tillhouse.checks import Check, OnFail, Rows
from tillhouse.checks._words import call


def as_usual(column: str, by: str, latest: str, on_fail: OnFail = "warn", advice: str = "") -> Check:
    """``column`` says nothing in the row with the ``latest`` moment of each value of ``by``."""

    def violations(frame: Rows, _: Mapping[str, Rows]) -> Rows:
        newest = frame.group_by(by).agg(nw.col(latest).max().alias("__newest"))
        found = frame.filter(~nw.col(column).is_null())
        return found.join(newest, left_on=[by, latest], right_on=[by, "__newest"], how="semi")

    return Check(
        name=call("as_usual", column, by=by, latest=latest),
        kind="as_usual",
        dimension="consistency",
        on_fail=on_fail,
        violations=violations,
        advice=advice or "Look at the delivery, and at what its feed makes of it: tillhouse describe FILE.",
    )
