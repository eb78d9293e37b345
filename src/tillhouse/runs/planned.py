"""What publishing a plan would change, in rows and in money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tillhouse.books import Statement, statement_of, statements_by
from tillhouse.lake.delivery_findings import DeliveryFinding, delivery_findings
from tillhouse.lake.releases import Release
from tillhouse.lake.snapshot import Snapshot
from tillhouse.pipeline.stages import Candidate
from tillhouse.settings.settings import Settings


@dataclass(frozen=True)
class MonthChange:
    """A month whose books change in a currency: its net before and after, and the rows moved, by fate."""

    month: str
    currency: str
    before: Decimal
    after: Decimal
    rows: Mapping[str, int]

    @property
    def lines_moved(self) -> int:
        """Lines that change their fate, come or go."""
        return sum(map(abs, self.rows.values()))

    @property
    def difference(self) -> Decimal:
        """What is more, or less, after."""
        return self.after - self.before

    def document(self) -> dict[str, Any]:
        """A month whose books change, for programs.

        month: text. The month of trading; `unknown` for lines without a day.
        currency: text. ISO 4217 of its money; `XXX` where none is named.
        before, after: decimal. Its net sales.
        rows: object of integer. Records more or fewer, by fate.
        difference: decimal. Net sales after, less those before.
        """
        return {
            "month": self.month,
            "currency": self.currency,
            "before": self.before,
            "after": self.after,
            "rows": dict(self.rows),
            "difference": self.difference,
        }


@dataclass(frozen=True)
class TableChange:
    """A table that changes: how many rows more or fewer, and in which months."""

    rows: int
    months: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """A table that changes, for programs.

        rows: integer. Rows more or fewer.
        months: list of text. Months that change.
        """
        return {"rows": self.rows, "months": list(self.months)}


@dataclass(frozen=True)
class Planned:
    """A plan against the release it would follow. taken: names of the files it would take in.

    findings: what these files say against their feeds.
    """

    number: int
    taken: tuple[str, ...]
    months: tuple[MonthChange, ...]
    tables: Mapping[str, TableChange]
    findings: tuple[DeliveryFinding, ...] = ()

    def document(self) -> dict[str, Any]:
        """A plan, for programs.

        plan: integer. The release it would publish; `apply` takes this number.
        taken: list of text. Files it would take in.
        months: list of MonthChange. Months whose books change.
        tables: object of TableChange. Tables that change, by name.
        findings: list of DeliveryFinding. What the files say against their feeds and earlier files.
        """
        return {
            "plan": self.number,
            "taken": list(self.taken),
            "months": [one.document() for one in self.months],
            "tables": {name: one.document() for name, one in self.tables.items()},
            "findings": [one.document() for one in self.findings],
        }


def planned(settings: Settings, candidate: Candidate) -> Planned:
    """What a staged candidate would change."""
    release = candidate.release
    found = delivery_findings(Snapshot(settings, release)) if candidate.taken else ()
    months, tables = _months(settings, candidate), _tables(candidate)
    return Planned(release.number, tuple(candidate.taken), months, tables, found)


def _books(settings: Settings, release: Release | None) -> dict[tuple[str, str], Statement]:
    if release is None:
        return {}
    found = statements_by(Snapshot(settings, release).frame("statement"), "month", "currency")
    return {(month, currency or ""): books for (month, currency), books in found.items()}


def _months(settings: Settings, candidate: Candidate) -> tuple[MonthChange, ...]:
    before, after = _books(settings, candidate.before), _books(settings, candidate.release)
    touched = {c.month for c in candidate.changes if c.table in {"receipts", "statement", "ledger"}}
    found = []
    for month, currency in sorted(key for key in {**before, **after} if key[0] in touched):
        old, new = (books.get((month, currency), statement_of(())) for books in (before, after))
        moved = {fate: new.fates[fate].rows - old.fates[fate].rows for fate in new.fates}
        net = (old.fates["loaded"].amount, new.fates["loaded"].amount)
        found.append(MonthChange(month, currency, *net, moved))
    return tuple(found)


def _tables(candidate: Candidate) -> dict[str, TableChange]:
    found: dict[str, TableChange] = {}
    for change in candidate.changes:
        so_far = found.get(change.table, TableChange(0, ()))
        months = (*so_far.months, *([change.month] if change.month else []))
        found[change.table] = TableChange(so_far.rows + change.rows_after - change.rows_before, months)
    return found
