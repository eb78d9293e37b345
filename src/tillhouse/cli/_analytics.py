"""What is said of an analytic wherever it is shown: its definition, what it covers, and whether it is up to date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tillhouse.cli._output import count, money, warn
from tillhouse.errors import installing
from tillhouse.retail.counts import either, number_of

if TYPE_CHECKING:
    from tillhouse.lake.snapshot import Snapshot
    from tillhouse.runs.analysing import Analysed
    from tillhouse.settings.settings import Settings
    from tillhouse.table import Table

#: What is said of an analytic that is not up to date.
BEHIND = "Built from other sales or settings"
_WINDOW = "observation_window"


def said_of(snapshot: Snapshot, table: Table) -> list[str]:
    """Sentences about one analytic of a release."""
    said = [table.grain, *_covered(snapshot, table)]
    if table.name in snapshot.behind:
        said.append(f"{BEHIND}; bring it up to date:  tillhouse {snapshot.catches_up}")
    return said


def warn_of(settings: Settings, done: Analysed) -> None:
    """Name on standard error the tables that were not built, and the lines that analytics leave out for their date."""
    for extra in sorted(set(done.left_out.values())):
        names = ", ".join(name for name, needs in done.left_out.items() if needs == extra)
        warn(f"Left out: {names}.", f"Install what they need:  {installing(extra)}")
    if done.release is not None and _WINDOW in done.release.tables:
        from tillhouse.lake.snapshot import Snapshot

        _warn_of_later(Snapshot(settings, done.release).rows(_WINDOW).rows(named=True))


def _warn_of_later(windows: Iterable[Mapping[str, Any]]) -> None:
    from tillhouse.retail import events  # brings narwhals, which --help need not pay

    for row in windows:
        if row["lines_after"]:
            amount = f"{money(row['amount_after'])} {row['currency'] or ''}".rstrip()
            warn(
                f"Analytics look at days up to {row['last_day']}. {number_of(row['lines_after'], 'line')} ({amount}) "
                f"{either(row['lines_after'], 'is of a later day', 'are of later days')}, up to {row['latest_day']}: "
                f"{either(row['lines_after'], 'its date lies after its', 'their dates lie after their')} delivery.",
                events.SEE_SOLD_AFTER,
            )


def _covered(snapshot: Snapshot, table: Table) -> list[str]:
    if "coverage" not in snapshot.release.tables:
        return []
    rows = snapshot.rows("coverage").sort("currency").iter_rows(named=True)
    return [_sentence(row) for row in rows if row["scope"] == table.scope]


def _sentence(row: Mapping[str, Any]) -> str:
    lines = f"{count(row['lines_in_scope'])} of {number_of(row['lines_of'], 'line')}"
    lines += f" ({float(row['percent_of_lines']):.1f} %)"
    amounts = f"{money(row['amount'])} of {money(row['amount_of'])} {row['currency'] or ''}".rstrip()
    percent = row["percent_of_money"]
    share = f" ({float(percent):.1f} %)" if percent is not None else ""
    return f"Its scope, {row['scope'].replace('_', ' ')}, covers {lines} and {amounts}{share}."
