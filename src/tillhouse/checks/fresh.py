"""The newest row is recent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import narwhals as nw

from tillhouse.checks import Check, OnFail, Rows
from tillhouse.checks._words import call


def fresh(
    column: str,
    within_days: int,
    today: date | None = None,
    where: nw.Expr | None = None,
    on_fail: OnFail = "warn",
    advice: str = "",
) -> Check:
    """The latest date or time in ``column`` is at most ``within_days`` days before ``today``.

    where: the rows that count; all, unless given. It is judged again whenever results are shown.
    today: the machine's local date at the time the check runs, unless given. The finding is one row with the
    ``latest`` date; null when the table has none, which is not fresh.
    """

    def violations(frame: Rows, _: Mapping[str, Rows]) -> Rows:
        limit = (today or date.today()) - timedelta(days=within_days)
        latest = nw.col("latest")
        counted = frame if where is None else frame.filter(where)
        found = counted.select(nw.col(column).max().cast(nw.Date).alias("latest"))
        return found.filter(latest.is_null() | (latest < limit))

    return Check(
        name=call("fresh", column, within_days=within_days, today=today),
        kind="fresh",
        dimension="timeliness",
        on_fail=on_fail,
        violations=violations,
        advice=advice or "Take in what the source has delivered since: tillhouse run.",
        scope="table",
    )
