"""Overruled lines: those that another delivery, or a decision about their own, takes out of what counts."""

from __future__ import annotations

from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame
from tillhouse.table import Column, table

#: Why a line is overruled: decisions of people, evidence in the bytes, policies of the feed.
WHY = ("retracted", "replaced", "completed", "newest", "replace", "period", "key")


@table(
    key=("line_id", "month"),
    by="month",
    owner="intake",
    written_by="intake",
    columns={
        "line_id": Column("integer", "The record that is overruled, with all its lines."),
        "month": Column("text", "The month that it stands in."),
        "fate": Column("text", "What it becomes: `superseded`, or `duplicate` under the policy `key`."),
        "why": Column(
            "text",
            "`retracted` or `replaced` with its delivery, `completed` by a file that has it whole, or the policy of "
            "the feed: `newest`, `replace`, `period`, `key`.",
        ),
        "delivery": Column("integer", "The delivery that counts in its place, where one does."),
    },
    checks=[unique("line_id", "month"), one_of("why", WHY, on_fail="stop")],
)
def overruled_lines() -> Frame:
    """One row per record and month that counts no more because of a delivery.

    Found again with each run from the deliveries, in their order of arrival, and the decisions about them. An order
    that moved to another month is found there too.
    """
    raise AssertionError("written by intake")
