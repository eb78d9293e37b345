"""How good the tables are: scores by dimension, how they move, what to do about them; the score of a row.

A score is an exact fraction from 0 to 1, made so that nothing can hide in it:

* The share of a check is the rows that pass it over the rows it looked at. A failed ``stop`` check has share
  0: its author said that no row may break it.
* The score of a dimension is the share of its weakest check, and that of a table its weakest dimension. A
  mean would rise with each check that always passes: one that fails among three would still read 0.90.
* A check that could not be computed leaves the score unknown (None), never green, unless it is already 0.
* A check that found no rows to look at says nothing about quality and has no share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import get_args

import narwhals as nw

from tillhouse.answers.checks import WORST_FIRST, combined, history, moneyless
from tillhouse.answers.scores import (
    DimensionScore,
    Quality,
    Recommendation,
    RowScore,
    TableScore,
    Trend,
    percent,
)
from tillhouse.books import is_mixed
from tillhouse.checks import Check, CheckResult, Dimension, Outcome
from tillhouse.lake.releases import Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.retail.counts import either, number_of
from tillhouse.table import Table

DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)


def quality(snapshot: Snapshot, table: str | None = None, last: int = 6) -> Quality:
    """How good the tables of a release are, or one of them, with trends over the last releases."""
    names = {snapshot.table(table).name} if table else set(snapshot.release.tables)
    past = history(snapshot.catalog, Releases(snapshot.settings.place), snapshot.release.number, last)
    ours = [(number, [one for one in results if one.table in names]) for number, results in past]
    mixed = is_mixed(snapshot.frame("statement"))
    now = [moneyless(one) if mixed else one for one in ours[-1][1]]
    return Quality(
        snapshot.release.number,
        tuple(scores(now)),
        tuple(trends(ours, last)),
        tuple(recommendations(now, snapshot.catalog.tables.values())),
        _row_scores(snapshot, mixed) if "ledger" in names else (),
    )


def _row_scores(snapshot: Snapshot, mixed: bool) -> tuple[RowScore, ...]:
    """How many ledger lines have each score, with their money unless it is of several currencies, best first."""
    amount = nw.col("amount").cast(nw.Decimal(38, 6))
    sums = (
        snapshot.frame("ledger")
        .select("score", one=nw.lit(1, nw.Int64), amount=amount)
        .group_by("score")
        .agg(nw.col("one").sum(), nw.col("amount").sum())
        .sort("score", descending=True)
    )
    found = sums.collect().iter_rows()
    return tuple(RowScore(score, rows, None if mixed else a or Decimal(0)) for score, rows, a in found)


def share(result: CheckResult) -> Fraction | None:
    """The part of the rows that pass a check; 0 for a failed ``stop``; None where nothing is known."""
    if result.rows and (result.on_fail == "stop" or result.rows >= result.evaluated):
        return Fraction(0)
    if result.outcome in ("error", "not_run") or not result.evaluated:
        return None
    return Fraction(result.evaluated - result.rows, result.evaluated)


def scores(results: Iterable[CheckResult]) -> list[TableScore]:
    """The score of each table that has results, by name. Results of several months are put together first."""
    tables: dict[str, list[CheckResult]] = {}
    for result in combined(results):
        tables.setdefault(result.table, []).append(result)
    return [_table_score(name, found) for name, found in sorted(tables.items())]


def _table_score(table: str, results: Sequence[CheckResult]) -> TableScore:
    parts = tuple(
        _dimension_score(table, dimension, [r for r in results if r.dimension == dimension])
        for dimension in DIMENSIONS
    )
    known = [(part.score, part.dimension) for part in parts if part.score is not None]
    score, weakest = min(known, key=lambda pair: pair[0], default=(None, None))
    unmeasured = any(part.unmeasured for part in parts)
    return TableScore(
        table=table,
        outcome=_overall(results),
        score=None if unmeasured and score else score,
        weakest=weakest,
        dimensions=parts,
        unchecked=tuple(part.dimension for part in parts if not part.checks),
    )


def _dimension_score(table: str, dimension: Dimension, results: Sequence[CheckResult]) -> DimensionScore:
    known = [(part, result) for result in results if (part := share(result)) is not None]
    score, weakest = min(known, key=lambda pair: pair[0], default=(None, None))
    unmeasured = tuple(result.check for result in results if result.outcome in ("error", "not_run"))
    amount = weakest.evaluated_amount if weakest else None
    return DimensionScore(
        table=table,
        dimension=dimension,
        outcome=_overall(results),
        score=None if unmeasured and score else score,
        weakest=weakest.check if weakest else None,
        numerator=max(weakest.evaluated - weakest.rows, 0) if weakest else 0,
        denominator=weakest.evaluated if weakest else 0,
        amount_passed=f"{Decimal(amount) - Decimal(weakest.amount or 0):.6f}" if weakest and amount else None,
        amount_evaluated=amount,
        checks=len(results),
        failed=tuple(result.check for result in results if result.rows),
        unmeasured=unmeasured,
    )


def _overall(results: Sequence[CheckResult]) -> Outcome:
    """Known to be bad, else unknown, else good; without a check nothing is known."""
    if any(result.rows for result in results):
        return "fail"
    return min((result.outcome for result in results), key=WORST_FIRST.index, default="not_run")


def trends(history: Sequence[tuple[int, Iterable[CheckResult]]], last: int = 6) -> list[Trend]:
    """How the scores of tables and their dimensions moved over the ``last`` of these releases, oldest first.

    Of the tables of the newest release; dimensions without checks are left out.
    """
    recent = [(release, _score_of(results)) for release, results in history[-last:]]
    newest = recent[-1][1] if recent else {}
    return [
        _trend(table, dimension, [(release, found.get((table, dimension))) for release, found in recent])
        for table, dimension in newest
    ]


def _score_of(results: Iterable[CheckResult]) -> dict[tuple[str, Dimension | None], Fraction | None]:
    found: dict[tuple[str, Dimension | None], Fraction | None] = {}
    for table in scores(results):
        found[table.table, None] = table.score
        found |= {(table.table, d.dimension): d.score for d in table.dimensions if d.checks}
    return found


def _trend(table: str, dimension: Dimension | None, points: list[tuple[int, Fraction | None]]) -> Trend:
    before = points[-2][1] if len(points) > 1 else None
    first = points[0][1] if len(points) > 1 else None
    now = points[-1][1]
    return Trend(
        table=table,
        dimension=dimension,
        releases=tuple(release for release, _ in points),
        scores=tuple(score for _, score in points),
        change=None if now is None or before is None else now - before,
        change_over=None if now is None or first is None else now - first,
    )


def recommendations(results: Iterable[CheckResult], tables: Iterable[Table]) -> list[Recommendation]:
    """A sentence for each check that is not green, by size of the money, then rows; unmeasured ones last."""
    declared = {(table.name, check.name): check for table in tables for check in table.checks}
    found = [r for r in combined(results) if r.outcome != "pass"]
    found.sort(key=lambda r: (-abs(Decimal(r.amount or 0)), -r.rows, r.table, r.check))
    return [
        Recommendation(
            table=r.table,
            check=r.check,
            outcome=r.outcome,
            rows=r.rows,
            amount=r.amount,
            text=_sentence(r, declared.get((r.table, r.check))),
        )
        for r in found
    ]


def _sentence(result: CheckResult, check: Check | None) -> str:
    advice = check.advice if check else "The check is no longer declared."
    if result.outcome in ("error", "not_run"):
        return f"{result.table}: {result.check} could not be computed. {result.message}".strip()
    if check and check.scope == "table":
        return f"{result.table}: {result.check} found {result.message or number_of(result.rows, 'finding')}. {advice}"
    money = "" if result.amount is None else f", {Decimal(result.amount):,.2f},"
    part = percent(Fraction(result.rows, result.evaluated)) if result.evaluated else None
    rows = f"{result.rows:,} of {number_of(result.evaluated, 'row')} ({part} %){money}"
    return f"{result.table}: {rows} {either(result.rows, 'breaks', 'break')} {result.check}. {advice}"
