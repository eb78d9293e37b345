"""The results of checks: what a release keeps of them, what those of today's date say, and the rows that break one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tillhouse.checks import Check, CheckResult, Outcome
from tillhouse.errors import UnknownName
from tillhouse.frame import Frame, gathered
from tillhouse.lake.releases import Failure, TableState
from tillhouse.table import Table

if TYPE_CHECKING:
    import polars as pl

_FINDINGS_NAMED = 3


@dataclass(frozen=True)
class Tally:
    """Rows and their money; the amount is None where the table has no money."""

    rows: int = 0
    amount: Decimal | None = None

    @staticmethod
    def of(rows: int, amount: str | None) -> Tally:
        """A tally from its stored form."""
        return Tally(rows, None if amount is None else Decimal(amount))

    @property
    def text(self) -> str | None:
        """The amount with the six decimals of a ``total``."""
        return None if self.amount is None else f"{self.amount:.6f}"


#: All rows of a table, by month.
Totals = Mapping[str, Tally]


def failing_rows(table: Table, check_name: str, frame: Frame, others: Mapping[str, Frame]) -> Frame:
    """The rows of ``frame`` that break the check of that name, or the findings of a check of the whole table.

    Raises `UnknownName` for a check the table does not have, or another table that is not in ``others``.
    """
    named = {check.name: check for check in table.checks}
    if check_name not in named:
        raise UnknownName(f"check of {table.name}", check_name, named)
    for name in absent(named[check_name], others):
        raise UnknownName("table at hand", name, others)
    return named[check_name].rows(frame, others)


def kept_results(table: Table, state: TableState) -> list[CheckResult]:
    """The results of a table as a release keeps them, one for each check and month.

    Checks that were not yet declared when the release was made are left out.
    """
    checks = [check for check in table.checks if check.name in state.checks]
    results = [
        _kept(
            table, check, Tally.of(partition.rows, partition.amount), {**state.failures, **partition.failures}
        )
        for partition in state.partitions.values()
        for check in checks
        if check.scope == "rows"
    ]
    anywhere = [state.failures, *(partition.failures for partition in state.partitions.values())]
    failures = {name: failure for found in anywhere for name, failure in found.items()}
    return results + [_kept(table, check, Tally(1), failures) for check in checks if check.scope == "table"]


def counted(table: Table, rows: Mapping[str, pl.DataFrame]) -> dict[str, Tally]:
    """The rows of each month, and their money."""
    return {
        month: Tally.of(some.height, f"{some[table.money].sum() or 0:.6f}" if table.money else None)
        for month, some in rows.items()
    }


def failures_of(results: Mapping[str, Sequence[CheckResult]]) -> dict[str, dict[str, Failure]]:
    """What a release keeps of results by month: those of each month that did not pass, by check."""
    return {
        month: {r.check: (r.rows, r.amount, r.outcome, r.message) for r in found if r.outcome != "pass"}
        for month, found in results.items()
    }


def judged_now(table: Table, frame: Frame) -> list[CheckResult]:
    """The checks whose outcome depends on the day they are looked at, judged today."""
    return [judged(table, check, frame, {}) for check in table.checks if check.kind == "fresh"]


def _kept(table: Table, check: Check, total: Tally, failures: Mapping[str, Failure]) -> CheckResult:
    rows, amount, outcome, message = failures.get(check.name, (0, None, "pass", ""))
    if outcome in ("error", "not_run"):
        return result_of(table, check, "error" if outcome == "error" else "not_run", message)
    none = None if total.amount is None else "0"
    return result_of(table, check, "fail" if rows else "pass", message, total, Tally.of(rows, amount or none))


def absent(check: Check, others: Mapping[str, Frame]) -> list[str]:
    """The tables that a check reads and that are not at hand."""
    return [name for name in check.needs if name not in others]


def wanting(names: Sequence[str]) -> tuple[Outcome, str]:
    """The outcome of a check whose other tables are absent."""
    return "not_run", f"It reads {', '.join(names)}, which is not at hand."


def failure(error: Exception) -> tuple[Outcome, str]:
    """The outcome of a check that cannot be computed."""
    said = str(error).strip().partition("\n")[0]
    return "error", f"{type(error).__name__}: {said}"


def judged(table: Table, check: Check, frame: Frame, others: Mapping[str, Frame]) -> CheckResult:
    """The result of a check of the table as a whole: its findings counted, the first in the message."""
    if lacking := absent(check, others):
        return result_of(table, check, *wanting(lacking))
    try:
        found = [_named(row) for row in gathered(check.rows(frame, others)).iter_rows(named=True)]
    except Exception as error:
        return result_of(table, check, *failure(error))
    if not found:
        return result_of(table, check, "pass", "", Tally(1), Tally(0))
    shown = sorted(found)[:_FINDINGS_NAMED]
    more = [f"{len(found) - len(shown)} more"] if len(found) > len(shown) else []
    return result_of(table, check, "fail", "; ".join(shown + more), Tally(1), Tally(len(found)))


def _named(finding: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {'none' if value is None else value}" for name, value in finding.items())


def result_of(
    table: Table,
    check: Check,
    outcome: Outcome,
    message: str,
    total: Tally = Tally(),
    failed: Tally = Tally(),
) -> CheckResult:
    """The result of a check: what it looked at, and what breaks it."""
    return CheckResult(
        table=table.name,
        check=check.name,
        dimension=check.dimension,
        on_fail=check.on_fail,
        outcome=outcome,
        evaluated=total.rows,
        rows=failed.rows,
        amount=failed.text,
        message=message,
        evaluated_amount=total.text,
    )
