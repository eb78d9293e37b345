"""Retractions: decisions about whole deliveries."""

from __future__ import annotations

from tillhouse.checks.not_null import not_null
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame
from tillhouse.table import Column, table

#: A delivery is out of the books, out of them because another stands in its place, or in them again.
ACTIONS = ("retracted", "replaced", "restored")


@table(
    key=("delivery", "decided_at"),
    owner="intake",
    written_by="intake",
    columns={
        "delivery": Column("integer", "The delivery that was decided about."),
        "action": Column("text", "`retracted`, `replaced` or `restored`; the last one of a delivery holds."),
        "replaced_by": Column("integer", "The delivery that stands in its place, where it was replaced."),
        "reason": Column("text", "Why, in the words of the person who decided."),
        "decided_at": Column("datetime", "When, UTC.", provenance=True),
    },
    checks=[unique("delivery", "decided_at"), one_of("action", ACTIONS), not_null("reason")],
)
def retractions() -> Frame:
    """One row per decision about a delivery.

    Rows are never changed: a delivery that is put back has another row, which holds from then on.
    """
    raise AssertionError("written by intake")
