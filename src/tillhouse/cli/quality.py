"""``tillhouse quality``."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from tillhouse.cli._choosing import of_release, snapshot_of
from tillhouse.cli._output import count
from tillhouse.cli._session import Session, with_session

if TYPE_CHECKING:
    from tillhouse.answers.scores import Quality, Recommendation, RowScore, TableScore

_LAST = 6
_ADVICE = 10


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

    The score of a dimension is the share of rows that pass its weakest check. The score of a table is that of its
    weakest dimension: a mean would hide the one that fails. Numerator, denominator and money are those of the weakest
    check.

    \b
    Example:
      tillhouse quality
      tillhouse quality ledger
      tillhouse quality --json
    """
    from tillhouse.answers.quality import quality

    found = quality(snapshot_of(session, number, as_of), table, last)
    session.out.document(found)
    if session.out.is_json:
        return
    _print_tables(session, found)
    if table:
        _print_dimensions(session, found.scores)
    _print_row_scores(session, found.rows)
    _print_advice(session, found.advice)
    session.out.next("checks --failing", *([] if table else ["quality ledger"]))


def _print_advice(session: Session, advice: Sequence[Recommendation]) -> None:
    if advice:
        more = (
            [f"  … and {count(len(advice) - _ADVICE)} more: quality --json"] if len(advice) > _ADVICE else []
        )
        session.out.text("", "What to do, by money and rows")
        session.out.text(*(f"  {one.text}" for one in advice[:_ADVICE]), *more)


def _print_tables(session: Session, found: Quality) -> None:
    changes = {trend.table: trend.points for trend in found.trends if trend.dimension is None}
    rows = []
    for score in found.scores:
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
    if found.is_perfect:
        session.out.text("Every check of every table passes.")


def _print_dimensions(session: Session, scores: Sequence[TableScore]) -> None:
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


def _print_row_scores(session: Session, rows: Sequence[RowScore]) -> None:
    if rows:
        session.out.text("", "Ledger lines by score (percent of the row's rules that hold)")
        session.out.table(
            ("score", "lines", "amount"), [(one.score, one.rows, one.amount) for one in rows], "rrr"
        )


def _percent(part: Fraction | None) -> str:
    from tillhouse.answers.scores import percent

    return percent(part) or "unknown"


def _change(points: Decimal | None) -> str:
    return f"{points:+.2f}".replace("-", "−") if points else ""
