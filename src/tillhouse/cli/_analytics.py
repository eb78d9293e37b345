"""What is said of an analytic wherever it is shown: its definition, what it covers, and whether it is up to date."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from tillhouse.cli._output import count, money, warn
from tillhouse.errors import installing
from tillhouse.retail.counts import either, number_of
from tillhouse.retail.currencies import NONE

if TYPE_CHECKING:
    from decimal import Decimal

    from tillhouse.answers.analytics import Later, Scope
    from tillhouse.answers.rows import Rows
    from tillhouse.cli._output import Output
    from tillhouse.lake.snapshot import Snapshot
    from tillhouse.runs.analysing import Analysed
    from tillhouse.settings.settings import Settings
    from tillhouse.table import Table

#: What is said of an analytic that is not up to date.
STALE = "Built from other sales or settings"


def said_of(out: Output, snapshot: Snapshot, table: Table) -> list[str]:
    """Sentences about one analytic of a release."""
    from tillhouse.answers.analytics import scopes

    said = [table.grain, *map(_sentence, scopes(snapshot, table))]
    if table.name in snapshot.stale:
        said.append(f"{STALE}; bring it up to date:  {out.commands(*snapshot.refresh_commands)}")
    return said


def say_why_empty(out: Output, snapshot: Snapshot, table: Table) -> None:
    """Say why a table without rows has none, where it is for what no line says."""
    from tillhouse.answers.emptiness import reasons

    for why in reasons(snapshot, table):
        out.text(f"{table.name} has no rows for {why}.")


def say_why_without_values(out: Output, snapshot: Snapshot, table: Table, empty: Collection[str]) -> None:
    """Say why columns have no values in some rows, where they are for what no line says."""
    from tillhouse.answers.emptiness import lines_as_orders, without_values

    for column, why in without_values(snapshot, table, empty).items():
        out.text(*(f"{column} has no value for {one}." for one in why))
    out.text(*(f"product_orders counts lines for {one}." for one in lines_as_orders(snapshot, table)))


def say_why_no_figure(out: Output, snapshot: Snapshot, shown: Rows) -> None:
    """Say why metrics in rows of `kpis` have no value."""
    from tillhouse.answers.emptiness import of_metrics

    rows = [dict(zip(shown.columns, row, strict=True)) for row in shown.rows]
    names = {row["metric"]: 0 for row in rows if "metric" in row and row.get("value", 0) is None}
    for name, why in of_metrics(snapshot, names).items():
        out.text(*(f"{name}: {one}" for one in why))


def warn_of(settings: Settings, done: Analysed) -> None:
    """Name on standard error the tables that were not built, and the lines that analytics leave out for their date."""
    for extra in sorted(set(done.left_out.values())):
        names = ", ".join(name for name, needs in done.left_out.items() if needs == extra)
        warn(f"Left out: {names}.", f"Install what they need:  {installing(extra)}")
    if done.release is not None:
        from tillhouse.answers.analytics import later
        from tillhouse.lake.snapshot import Snapshot

        _warn_of_later(later(Snapshot(settings, done.release)))


def _warn_of_later(found: Iterable[Later]) -> None:
    from tillhouse.retail import events  # brings narwhals, which --help need not pay

    for one in found:
        amount = _amount(one.amount, one.currency)
        warn(
            f"Analytics look at days up to {one.last_day}. {number_of(one.lines, 'line')} ({amount}) "
            f"{either(one.lines, 'is of a later day', 'are of later days')}, up to {one.latest_day}: "
            f"{either(one.lines, 'its date lies after its', 'their dates lie after their')} delivery.",
            events.SEE_SOLD_AFTER,
        )


def _amount(amount: Decimal | None, currency: str | None) -> str:
    return money(amount) if currency in (None, NONE) else f"{money(amount)} {currency}"


def _sentence(one: Scope) -> str:
    lines = f"{count(one.lines)} of {number_of(one.lines_of, 'line')}"
    lines += f" ({float(one.percent_of_lines):.1f} %)"
    amounts = f"{money(one.amount)} of {_amount(one.amount_of, one.currency)}"
    percent = one.percent_of_money
    share = f" ({float(percent):.1f} %)" if percent is not None else ""
    return f"Its scope, {one.name.replace('_', ' ')}, covers {lines} and {amounts}{share}."
