"""What the checks of a release found, and the rows that break one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from typing import Any

from tillhouse.answers.document import objects
from tillhouse.answers.selection import counted
from tillhouse.books import is_mixed
from tillhouse.catalog import Catalog
from tillhouse.checks import CheckResult, Outcome
from tillhouse.errors import UnknownName
from tillhouse.lake.check_results import failing_rows, judged_now, kept_results
from tillhouse.lake.releases import Release, Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.retail.counts import either, number_of

#: The results of one check put together have the first of these that occurs.
WORST_FIRST: tuple[Outcome, ...] = ("error", "not_run", "fail", "pass")


@dataclass(frozen=True)
class Checks:
    """Results of some tables. is_failing: those that pass are not shown."""

    release: int
    results: tuple[CheckResult, ...]
    is_failing: bool = False

    @property
    def shown(self) -> list[CheckResult]:
        """The results that are asked for."""
        return [one for one in self.results if one.outcome != "pass"] if self.is_failing else [*self.results]

    @property
    def worst_first(self) -> list[tuple[CheckResult, Decimal | None]]:
        """The results shown, what is unknown before what fails, with the money of the rows that break each."""
        ordered = sorted(self.shown, key=lambda one: (WORST_FIRST.index(one.outcome), one.table))
        return [(one, Decimal(one.amount) if one.rows and one.amount else None) for one in ordered]

    @property
    def most_broken(self) -> CheckResult | None:
        """The check shown that most rows break."""
        failed = [one for one in self.shown if one.outcome == "fail"]
        return max(failed, key=lambda one: one.rows, default=None)

    @property
    def passed(self) -> int:
        """Checks that pass."""
        return sum(one.outcome == "pass" for one in self.results)

    @property
    def stops(self) -> int:
        """Checks that do not pass and are declared to stop a release."""
        return sum(one.on_fail == "stop" and one.outcome != "pass" for one in self.results)

    def document(self) -> dict[str, Any]:
        """What checks found, for programs.

        release: integer. The release that answers.
        checks: list of CheckResult. Each check; with `--failing` those that do not pass.
        passed: integer. Checks that pass, of all.
        total: integer. All checks of these tables.
        stops: integer. Checks that do not pass and are declared to stop a release.
        """
        return {
            "release": self.release,
            "checks": [one.document() for one in self.shown],
            "passed": self.passed,
            "total": len(self.results),
            "stops": self.stops,
        }


@dataclass(frozen=True)
class Violations:
    """The rows that break one check: how many there are, and the first of them by column."""

    release: int
    table: str
    check: str
    advice: str
    total: int
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def document(self) -> dict[str, Any]:
        """The rows that break a check, for programs.

        table: text. The table that was checked.
        check: text. The check as it is declared.
        release: integer. The release that answers.
        rows: integer. Rows that break it.
        advice: text. What to do about it.
        failing: list of object. The first of these rows, by column; findings of a check of the whole table.
        """
        return {
            "table": self.table,
            "check": self.check,
            "release": self.release,
            "rows": self.total,
            "advice": self.advice,
            "failing": objects(self.columns, self.rows),
        }


def checks(snapshot: Snapshot, tables: Iterable[str], is_failing: bool = False) -> Checks:
    """What the checks of some tables found, freshness as of today."""
    wanted = set(tables)
    found = tuple(
        one for one in results_of(snapshot.catalog, snapshot.release, snapshot) if one.table in wanted
    )
    if is_mixed(snapshot.frame("statement")):
        found = tuple(map(moneyless, found))
    return Checks(snapshot.release.number, found, is_failing)


def violations(snapshot: Snapshot, table: str, check: str, limit: int) -> Violations:
    """The rows that break a check, named as declared or by as much of its beginning as only it has.

    Raises `UnknownName`.
    """
    declared = snapshot.table(table)
    name = _named(table, check, [one.name for one in declared.checks])
    one = next(one for one in declared.checks if one.name == name)
    others = {need: snapshot.frame(need) for need in one.needs}
    frame = failing_rows(declared, name, snapshot.frame(table), others)
    columns = tuple(frame.collect_schema().names())
    rows = tuple(frame.head(limit).collect().rows())
    return Violations(snapshot.release.number, table, name, one.advice, counted(frame), columns, rows)


def results_of(known: Catalog, release: Release, snapshot: Snapshot | None = None) -> list[CheckResult]:
    """One result for each table and check, in the order of the catalog.

    With a snapshot, freshness is judged as of today; without, as of the run that made the release.
    """
    found: list[CheckResult] = []
    for name, table in known.tables.items():
        if name in release.tables:
            kept = kept_results(table, release.tables[name])
            now = {r.check: r for r in judged_now(table, snapshot.frame(name))} if snapshot else {}
            found += [now.get(result.check, result) for result in kept]
    return combined(found)


def moneyless(one: CheckResult) -> CheckResult:
    """The result without amounts, which would add money of several currencies."""
    return replace(one, amount=None, evaluated_amount=None)


def history(
    known: Catalog, releases: Releases, upto: int, last: int
) -> list[tuple[int, Iterable[CheckResult]]]:
    """The results of the newest releases up to one, oldest first."""
    numbers = [number for number in releases.numbers() if number <= upto][-last:]
    return [(number, results_of(known, releases.load(number))) for number in numbers]


def combined(results: Iterable[CheckResult]) -> list[CheckResult]:
    """One result per table and check from the results of its months: rows and money added up."""
    groups: dict[tuple[str, str], list[CheckResult]] = {}
    for result in results:
        groups.setdefault((result.table, result.check), []).append(result)
    return [reduce(_plus, group) for group in groups.values()]


def _plus(a: CheckResult, b: CheckResult) -> CheckResult:
    worst = min(a, b, key=lambda result: WORST_FIRST.index(result.outcome))
    rows, evaluated = a.rows + b.rows, a.evaluated + b.evaluated
    counted = f"{rows:,} of {number_of(evaluated, 'row')} {either(rows, 'breaks', 'break')} it."
    return CheckResult(
        table=a.table,
        check=a.check,
        dimension=a.dimension,
        on_fail=a.on_fail,
        outcome=worst.outcome,
        evaluated=evaluated,
        rows=rows,
        amount=_sum(a.amount, b.amount),
        message=counted if worst.outcome == "fail" else worst.message,
        evaluated_amount=_sum(a.evaluated_amount, b.evaluated_amount),
    )


def _sum(a: str | None, b: str | None) -> str | None:
    known = [Decimal(amount) for amount in (a, b) if amount is not None]
    return f"{sum(known):.6f}" if known else None


def _named(table: str, text: str, known: Sequence[str]) -> str:
    if text in known:
        return text
    close = [name for name in known if name.startswith(text)]
    if len(close) != 1:
        raise UnknownName(f"check of {table}", text, known)
    return close[0]
