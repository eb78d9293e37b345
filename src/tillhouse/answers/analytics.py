"""What is known of an analytic beside its rows: the lines it covers, and those that all analytics leave out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tillhouse.lake.snapshot import Snapshot
from tillhouse.table import Table

_WINDOW = "observation_window"


@dataclass(frozen=True)
class Scope:
    """The lines an analytic is about, of those there are in one currency. percent_of_money: None of no money."""

    name: str
    currency: str | None
    lines: int
    lines_of: int
    percent_of_lines: Decimal
    amount: Decimal
    amount_of: Decimal
    percent_of_money: Decimal | None


@dataclass(frozen=True)
class Later:
    """Lines of one currency whose day lies after the window that analytics look at."""

    currency: str | None
    last_day: date
    latest_day: date
    lines: int
    amount: Decimal


def scopes(snapshot: Snapshot, table: Table) -> list[Scope]:
    """What an analytic covers, by currency; nothing where the release does not say."""
    if "coverage" not in snapshot.release.tables:
        return []
    rows = snapshot.rows("coverage").sort("currency").iter_rows(named=True)
    return [
        Scope(
            row["scope"],
            row["currency"],
            row["lines_in_scope"],
            row["lines_of"],
            row["percent_of_lines"],
            row["amount"],
            row["amount_of"],
            row["percent_of_money"],
        )
        for row in rows
        if row["scope"] == table.scope
    ]


def later(snapshot: Snapshot) -> list[Later]:
    """The lines that analytics of a release leave out because they are dated after their delivery."""
    if _WINDOW not in snapshot.release.tables:
        return []
    return [
        Later(row["currency"], row["last_day"], row["latest_day"], row["lines_after"], row["amount_after"])
        for row in snapshot.rows(_WINDOW).iter_rows(named=True)
        if row["lines_after"]
    ]
