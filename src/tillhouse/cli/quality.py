"""``tillhouse quality``."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from tillhouse.cli._choosing import of_release, snapshot_of
from tillhouse.cli._output import count
from tillhouse.cli._session import Session, with_session

if TYPE_CHECKING:
    from tillhouse.answers.quality import TableScore, Trend
    from tillhouse.lake.snapshot import Snapshot

_LAST = 6


@click.command()
@click.argument("table", required=False)
@click.option(
    "--last",
    type=click.IntRange(1),
    default=_LAST,
    show_default=True,
    metavar="N",
    help="Trends over N releases.",
)
@of_release
@with_session
def command(session: Session, table: str | None, last: int, number: int | None, as_of: str | None) -> None:
    """How good the tables are, in six dimensions, and what to do about it.

    The score of a dimension is the share of rows that pass its weakest check, that of a table its weakest dimension: a
    mean would hide the one that fails. Numerator, denominator and money are those of the weakest check.

    \b
    Example:
      tillhouse quality
      tillhouse quality ledger
      tillhouse quality --json
    """
    from tillhouse.answers import quality
    from tillhouse.catalog import catalog
    from tillhouse.cli._quality import history

    snapshot = snapshot_of(session, number, as_of)
    names = {snapshot.table(table).name} if table else set(snapshot.release.tables)
    past = history(session.releases, snapshot.release.number, last)
    past = [(n, [r for r in results if r.table in names]) for n, results in past]
    now = list(past[-1][1])
    scores, moved = quality.scores(now), quality.trends(past, last)
    advice = quality.recommendations(now, catalog().tables.values())
    rows = _row_scores(snapshot) if "ledger" in names else []
    session.out.json(
        {
            "release": snapshot.release.number,
            "tables": [quality.to_json(score) for score in scores],
            "trends": [quality.to_json(trend) for trend in moved],
            "recommendations": [quality.to_json(one) for one in advice],
            "ledger_row_scores": rows,
        }
    )
    if session.out.is_json:
        return
    _print_tables(session, scores, moved)
    if table:
        _print_dimensions(session, scores)
    _print_row_scores(session, rows)
    if advice:
        session.out.text("", "What to do, by money and rows")
        session.out.text(*(f"  {one.text}" for one in advice[:10]))
        session.out.text(
            *([f"  … and {count(len(advice) - 10)} more: quality --json"] if len(advice) > 10 else [])
        )
    session.out.next("checks --failing", *([] if table else ["quality ledger"]))


def _print_tables(session: Session, scores: list[TableScore], moved: list[Trend]) -> None:
    from tillhouse.answers.quality import percent

    changes = {trend.table: trend.change for trend in moved if trend.dimension is None}
    rows = []
    for score in scores:
        weakest = next((d for d in score.dimensions if d.dimension == score.weakest), None)
        passed = weakest and f"{count(weakest.numerator)} of {count(weakest.denominator)}"
        rows.append(
            (
                score.table,
                _percent(score.score),
                _change(changes.get(score.table)),
                score.weakest or "",
                passed or "",
            )
        )
    session.out.table(("table", "score %", "change", "weakest dimension", "rows that pass"), rows, "lrrlr")
    if all(percent(score.score) == "100.00" for score in scores):
        session.out.text("Every check of every table passes.")


def _print_dimensions(session: Session, scores: list[TableScore]) -> None:
    rows = [
        (
            d.dimension,
            _percent(d.score) if d.checks else "no checks",
            d.weakest or "",
            d.numerator,
            d.denominator,
            d.amount_passed and Decimal(d.amount_passed),
            d.amount_evaluated and Decimal(d.amount_evaluated),
        )
        for score in scores
        for d in score.dimensions
    ]
    session.out.text("")
    headers = ("dimension", "score %", "weakest check", "pass", "of", "amount", "of")
    session.out.table(headers, rows, "lrlrrrr")


def _row_scores(snapshot: Snapshot) -> list[dict[str, Any]]:
    """How many ledger lines have each score, with their money, best first."""
    import narwhals as nw

    amount = nw.col("amount").cast(nw.Decimal(38, 6))
    sums = (
        snapshot.frame("ledger")
        .select("score", one=nw.lit(1, nw.Int64), amount=amount)
        .group_by("score")
        .agg(nw.col("one").sum(), nw.col("amount").sum())
        .sort("score", descending=True)
    )
    return [
        {"score": s, "rows": rows, "amount": a or Decimal(0)} for s, rows, a in sums.collect().iter_rows()
    ]


def _print_row_scores(session: Session, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.out.text("", "Ledger lines by score (percent of the row's rules that hold)")
        session.out.table(("score", "lines", "amount"), [tuple(row.values()) for row in rows], "rrr")


def _percent(part: Fraction | None) -> str:
    from tillhouse.answers.quality import percent

    return percent(part) or "unknown"


def _change(part: Fraction | None) -> str:
    if not part:
        return ""
    points = Decimal(part.numerator) / Decimal(part.denominator) * 100
    return f"{points:+.2f}".replace("-", "−")
