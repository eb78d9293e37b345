"""``tillhouse checks``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tillhouse.cli._choosing import of_release, snapshot_of
from tillhouse.cli._output import count
from tillhouse.cli._rows import print_rows
from tillhouse.cli._session import Session, with_session
from tillhouse.retail.counts import either, number_of

if TYPE_CHECKING:
    from tillhouse.answers.checks import Checks, Violations


@click.command()
@click.argument("table", required=False)
@click.argument("check", required=False)
@click.option("--failing", is_flag=True, help="Leave out checks that pass.")
@click.option(
    "--limit", type=click.IntRange(0), default=20, show_default=True, metavar="N", help="Show N failing rows."
)
@of_release
@with_session
def command(
    session: Session,
    table: str | None,
    check: str | None,
    failing: bool,
    limit: int,
    number: int | None,
    as_of: str | None,
) -> int:
    """Every check with what it found; with TABLE and CHECK, the rows that break it.

    CHECK is the name of a check as listed, or as much of its beginning as only it has. The exit code is 1 when a check
    declared to stop a release does not pass; warnings do not change it.

    \b
    Example:
      tillhouse checks
      tillhouse checks ledger --failing
      tillhouse checks ledger "not_null(customer_id)" --limit 5
    """
    from tillhouse.answers.checks import checks, violations

    snapshot = snapshot_of(session, number, as_of)
    if table and check:
        broken = violations(snapshot, table, check, limit)
        session.out.document(broken)
        _print_rows(session, broken)
        return 0
    found = checks(snapshot, [snapshot.table(table).name] if table else snapshot.release.tables, failing)
    session.out.document(found)
    _print(session, found)
    return 1 if found.stops else 0


def _print(session: Session, found: Checks) -> None:
    rows = [
        (one.outcome, one.table, one.check, one.dimension, one.on_fail, one.rows, amount)
        for one, amount in found.worst_first
    ]
    headers = ("outcome", "table", "check", "dimension", "if it fails", "rows", "amount")
    session.out.table(headers, rows, "lllllrr")
    all_of_them = f"{count(found.passed)} of {number_of(len(found.results), 'check')}"
    session.out.text(
        "", f"{all_of_them} {either(found.passed, 'passes', 'pass')} in release {found.release}."
    )
    look = found.most_broken
    session.out.next(*([f'checks {look.table} "{look.check}"'] if look else []), "quality")


def _print_rows(session: Session, broken: Violations) -> None:
    if broken.rows:
        print_rows(session.out, broken.columns, broken.rows)
    breaks = either(broken.total, "breaks", "break")
    rows = f"{number_of(broken.total, 'row')} of {broken.table} {breaks} {broken.check}."
    session.out.text("", f"{rows} {broken.advice}".rstrip())
    session.out.next(f"show {broken.table}", "quality")
