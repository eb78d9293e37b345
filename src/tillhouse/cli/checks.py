"""``tillhouse checks``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tillhouse.answers.document import objects
from tillhouse.cli._choosing import of_release, snapshot_of
from tillhouse.cli._output import count
from tillhouse.cli._rows import print_rows
from tillhouse.cli._session import Session, with_session
from tillhouse.errors import UnknownName

if TYPE_CHECKING:
    from tillhouse.checks import CheckResult
    from tillhouse.lake.snapshot import Snapshot

_ORDER = {"error": 0, "not_run": 1, "fail": 2, "pass": 3}


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
    snapshot = snapshot_of(session, number, as_of)
    if table and check:
        _rows(session, snapshot, table, check, limit)
        return 0
    return _list(
        session, snapshot, [snapshot.table(table).name] if table else list(snapshot.release.tables), failing
    )


def _list(session: Session, snapshot: Snapshot, tables: list[str], failing: bool) -> int:
    from tillhouse.cli._quality import results_of

    results = [r for r in results_of(snapshot.release, snapshot) if r.table in tables]
    shown = [r for r in results if r.outcome != "pass"] if failing else results
    stops = [r for r in results if r.on_fail == "stop" and r.outcome != "pass"]
    session.out.json(
        {
            "release": snapshot.release.number,
            "checks": [r.to_json() for r in shown],
            "passed": sum(r.outcome == "pass" for r in results),
            "total": len(results),
            "stops": len(stops),
        }
    )
    if not session.out.is_json:
        _print(session, snapshot, results, shown)
    return 1 if stops else 0


def _print(
    session: Session, snapshot: Snapshot, results: list[CheckResult], shown: list[CheckResult]
) -> None:
    from decimal import Decimal

    rows = [
        (
            r.outcome,
            r.table,
            r.check,
            r.dimension,
            r.on_fail,
            r.rows,
            Decimal(r.amount) if r.rows and r.amount else None,
        )
        for r in sorted(shown, key=lambda r: (_ORDER[r.outcome], r.table))
    ]
    session.out.table(
        ("outcome", "table", "check", "dimension", "if it fails", "rows", "amount"), rows, "lllllrr"
    )
    passed = sum(r.outcome == "pass" for r in results)
    session.out.text(
        "", f"{count(passed)} of {count(len(results))} checks pass in release {snapshot.release.number}."
    )
    broken = [r for r in shown if r.outcome == "fail"]
    look = max(broken, key=lambda r: r.rows) if broken else None
    session.out.next(*([f'checks {look.table} "{look.check}"'] if look else []), "quality")


def _rows(session: Session, snapshot: Snapshot, name: str, text: str, limit: int) -> None:
    from tillhouse.answers.selection import counted
    from tillhouse.pipeline.checking import failing_rows

    table = snapshot.table(name)
    check = _named(name, text, [c.name for c in table.checks])
    declared = next(c for c in table.checks if c.name == check)
    others = {need: snapshot.frame(need) for need in declared.needs}
    frame = failing_rows(table, check, snapshot.frame(name), others)
    columns = list(frame.collect_schema().names())
    total = counted(frame)
    rows = frame.head(limit).collect().rows()
    session.out.json(
        {"table": name, "check": check, "release": snapshot.release.number, "rows": total}
        | {"advice": declared.advice, "failing": objects(columns, rows)}
    )
    if session.out.is_json:
        return
    if rows:
        print_rows(session.out, columns, rows)
    session.out.text("", f"{count(total)} rows of {name} break {check}. {declared.advice}".rstrip())
    session.out.next(f"show {name}", "quality")


def _named(table: str, text: str, known: list[str]) -> str:
    if text in known:
        return text
    close = [name for name in known if name.startswith(text)]
    if len(close) != 1:
        raise UnknownName(f"check of {table}", text, known)
    return close[0]
