"""``tillhouse tables``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tillhouse.cli._choosing import of_release, release_of
from tillhouse.cli._output import Output
from tillhouse.cli._session import Session, with_session
from tillhouse.retail.counts import number_of

if TYPE_CHECKING:
    from tillhouse.answers.tables import TableDetail


@click.command()
@click.argument("name", required=False)
@of_release
@with_session
def command(session: Session, name: str | None, number: int | None, as_of: str | None) -> None:
    """List the tables, or say what the columns of one mean.

    \b
    Example:
      tillhouse tables
      tillhouse tables ledger
      tillhouse tables daily_sales --json
    """
    from tillhouse.answers.tables import table_detail, tables

    release = release_of(session, number, as_of)
    if name is not None:
        detail = table_detail(session.catalog, name, release)
        session.out.document(detail)
        _print(session.out, detail)
        return
    found = tables(session.catalog, release)
    session.out.document(found)
    rows = [
        (one.table.layer, one.table.name, one.rows, one.months or "", one.table.grain)
        for one in found.by_layer
    ]
    session.out.table(("layer", "table", "rows", "months", "what a row is"), rows, "llrrl")
    session.out.text("", f"As of release {found.release}." if release else "Nothing has been published yet.")
    session.out.next("tables ledger", "show daily_sales", "lineage daily_sales")


def _print(out: Output, detail: TableDetail) -> None:
    table, summary = detail.summary.table, detail.summary
    held = "not published yet" if summary.rows is None else number_of(summary.rows, "row")
    months = f" in {number_of(summary.months, 'month')}" if summary.months else ""
    out.text(f"{table.name}   {table.layer} · {held}{months} · owner {table.owner}", table.grain, "")
    rows = [
        (
            name,
            c.type,
            ", ".join([c.classification] + ["key"] * (name in table.key) + ["provenance"] * c.provenance),
            c.meaning,
        )
        for name, c in table.columns.items()
    ]
    out.table(("column", "type", "", "meaning"), rows)
    out.text("", f"Reads    {', '.join(table.inputs) or 'what was delivered'}")
    out.text(f"Read by  {', '.join(detail.readers) or 'nothing'}", "")
    checks = [(one.name, one.on_fail, one.dimension) for one in table.checks]
    out.table(("check", "if it fails", "dimension"), checks)
    out.next(f"show {table.name}", f"checks {table.name}", f"lineage {table.name}")
