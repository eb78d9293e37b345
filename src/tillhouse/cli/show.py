"""``tillhouse show``."""

from __future__ import annotations

import click

from tillhouse.cli._analytics import said_of, say_why_empty, say_why_no_figure, say_why_without_values
from tillhouse.cli._choosing import of_release, of_rows, selection_of, snapshot_of
from tillhouse.cli._output import count
from tillhouse.cli._rows import print_rows
from tillhouse.cli._session import Session, with_session
from tillhouse.cli._unnamed import say_unnamed_of
from tillhouse.retail.counts import number_of


@click.command()
@click.argument("table")
@of_rows
@click.option(
    "--limit", type=click.IntRange(0), default=20, show_default=True, metavar="N", help="At most N rows."
)
@of_release
@with_session
def command(
    session: Session,
    table: str,
    where: tuple[str, ...],
    columns: str | None,
    order_by: str | None,
    limit: int,
    number: int | None,
    as_of: str | None,
) -> None:
    """Show rows of a table as published.

    JSON is an array of objects; decimals are exact text.

    \b
    Example:
      tillhouse show daily_sales
      tillhouse show ledger --where month=2011-11 --where "country=United Kingdom" --limit 5
      tillhouse show ledger --where customer_id= --columns invoice_no,amount --order-by=-amount
    """
    from tillhouse.answers.rows import rows_of

    snapshot = snapshot_of(session, number, as_of)
    declared = snapshot.table(table)
    chosen = selection_of(where, columns, order_by or ",".join(declared.key), limit)
    shown = rows_of(snapshot, table, chosen)
    session.out.document(shown)
    if session.out.is_json:
        return
    estimates = {name for name, kind in declared.types.items() if kind in ("share", "number")}
    print_rows(session.out, shown.columns, shown.rows, estimates)
    here, all_of_them = len(shown.rows), number_of(shown.of, "row")
    more = f"{count(here)} of {all_of_them}" if shown.of > here else all_of_them
    session.out.text("", f"{more} of {table}, release {snapshot.release.number}")
    if "currency" in shown.columns:
        say_unnamed_of(session.out, snapshot)
    if not shown.of and not where:
        say_why_empty(session.out, snapshot, declared)
    empty = {name for at, name in enumerate(shown.columns) if any(row[at] is None for row in shown.rows)}
    say_why_without_values(session.out, snapshot, declared, empty)
    if table == "kpis":
        say_why_no_figure(session.out, snapshot, shown)
    if declared.is_analytic:
        session.out.text(*said_of(session.out, snapshot, declared))
    session.out.next(f"tables {table}", f"export {table} --to {table}.csv", f"lineage {table}")
