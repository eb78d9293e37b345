"""``tillhouse tables``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tillhouse.cli._choosing import of_release, release_of
from tillhouse.cli._session import Session, with_session
from tillhouse.retail.counts import number_of

if TYPE_CHECKING:
    from tillhouse.lake.releases import Release
    from tillhouse.table import Table


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
    from tillhouse.catalog import catalog

    release = release_of(session, number, as_of)
    if name is not None:
        _one(session, catalog()[name], release)
        return
    tables = list(catalog().tables.values())
    session.out.json([_summary(table, release) for table in tables])
    rows = [
        (t.layer, t.name, said["rows"], said["months"] or "", t.grain)
        for t in sorted(tables, key=_place)
        if (said := _summary(t, release))
    ]
    session.out.table(("layer", "table", "rows", "months", "what a row is"), rows, "llrrl")
    session.out.text("", f"As of release {release.number}." if release else "Nothing has been published yet.")
    session.out.next("tables ledger", "show daily_sales", "lineage daily_sales")


def _place(table: Table) -> tuple[int, str]:
    from tillhouse.catalog import LAYERS

    return LAYERS.index(table.layer), table.name


def _summary(table: Table, release: Release | None) -> dict[str, Any]:
    state = release.tables.get(table.name) if release else None
    return {
        "name": table.name,
        "layer": table.layer,
        "rows": state.rows if state else None,
        "months": len([m for m in state.parts if m]) if state and table.by else None,
        "grain": table.grain,
        "key": list(table.key),
        "owner": table.owner,
        "analytic": table.is_analytic,
        "covers": table.scope,
    }


def _one(session: Session, table: Table, release: Release | None) -> None:
    from tillhouse.catalog import catalog

    said = _summary(table, release) | {
        "money": table.money,
        "by": table.by,
        "inputs": list(table.inputs),
        "readers": list(catalog().readers(table.name)),
        "columns": [_column(table, name) for name in table.columns],
        "checks": [_check(check) for check in table.checks],
    }
    session.out.json(said)
    if not session.out.is_json:
        _print(session, table, said)


def _column(table: Table, name: str) -> dict[str, Any]:
    column = table.columns[name]
    return {
        "name": name,
        "type": column.type,
        "meaning": column.meaning,
        "classification": column.classification,
        "provenance": column.provenance,
        "key": name in table.key,
    }


def _check(check: Any) -> dict[str, Any]:
    return {
        "name": check.name,
        "dimension": check.dimension,
        "on_fail": check.on_fail,
        "advice": check.advice,
    }


def _print(session: Session, table: Table, said: dict[str, Any]) -> None:
    out = session.out
    held = "not published yet" if said["rows"] is None else number_of(said["rows"], "row")
    months = f" in {number_of(said['months'], 'month')}" if said["months"] else ""
    out.text(f"{table.name}   {table.layer} · {held}{months} · owner {table.owner}", table.grain, "")
    rows = [
        (
            c["name"],
            c["type"],
            ", ".join([c["classification"]] + ["key"] * c["key"] + ["provenance"] * c["provenance"]),
            c["meaning"],
        )
        for c in said["columns"]
    ]
    out.table(("column", "type", "", "meaning"), rows)
    out.text("", f"Reads    {', '.join(said['inputs']) or 'what was delivered'}")
    out.text(f"Read by  {', '.join(said['readers']) or 'nothing'}", "")
    out.table(
        ("check", "if it fails", "dimension"),
        [(c["name"], c["on_fail"], c["dimension"]) for c in said["checks"]],
    )
    out.next(f"show {table.name}", f"checks {table.name}", f"lineage {table.name}")
