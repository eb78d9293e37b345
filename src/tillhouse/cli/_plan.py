"""What publishing a plan would change, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tillhouse.cli._findings import print_findings
from tillhouse.cli._output import count, money
from tillhouse.retail.counts import either
from tillhouse.retail.currencies import NONE
from tillhouse.retail.sums import worded

if TYPE_CHECKING:
    from tillhouse.cli._session import Session
    from tillhouse.runs.planned import MonthChange, Planned

#: Tables whose members people count as they come and go.
_MEMBERS = {
    "dim_customer": ("customer version",),
    "dim_product": ("product",),
    "dim_country": ("country", "countries"),
}


def show(session: Session, plan: Planned) -> None:
    """Print a plan against the release it would follow."""
    out, tables = session.out, plan.tables
    out.document(plan)
    out.text(f"Would publish release {plan.number}")
    several = len({m.currency for m in plan.months}) > 1
    rows = [
        (
            f"  {m.month}",
            _named(m.currency) if several else "net sales",
            f"{money(m.before)} → {money(m.after)}",
            f"({_moved(m)})",
        )
        for m in plan.months
    ]
    out.table((), rows, "llrl")
    out.note_finer(m.before for m in plan.months)
    out.note_finer(m.after for m in plan.months)
    members = [
        f"{_signed(tables[table].rows)} {either(tables[table].rows, *names)}"
        for table, names in _MEMBERS.items()
        if table in tables and tables[table].rows
    ]
    changed = ", ".join(tables)
    out.text(*([f"  {', '.join(members)}"] if members else []))
    out.text(f"  Tables that change: {changed}." if changed else "  No table changes.")
    print_findings(out, plan.findings)
    out.text(f"Apply it: {out.command(f'apply {plan.number}')}")


def _named(currency: str) -> str:
    comma = "," if currency == NONE else ""
    return f"net sales{comma} {worded(currency)}"


def _moved(month: MonthChange) -> str:
    moved = [f"{_signed(rows)} {fate}" for fate, rows in month.rows.items() if rows]
    noun = either(month.lines_moved, "line")
    lines = f": {', '.join(moved)} {noun}" if moved else ": the same lines"
    return f"{'+' if month.difference > 0 else ''}{money(month.difference)}{lines}"


def _signed(number: int) -> str:
    return f"{'+' if number > 0 else ''}{count(number)}"
