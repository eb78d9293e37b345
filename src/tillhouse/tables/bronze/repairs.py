"""Repairs: decisions about quarantined records."""

from __future__ import annotations

from tillhouse.checks.not_null import not_null
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame
from tillhouse.table import Column, table


@table(
    key=("line_id",),
    by="month",
    owner="intake",
    written_by="intake",
    columns={
        "line_id": Column("integer", "The ledger line that was decided about.", provenance=True),
        "month": Column("text", "The month that line stands in."),
        "action": Column(
            "text",
            "`replaced` by a corrected record, `discarded`, or `completed` by a later file that has the line whole.",
        ),
        "reason": Column("text", "Why, in the words of the person who decided."),
        "rule": Column("text", "The rule or edit applied, such as `quantity = 6`."),
        "delivery": Column(
            "integer",
            "For `completed`, the delivery that has the line whole; null for others.",
            provenance=True,
        ),
        "decided_at": Column("datetime", "When, UTC.", provenance=True),
    },
    checks=[unique("line_id"), not_null("reason")],
)
def repairs() -> Frame:
    """One row per ledger line that is superseded by a decision.

    A corrected record is delivered again through `raw_sales`; the line it replaces becomes `superseded` here. So does
    a line that a file stopped inside, once the whole file is taken in.
    """
    raise AssertionError("written by intake")
