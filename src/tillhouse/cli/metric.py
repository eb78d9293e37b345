"""``tillhouse metric``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tillhouse.cli._choosing import of_release, snapshot_of, words
from tillhouse.cli._metrics import cell
from tillhouse.cli._output import count, money
from tillhouse.cli._session import Session, with_session
from tillhouse.cli._unnamed import say_unnamed
from tillhouse.retail.counts import number_of
from tillhouse.retail.currencies import NONE

if TYPE_CHECKING:
    from tillhouse.answers.metrics.measured import Answer


@click.command()
@click.argument("name")
@click.option(
    "--by",
    multiple=True,
    metavar="DIM[,DIM]",
    help="One value for each month, country, product, …; repeatable.",
)
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
    by: tuple[str, ...],
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
    answer = measured(snapshot, name, words(",".join(by)), where).first(limit)
    session.out.document(answer)
    if not session.out.is_json:
        _print(session, answer, snapshot.refresh_commands)
        say_unnamed(session.out, answer.unnamed)
        session.out.text(f"Release {snapshot.release.number}.")
        session.out.next(f"why {name}", f"metrics {name}")


def _print(session: Session, answer: Answer, refresh_commands: Sequence[str]) -> None:
    unit, out, shown = answer.metric.unit, session.out, answer.rows
    divided = any(row.figure.denominator is not None for row in shown)
    places = list(shown[0].place) if shown else []
    rows = [
        (
            *(row.place[name] or "" for name in places),
            cell(unit, row.figure.value),
            *((row.figure.numerator, row.figure.denominator) if divided else ()),
            "not whole" if row.is_partial else "",
        )
        for row in shown
    ]
    headers = (
        ()
        if not answer.of
        else (*places, answer.metric.name, *(("numerator", "denominator") if divided else ()), "")
    )
    out.table(headers, rows, "l" * len(places) + "rrr"[: 3 if divided else 1])
    if not answer.of:
        out.text("No lines are like this.")
    if len(shown) < answer.of:
        out.text(f"{count(len(shown))} of {number_of(answer.of, 'value')}.")
    out.text("", answer.metric.meaning, f"Left out: {answer.metric.excludes}")
    for reason in answer.absent:
        out.text(reason)
    for one in answer.coverage:
        named = "" if one.currency == NONE else f" {one.currency}"
        out.text(
            f"Covers {count(one.lines)} of {number_of(one.lines_of, 'line')} ({one.percent_of_lines or 0:.1f} %) and"
            f" {money(one.amount)} of {money(one.amount_of)}{named} ({one.percent_of_money or 0:.1f} %)."
        )
    for table in answer.stale:
        by = out.commands(*refresh_commands)
        out.text(f"{table} was built from other sales or settings; bring it up to date:  {by}")
