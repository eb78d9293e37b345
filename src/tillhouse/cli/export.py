"""``tillhouse export``."""

from __future__ import annotations

import click

from tillhouse.cli._choosing import of_release, of_rows, selection_of, snapshot_of
from tillhouse.cli._output import has_had_enough, size, warn
from tillhouse.cli._session import Session, with_session
from tillhouse.retail.counts import number_of


@click.command()
@click.argument("table")
@click.option(
    "--to",
    "target",
    required=True,
    metavar="FILE",
    help="Where to: FILE.csv, .xlsx, .parquet, .ndjson; or -.",
)
@click.option(
    "--format", "form", metavar="NAME", help="csv, xlsx, parquet or ndjson [default: by the ending]."
)
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@of_rows
@of_release
@with_session
def command(
    session: Session,
    table: str,
    target: str,
    form: str | None,
    force: bool,
    where: tuple[str, ...],
    columns: str | None,
    order_by: str | None,
    number: int | None,
    as_of: str | None,
) -> None:
    """Write all rows of a table to a file, complete or not at all.

    In CSV and XLSX a text that a spreadsheet could run as a formula gets an apostrophe before it; numbers stay
    numbers. XLSX goes on in another sheet where one is full. With ``--to -`` the rows are the only output.

    \b
    Example:
      tillhouse export daily_sales --to daily_sales.csv
      tillhouse export monthly_sales --to monthly_sales.parquet --json
      tillhouse export ledger --to - --format ndjson --where fate=quarantined
    """
    from tillhouse.answers.exports import STDOUT, export_of, format_of

    chosen_format = format_of(target, form)
    snapshot = snapshot_of(session, number, as_of)
    chosen = selection_of(where, columns, order_by)
    try:
        done = export_of(snapshot, table, chosen, target, chosen_format, force=force)
    except OSError as error:
        if target == STDOUT and has_had_enough(error):
            return
        raise
    if target == STDOUT:
        warn(f"{number_of(done.rows, 'row')} of {table}, release {snapshot.release.number}")
        return
    session.out.document(done)
    session.out.text(
        f"{done.path}   {number_of(done.rows, 'row')} · {size(done.bytes or 0)} · release {snapshot.release.number}"
    )
    session.out.text(f"SHA-256  {done.sha256}")
    session.out.next(f"show {table}", "fingerprint")
