"""``tillhouse sql``."""

from __future__ import annotations

import sys

import click

from tillhouse.cli._choosing import of_release, snapshot_of
from tillhouse.cli._rows import print_rows
from tillhouse.cli._session import Session, with_session
from tillhouse.retail.counts import number_of

_LIMIT = 1_000


@click.command()
@click.argument("query")
@click.option(
    "--limit",
    type=click.IntRange(0),
    metavar="N",
    help=f"At most N rows [default: {_LIMIT} as text, all as JSON].",
)
@of_release
@with_session
def command(session: Session, query: str, limit: int | None, number: int | None, as_of: str | None) -> None:
    """Ask the released tables in SQL. Nothing can be changed, and no other file can be read.

    QUERY is one SELECT in DuckDB's SQL (or WITH, FROM, VALUES, DESCRIBE, SHOW, SUMMARIZE); - reads it from standard
    input. JSON has ``columns``, ``rows`` as objects, and ``truncated``; decimals are exact text.

    \b
    Example:
      tillhouse sql "select month, sum(net_sales) from daily_sales group by month order by month"
      tillhouse sql "describe ledger"
      tillhouse sql "from monthly_sales" --json
    """
    from tillhouse.answers.rows import result

    snapshot = snapshot_of(session, number, as_of)
    most = _LIMIT if limit is None and not session.out.is_json else limit
    found = result(snapshot, sys.stdin.read() if query == "-" else query, most)
    session.out.document(found)
    if session.out.is_json:
        return
    print_rows(session.out, found.columns, found.rows)
    rows = number_of(len(found.rows), "row")
    cut = f"The first {rows} only: --limit N shows more, --json all."
    session.out.text("", cut if found.is_cut else f"{rows}, release {snapshot.release.number}")
    session.out.next("tables", 'sql "show tables"')
