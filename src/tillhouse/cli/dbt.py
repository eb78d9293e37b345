"""``tillhouse dbt``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tillhouse.cli._choosing import snapshot_of
from tillhouse.cli._output import count
from tillhouse.cli._session import Session, with_session
from tillhouse.errors import require
from tillhouse.retail.counts import number_of

if TYPE_CHECKING:
    from tillhouse.dbt import Compared, Project


@click.command()
@click.argument("folder", metavar="[DIR]", default="dbt", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--load", is_flag=True, help="Also copy what the project reads to PostgreSQL (the warehouse's address)."
)
@click.option(
    "--check",
    "kind",
    type=click.Choice(["duckdb", "postgres"]),
    help="Write nothing; compare the tables that dbt made there with the release.",
)
@with_session
def command(session: Session, folder: Path, load: bool, kind: str | None) -> int:
    """Write a dbt project that makes silver, gold and marts of the published release in SQL.

    Models are generated from the bodies of the tables, tests from their checks, docs from what they declare. The
    same project runs on DuckDB, which reads bronze from the files of the lake, and on PostgreSQL, where --load puts
    it. Tables that are no SQL are named; dbt copies those from the lake. JSON: `folder`, `release`, `models`, `tests`,
    `in_python`; with --check `tables`, and the exit code is 1 when one differs.

    \b
    Example:
      tillhouse dbt shop-dbt
      tillhouse dbt shop-dbt --json
    """
    require("dbt", "Writing a dbt project")
    return _check(session, folder, kind) if kind else _write(session, folder, load)


def _write(session: Session, folder: Path, load: bool) -> int:
    from tillhouse.dbt import load_sources, write
    from tillhouse.warehouses import place_of

    snapshot = snapshot_of(session)
    done = write(snapshot, folder)
    loaded = load_sources(snapshot, place_of(session.settings, "postgres")) if load else {}
    done = replace(done, loaded=loaded)
    session.out.document(done)
    _show(session, done)
    if loaded:
        tables = number_of(len(loaded), "table")
        session.out.text(f"Copied to PostgreSQL: {number_of(done.rows_loaded, 'row')} of {tables}.")
    session.out.text("", f"Build it:  cd {folder} && dbt build --profiles-dir .")
    session.out.next(f"dbt {folder} --check duckdb")
    return 0


def _show(session: Session, done: Project) -> None:
    session.out.text(
        f"{done.folder}   {number_of(len(done.models), 'model')} in SQL · {number_of(done.tests, 'test')} · "
        f"release {done.release}",
        "",
    )
    session.out.table(("not SQL", "because"), list(done.in_python.items()))


def _check(session: Session, folder: Path, kind: str) -> int:
    from tillhouse.dbt import compared

    found = compared(session.settings, snapshot_of(session), folder, kind)
    session.out.document(found)
    rows = [_row(one) for one in found.tables]
    session.out.table(("table", "rows", "made by", "fingerprint", ""), rows, "lrlll")
    said = (
        f"{number_of(len(found.tables), 'table is', 'tables are')} as published."
        if not found.differing
        else f"Not as published: {', '.join(found.differing)}."
    )
    session.out.text("", said)
    return 1 if found.differing else 0


def _row(one: Compared) -> tuple[str, str, str, str, str]:
    made_by = "SQL" if one.is_sql else "copied"
    return one.table, count(one.rows), made_by, one.made or "", "" if one.is_equal else "differs"
