"""What publishing a plan would change, in rows and in money."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tillhouse.answers.document import exact
from tillhouse.books import Statement, statement_of, statements_by
from tillhouse.cli._output import count, money

if TYPE_CHECKING:
    from tillhouse.cli._session import Session
    from tillhouse.lake.releases import Release
    from tillhouse.pipeline.stages import Candidate
    from tillhouse.settings.settings import Settings

#: Tables whose members people count as they come and go.
_MEMBERS = {"dim_customer": "customer versions", "dim_product": "products", "dim_country": "countries"}


def show(session: Session, settings: Settings, candidate: Candidate) -> None:
    """Print a staged candidate against the release it would follow."""
    number = candidate.release.number
    books = _books(settings, candidate.before), _books(settings, candidate.release)
    months = _months(candidate, *books)
    tables = _tables(candidate)
    session.out.json(
        {
            "plan": number,
            "taken": list(candidate.taken),
            "months": [_json(m) for m in months],
            "tables": tables,
        }
    )
    session.out.text(f"Would publish release {number}")
    rows = [
        (f"  {m['month']}", "net sales", f"{money(m['before'])} → {money(m['after'])}", f"({_said(m)})")
        for m in months
    ]
    session.out.table((), rows, "llrl")
    members = [
        f"{_signed(tables[t]['rows'])} {name}"
        for t, name in _MEMBERS.items()
        if tables.get(t, {}).get("rows")
    ]
    changed = ", ".join(tables)
    session.out.text(*([f"  {', '.join(members)}"] if members else []))
    session.out.text(f"  Tables that change: {changed}." if changed else "  No table changes.")
    session.out.text(f"Apply it: {session.out.command(f'apply {number}')}")


def _books(settings: Settings, release: Release | None) -> dict[str, Statement]:
    from tillhouse.lake.snapshot import Snapshot

    if release is None:
        return {}
    found = statements_by(Snapshot(settings, release).frame("statement"), "month")
    return {month: books for (month,), books in found.items()}


def _months(
    candidate: Candidate, before: Mapping[str, Statement], after: Mapping[str, Statement]
) -> list[dict[str, Any]]:
    """Months whose books or money change, each with its net before and after and the rows moved by fate."""
    touched = {c.month for c in candidate.changes if c.table in {"receipts", "statement", "ledger"}}
    found = []
    for month in sorted(touched):
        old, new = (books.get(month, statement_of(())) for books in (before, after))
        moved = {fate: new.fates[fate].rows - old.fates[fate].rows for fate in new.fates}
        net = old.fates["loaded"].amount, new.fates["loaded"].amount
        found.append({"month": month, "before": net[0], "after": net[1], "rows": moved})
    return found


def _json(month: Mapping[str, Any]) -> dict[str, Any]:
    amounts = {name: exact(month[name]) for name in ("before", "after")}
    return {**month, **amounts, "difference": exact(month["after"] - month["before"])}


def _said(month: Mapping[str, Any]) -> str:
    difference: Decimal = month["after"] - month["before"]
    moved = [f"{_signed(rows)} {fate}" for fate, rows in month["rows"].items() if rows]
    lines = f": {', '.join(moved)} lines" if moved else ": the same lines"
    return f"{'+' if difference > 0 else ''}{money(difference)}{lines}"


def _tables(candidate: Candidate) -> dict[str, dict[str, Any]]:
    """Changed tables: how many rows more or fewer, and in which months."""
    found: dict[str, dict[str, Any]] = {}
    for change in candidate.changes:
        entry = found.setdefault(change.table, {"rows": 0, "months": []})
        entry["rows"] += change.rows_after - change.rows_before
        entry["months"] += [change.month] if change.month else []
    return found


def _signed(number: int) -> str:
    return f"{'+' if number > 0 else ''}{count(number)}"
