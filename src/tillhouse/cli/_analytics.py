"""What is said of an analytic wherever it is shown: its definition, what it covers, and whether it is up to date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tillhouse.cli._output import count, money, warn

if TYPE_CHECKING:
    from tillhouse.reader import Reader
    from tillhouse.table import Table


def said_of(reader: Reader, table: Table) -> list[str]:
    """Sentences about one analytic of a release."""
    said = [table.grain, *_covered(reader, table)]
    if table.name in reader.behind:
        said.append("It was built from other sales or settings; bring it up to date:  tillhouse analyse")
    return said


def warn_of(left_out: Mapping[str, str]) -> None:
    """Name the tables that were not built on standard error, with what installs what they need."""
    for extra in sorted(set(left_out.values())):
        names = ", ".join(name for name, needs in left_out.items() if needs == extra)
        warn(f"Left out: {names}.", f"Install what they need:  pip install 'tillhouse[{extra}]'")


def _covered(reader: Reader, table: Table) -> list[str]:
    if "coverage" not in reader.release.tables:
        return []
    rows = reader.rows("coverage").sort("currency").iter_rows(named=True)
    return [_sentence(row) for row in rows if row["scope"] == table.scope]


def _sentence(row: Mapping[str, Any]) -> str:
    lines = (
        f"{count(row['lines'])} of {count(row['lines_of'])} lines ({float(row['percent_of_lines']):.1f} %)"
    )
    amounts = f"{money(row['amount'])} of {money(row['amount_of'])} {row['currency'] or ''}".rstrip()
    percent = row["percent_of_money"]
    share = f" ({float(percent):.1f} %)" if percent is not None else ""
    return f"Its scope, {row['scope'].replace('_', ' ')}, covers {lines} and {amounts}{share}."
