"""``tillhouse metric``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tillhouse.cli._choosing import of_release, snapshot_of, words
from tillhouse.cli._metrics import as_number, worded
from tillhouse.cli._output import count, money
from tillhouse.cli._session import Session, with_session

if TYPE_CHECKING:
    from tillhouse.answers.metrics.coverage import Coverage
    from tillhouse.answers.metrics.measured import Answer, Row


@click.command()
@click.argument("name")
@click.option("--by", metavar="DIM[,DIM]", help="One value for each month, country, product, …")
@click.option(
    "--where",
    multiple=True,
    metavar="DIM=VALUE",
    help="Only such lines; also !=, <, <=, >, >=; DIM= finds missing values. Repeat: all must hold.",
)
@click.option("--limit", type=click.IntRange(0), metavar="N", help="At most N values [default: all].")
@of_release
@with_session
def command(
    session: Session,
    name: str,
    by: str | None,
    where: tuple[str, ...],
    limit: int | None,
    number: int | None,
    as_of: str | None,
) -> None:
    """What a metric comes to, in all or by dimensions, with what it covers and leaves out.

    Values are within a currency: money of two is never added. Periods come in order, everything else by the largest
    value. JSON: ``rows`` with ``value``, ``numerator`` and ``denominator``; ``is_partial`` where a period, or one it is
    compared with, is not whole in the data.

    \b
    Example:
      tillhouse metric revenue --by month
      tillhouse metric average_order_value --by country --where month=2011-11 --limit 5
      tillhouse metric revenue_month_over_month --json
    """
    from tillhouse.answers.metrics.measured import measured

    snapshot = snapshot_of(session, number, as_of)
    answer = measured(snapshot, name, words(by), where)
    shown = answer.rows if limit is None else answer.rows[:limit]
    session.out.json(
        {
            **answer.metric.definition(),
            "release": snapshot.release.number,
            "where": list(where),
            "rows": [_row(answer, row) for row in shown],
            "of": len(answer.rows),
            "coverage": [_coverage(one) for one in answer.coverage],
            "behind": list(answer.behind),
        }
    )
    if not session.out.is_json:
        _print(session, answer, shown, snapshot.catches_up)
        session.out.text(f"Release {snapshot.release.number}.")
        session.out.next(f"why {name}", f"metrics {name}")


def _row(answer: Answer, row: Row) -> dict[str, Any]:
    figure = row.figure
    said: dict[str, Any] = {**row.place, "value": as_number(answer.metric.unit, figure.value)}
    if figure.numerator is not None or figure.denominator is not None:
        said |= {"numerator": figure.numerator, "denominator": figure.denominator}
    return said if row.is_partial is None else {**said, "is_partial": row.is_partial}


def _coverage(one: Coverage) -> dict[str, Any]:
    return {
        "currency": one.currency,
        "lines": one.lines,
        "lines_of": one.lines_of,
        "percent_of_lines": one.percent_of_lines,
        "amount": one.amount,
        "amount_of": one.amount_of,
        "percent_of_money": one.percent_of_money,
    }


def _print(session: Session, answer: Answer, shown: tuple[Row, ...], catches_up: str) -> None:
    unit, out = answer.metric.unit, session.out
    divided = any(row.figure.denominator is not None for row in shown)
    places = list(shown[0].place) if shown else []
    rows = [
        (
            *(row.place[name] or "" for name in places),
            worded(unit, row.figure.value),
            *((row.figure.numerator, row.figure.denominator) if divided else ()),
            "not whole" if row.is_partial else "",
        )
        for row in shown
    ]
    headers = (
        ()
        if not answer.rows
        else (*places, answer.metric.name, *(("numerator", "denominator") if divided else ()), "")
    )
    out.table(headers, rows, "l" * len(places) + "rrr"[: 3 if divided else 1])
    if not answer.rows:
        out.text("No lines are like this.")
    if len(shown) < len(answer.rows):
        out.text(f"{count(len(shown))} of {count(len(answer.rows))} values.")
    out.text("", answer.metric.meaning, f"Left out: {answer.metric.excludes}")
    for one in answer.coverage:
        out.text(
            f"Covers {count(one.lines)} of {count(one.lines_of)} lines ({one.percent_of_lines or 0:.1f} %) and"
            f" {money(one.amount)} of {money(one.amount_of)} {one.currency} ({one.percent_of_money or 0:.1f} %)."
        )
    for table in answer.behind:
        by = out.command(catches_up)
        out.text(f"{table} was built from other sales or settings; bring it up to date:  {by}")
