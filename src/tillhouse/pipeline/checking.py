"""Runs the checks of a table over one staged version: what they found, in rows and in money.

All checks that one row can tell are counted in one scan, which adds up the rows that break one of them; each other
check is one query. Running never raises: a check that cannot be computed has the outcome ``error``, one whose other
table is absent ``not_run``.
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


def run_checks(
    table: Table, frame: Frame, others: Mapping[str, Frame], total: Tally | None = None
) -> list[CheckResult]:
    """The result of each check of ``table`` on ``frame``, in the order they are declared. Never raises.

    others: the tables that checks refer to, by name. total: all its rows, where they are counted already.
    """
    totals = None if total is None else {WHOLE: total}
    return _run(table, table.checks, frame, others, None, totals)[WHOLE]


def run_checks_by_month(
    table: Table,
    frame: Frame,
    others: Mapping[str, Frame],
    whole: Frame | None = None,
    totals: Mapping[str, Tally] | None = None,
) -> dict[str, list[CheckResult]]:
    """The results of a table declared ``by="month"``, for each month that occurs in ``frame``. Never raises.

    ``frame`` may hold only the months that were rebuilt; rows are compared with the rows it holds. Checks
    that judge the table as a whole (`row_count`, `fresh`, `distribution`) are under `WHOLE` and read
    ``whole``, all months of the table, or ``frame`` if it is not given. When ``frame`` cannot be read at all,
    every check is there, as an error. totals: all rows of ``frame`` by month, where they are counted already.
    """
    single = [check for check in table.checks if check.scope == "rows"]
    of_whole = [check for check in table.checks if check.scope == "table"]
    results = _run(table, single, frame, others, table.by, totals)
    if of_whole:
        source = frame if whole is None else whole
        results.setdefault(WHOLE, []).extend(judged(table, check, source, others) for check in of_whole)
    return results


def _run(
    table: Table,
    checks: Sequence[Check],
    frame: Frame,
    others: Mapping[str, Frame],
    by: str | None,
    known: Mapping[str, Tally] | None,
) -> dict[str, list[CheckResult]]:
    try:
        totals = _tally_of(table, frame, by) if known is None else known
    except Exception as error:
        return {WHOLE: [_result(table, check, Tally(), WHOLE, failure(error)) for check in checks]}
    found = _scanned(table, checks, frame, by)
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


def _scanned(table: Table, checks: Sequence[Check], frame: Frame, by: str | None) -> dict[str, Found]:
    """The rows that break each check, in one scan; if that fails, in one scan for each check."""
    named = {check.name: check.breaks for check in checks if check.breaks is not None}
    try:
        return dict(zip(named, _broken(table, list(named.values()), frame, by), strict=True))
    except Exception:
        return {name: _scanned_alone(table, breaks, frame, by) for name, breaks in named.items()}


def _scanned_alone(table: Table, breaks: nw.Expr, frame: Frame, by: str | None) -> Found:
    try:
        return _broken(table, [breaks], frame, by)[0]
    except Exception as error:
        return failure(error)


def _queried(table: Table, check: Check, frame: Frame, others: Mapping[str, Frame], by: str | None) -> Found:
    """The rows that one check returns, counted."""
    if lacking := absent(check, others):
        return wanting(lacking)
    try:
        return _tally_of(table, check.rows(frame, others), by)
    except Exception as error:
        return failure(error)


def _tally_of(table: Table, frame: Frame, by: str | None) -> Mapping[str, Tally]:
    """All rows of ``frame``; by month if asked."""
    money = {f"{_AMOUNT}0": nw.col(table.money).cast(nw.Decimal(38, 6))} if table.money else {}
    return _summed(table, [nw.len().alias(f"{_ROWS}0")], money, frame, by)[0]


def _broken(
    table: Table, predicates: Sequence[nw.Expr], frame: Frame, by: str | None
) -> list[Mapping[str, Tally]]:
    """The rows for which each predicate is true, in one scan; by month if asked."""
    if not predicates:
        return []
    marks = {f"{_ROWS}{i}": breaks for i, breaks in enumerate(predicates)}
    kept = [name for name in (table.money, by) if name]
    marked = frame.select(*dict.fromkeys(kept), **marks)
    some = marked.filter(nw.any_horizontal(*map(nw.col, marks), ignore_nulls=False))
    terms = {name: nw.col(name).cast(nw.Int8) for name in marks}
    if table.money:
        money = nw.col(table.money).cast(nw.Decimal(38, 6))
        terms |= {f"{_AMOUNT}{i}": nw.when(nw.col(name)).then(money) for i, name in enumerate(marks)}
    return _summed(table, [nw.col(name).sum() for name in marks], terms, some, by)


def _summed(
    table: Table, counts: Sequence[nw.Expr], terms: Mapping[str, nw.Expr], frame: Frame, by: str | None
) -> list[Mapping[str, Tally]]:
    """A tally for each count of rows, with the sum of its money among the terms; by month if asked."""
    sums = [*counts, *(nw.col(name).sum() for name in terms if name.startswith(_AMOUNT))]
    month = nw.lit(WHOLE) if by is None else nw.col(by).fill_null("unknown")
    marked = frame.with_columns(month.alias(_MONTH), **terms)
    summed = marked.select(*sums) if by is None else marked.group_by(_MONTH).agg(*sums)
    found = {row.get(_MONTH, WHOLE): row for row in gathered(summed).iter_rows(named=True)}
    return [
        {group: _tally(row, i, bool(table.money)) for group, row in found.items()} for i in range(len(counts))
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
