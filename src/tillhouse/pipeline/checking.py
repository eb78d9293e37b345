"""Runs the checks of a table over one staged version: what they found, in rows and in money.

All checks that one row can tell are counted in one scan; each other check is one query. Running never raises:
a check that cannot be computed has the outcome ``error``, one whose other table is absent ``not_run``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import narwhals as nw

from tillhouse.checks import Check, CheckResult, Outcome
from tillhouse.frame import Frame, gathered
from tillhouse.lake.check_results import Tally, absent, failure, judged, result_of, wanting
from tillhouse.retail.counts import either, number_of
from tillhouse.table import Table

#: Under this key `run_checks_by_month` gives what concerns the table as a whole.
WHOLE = "*"
_ROWS, _AMOUNT, _MONTH = "__rows", "__amount", "__month"


#: What a check found: a tally per month (or under `WHOLE`); or the outcome and message if there is none.
Found = Mapping[str, Tally] | tuple[Outcome, str]


def run_checks(table: Table, frame: Frame, others: Mapping[str, Frame]) -> list[CheckResult]:
    """The result of each check of ``table`` on ``frame``, in the order they are declared. Never raises.

    others: the tables that checks refer to, by name.
    """
    return _run(table, table.checks, frame, others, None)[WHOLE]


def run_checks_by_month(
    table: Table, frame: Frame, others: Mapping[str, Frame], whole: Frame | None = None
) -> dict[str, list[CheckResult]]:
    """The results of a table declared ``by="month"``, for each month that occurs in ``frame``. Never raises.

    ``frame`` may hold only the months that were rebuilt; rows are compared with the rows it holds. Checks
    that judge the table as a whole (`row_count`, `fresh`, `distribution`) are under `WHOLE` and read
    ``whole``, all months of the table, or ``frame`` if it is not given. When ``frame`` cannot be read at all,
    every check is there, as an error.
    """
    single = [check for check in table.checks if check.scope == "rows"]
    of_whole = [check for check in table.checks if check.scope == "table"]
    results = _run(table, single, frame, others, table.by)
    if of_whole:
        source = frame if whole is None else whole
        results.setdefault(WHOLE, []).extend(judged(table, check, source, others) for check in of_whole)
    return results


def _run(
    table: Table, checks: Sequence[Check], frame: Frame, others: Mapping[str, Frame], by: str | None
) -> dict[str, list[CheckResult]]:
    try:
        totals, found = _scanned(table, [c for c in checks if c.breaks is not None], frame, by)
    except Exception as error:
        return {WHOLE: [_result(table, check, Tally(), WHOLE, failure(error)) for check in checks]}
    results: dict[str, list[CheckResult]] = {month: [] for month in sorted(totals)}
    for check in checks:
        if check.scope == "table":
            results[WHOLE].append(judged(table, check, frame, others))
            continue
        if check.name not in found:
            found[check.name] = _queried(table, check, frame, others, by)
        for month, total in totals.items():
            results[month].append(_result(table, check, total, month, found[check.name]))
    return results


def _scanned(
    table: Table, checks: Sequence[Check], frame: Frame, by: str | None
) -> tuple[Mapping[str, Tally], dict[str, Found]]:
    """All rows and those that break each check, in one scan; if that fails, in one scan for each check."""
    named = {check.name: check.breaks for check in checks if check.breaks is not None}
    try:
        totals, *tallies = _tallies(table, list(named.values()), frame, by)
        return totals, dict(zip(named, tallies, strict=True))
    except Exception:
        totals = _tallies(table, [], frame, by)[0]
        return totals, {name: _scanned_alone(table, breaks, frame, by) for name, breaks in named.items()}


def _scanned_alone(table: Table, breaks: nw.Expr, frame: Frame, by: str | None) -> Found:
    try:
        return _tallies(table, [breaks], frame, by)[1]
    except Exception as error:
        return failure(error)


def _queried(table: Table, check: Check, frame: Frame, others: Mapping[str, Frame], by: str | None) -> Found:
    """The rows that one check returns, counted."""
    if lacking := absent(check, others):
        return wanting(lacking)
    try:
        return _tallies(table, [], check.rows(frame, others), by)[0]
    except Exception as error:
        return failure(error)


def _tallies(
    table: Table, predicates: Sequence[nw.Expr], frame: Frame, by: str | None
) -> list[Mapping[str, Tally]]:
    """One scan: all rows of ``frame``, then those for which each predicate is true; by month if asked."""
    marks = {f"{_ROWS}{i}": breaks.cast(nw.Int8) for i, breaks in enumerate(predicates, 1)}
    if table.money:
        money = nw.col(table.money).cast(nw.Decimal(38, 6))
        marks[f"{_AMOUNT}0"] = money
        marks |= {f"{_AMOUNT}{i}": nw.when(breaks).then(money) for i, breaks in enumerate(predicates, 1)}
    sums = [nw.len().alias(f"{_ROWS}0"), *(nw.col(name).sum() for name in marks)]
    month = nw.lit(WHOLE) if by is None else nw.col(by).fill_null("unknown")
    marked = frame.with_columns(month.alias(_MONTH), **marks)
    summed = marked.select(*sums) if by is None else marked.group_by(_MONTH).agg(*sums)
    found = {row.get(_MONTH, WHOLE): row for row in gathered(summed).iter_rows(named=True)}
    return [
        {group: _tally(row, i, bool(table.money)) for group, row in found.items()}
        for i in range(len(predicates) + 1)
    ]


def _tally(row: Mapping[str, Any], i: int, money: bool) -> Tally:
    """The i-th count of a row of sums; a sum over no rows is null on some engines."""
    return Tally(int(row[f"{_ROWS}{i}"] or 0), Decimal(row[f"{_AMOUNT}{i}"] or 0) if money else None)


def _result(table: Table, check: Check, total: Tally, month: str, found: Found) -> CheckResult:
    if isinstance(found, tuple):
        return result_of(table, check, *found)
    failed = found.get(month, Tally(0, Decimal(0) if table.money else None))
    if not failed.rows:
        return result_of(table, check, "pass", "", total, failed)
    return result_of(
        table,
        check,
        "fail",
        f"{failed.rows:,} of {number_of(total.rows, 'row')} {either(failed.rows, 'breaks', 'break')} it.",
        total,
        failed,
    )
