"""What is said of the quarantine: what it holds, what fixes make of it, and what a replay or a discard did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tillhouse.books import Line
from tillhouse.lake.releases import Change, Release
from tillhouse.lake.sums import by_currency
from tillhouse.quarantine.fixes import Fix
from tillhouse.quarantine.records import Record, Text


@dataclass(frozen=True)
class Attempt:
    """What the standing fixes make of a record.

    corrected: its text after them. reasons: why it still cannot be trusted; empty when it can. amount: its money
    then, None where unknown. fixes: those that changed it; none where they were withdrawn. now: the line that stands
    for the record, where that is another.
    """

    record: Record
    corrected: Text
    reasons: tuple[str, ...]
    amount: Decimal | None
    fixes: tuple[Fix, ...]
    now: Record | None = None

    @property
    def stands(self) -> Record:
        """The line that stands for the record."""
        return self.now or self.record

    @property
    def leaves(self) -> bool:
        """Whether a replay takes a line out of quarantine."""
        return self.applies and self.stands.fate == "quarantined"

    @property
    def applies(self) -> bool:
        """Whether a replay changes the record: it can be trusted then, or it stands again as it was received."""
        return self.frees or not self.fixes

    @property
    def frees(self) -> bool:
        """Whether a replay takes the record out of quarantine."""
        return not self.reasons

    def document(self) -> dict[str, Any]:
        """What fixes make of a record, for programs.

        ...: Record. The record.
        fixes: list of integer. Versions of the fixes that change it.
        frees: boolean. Whether a replay takes it out of quarantine.
        still: list of text. Why it cannot be trusted even then.
        """
        return {
            **self.record.document(),
            "fixes": [fix.version for fix in self.fixes],
            "frees": self.frees,
            "still": list(self.reasons),
        }


@dataclass(frozen=True)
class Outcome:
    """What a replay or a discard did, or (without ``release``) would do or had nothing to do.

    left: records that leave quarantine, with their money as received. stay: attempts that free no record.
    became: the corrected records by fate. changes: what differs from the release before, part by part.
    is_plan: nothing was published. is_discard: no record was corrected. corrected: records outside of quarantine that
    count otherwise now, with their money before.
    """

    release: Release | None
    left: Line
    stay: tuple[Attempt, ...] = ()
    became: Mapping[str, Line] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    is_plan: bool = False
    is_discard: bool = False
    corrected: Line = field(default_factory=Line)

    def document(self) -> dict[str, Any]:
        """What a replay or a discard did, for programs.

        plan: boolean. Whether nothing was published, and this is what would be done.
        release: integer or null. The release that was published; null where there was none.
        left: Line. Records that leave quarantine, with their money as received.
        stay: list of Attempt. Records with a fix that stay.
        changes: list. Partitions that differ from the release before.
        changes[].table, changes[].month: text. Which.
        changes[].rows: list of integer. Rows before and after.
        changes[].amount: list of any. Money before and after, as text; null where a table has none.
        changes[].currencies: object of any, absent. Money before and after by currency, where there are several.
        became: object of Line, absent. Of a replay, the corrected records by fate.
        corrected: Line, absent. Of a replay, records outside of quarantine that it changes, with their money before.
        """
        said = {
            "plan": self.is_plan,
            "release": self.release.number if self.release else None,
            "left": self.left.document(),
            "stay": [one.document() for one in self.stay],
            "changes": [
                {
                    "table": one.table,
                    "month": one.month,
                    "rows": [one.rows_before, one.rows_after],
                    "amount": [one.amount_before, one.amount_after],
                    **by_currency(one),
                }
                for one in self.changes
            ],
        }
        became = {fate: line.document() for fate, line in self.became.items()}
        return said if self.is_discard else {**said, "became": became, "corrected": self.corrected.document()}


@dataclass(frozen=True)
class Listing:
    """What is in quarantine. reasons: a record with two is under both. waiting: what the standing fixes would do."""

    reasons: Mapping[str, Line]
    total: Line
    records: tuple[Record, ...]
    waiting: tuple[Attempt, ...]

    @property
    def freed(self) -> int:
        """Records that a replay would take out."""
        return len([one for one in self.waiting if one.frees])

    @property
    def by_fix(self) -> dict[int, tuple[Fix, list[Attempt]]]:
        """What each standing fix changes, by its version."""
        found: dict[int, tuple[Fix, list[Attempt]]] = {}
        for attempt in self.waiting:
            for fix in attempt.fixes:
                found.setdefault(fix.version, (fix, []))[1].append(attempt)
        return dict(sorted(found.items()))

    def document(self) -> dict[str, Any]:
        """What is in quarantine, for programs.

        total: Line. All records asked for.
        reasons: object of Line. The same by reason; a record with two reasons is under both.
        records: list of Record. The records.
        waiting: list of Attempt. What the standing fixes make of records.
        """
        return {
            "total": self.total.document(),
            "reasons": {reason: line.document() for reason, line in self.reasons.items()},
            "records": [one.document() for one in self.records],
            "waiting": [one.document() for one in self.waiting],
        }


@dataclass(frozen=True)
class Recorded:
    """A fix that was recorded, and the records it is for."""

    fix: Fix
    waiting: Line

    def document(self) -> dict[str, Any]:
        """A fix that was recorded, for programs.

        fix: integer. Its version.
        rules: list of text. What it changes.
        reason: text. Why.
        waiting: Line. Records in quarantine that it is for.
        """
        fix = self.fix
        head = {"fix": fix.version, "rules": list(fix.rules), "reason": fix.reason}
        return {**head, "waiting": self.waiting.document()}


@dataclass(frozen=True)
class Withdrawn:
    """A fix that was taken back, by a version of its own."""

    fix: Fix

    def document(self) -> dict[str, Any]:
        """A fix that was taken back, for programs.

        fix: integer. The version that takes it back.
        withdraws: integer. The version that was taken back.
        reason: text. Why.
        """
        return {"fix": self.fix.version, "withdraws": self.fix.withdraws, "reason": self.fix.reason}
