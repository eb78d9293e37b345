"""``tillhouse describe``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tillhouse.cli._choosing import of_release, snapshot_of
from tillhouse.cli._output import Output, count
from tillhouse.cli._session import Session, with_session
from tillhouse.retail.counts import either, number_of

if TYPE_CHECKING:
    from tillhouse.answers.description import ColumnDescription, Description

_LONG = 28
_SHOWN = 3


@click.command()
@click.argument("place", metavar="FILE|TABLE")
@of_release
@with_session
def command(session: Session, place: str, number: int | None, as_of: str | None) -> None:
    """Say what the columns of a file or a table hold.

    Of each column: what its values are, how many are missing and how many differ. Then come the most frequent, the
    smallest and largest, and quantiles. Values far off, beyond 1.5 interquartile ranges, have their lines and money.
    Columns that tell of people show counts only. A file need not be one that can be opened.

    \b
    Example:
      tillhouse describe december.csv
      tillhouse describe ledger
    """
    from tillhouse.answers import described_places

    if number is None and as_of is None and _is_place(place):
        found = described_places.of_files(place, session.settings.root)
    else:
        found = described_places.of_table(snapshot_of(session, number, as_of), place)
    session.out.document(found)
    if not session.out.is_json:
        _print(session.out, found)


def _is_place(place: str) -> bool:
    return Path(place).expanduser().exists() or any(sign in place for sign in "*?/\\.")


def _print(out: Output, found: Description) -> None:
    of = f", release {found.release}" if found.release is not None else ""
    out.text(f"{found.name}: {number_of(found.rows, 'row')}{of}", "")
    rows = [
        (
            one.name,
            one.kind,
            one.missing,
            f"{'about ' * one.is_about}{count(one.distinct)}",
            _ends(one),
            _frequent(one),
        )
        for one in found.columns
    ]
    out.table(("column", "values are", "missing", "distinct", "from … to", "most frequent"), rows, "llrrll")
    far = [line for one in found.columns for line in _far_off(one)]
    out.text(*(["", *far] if far else []))


def _ends(one: ColumnDescription) -> str:
    if one.is_private or one.smallest is None:
        return "not shown" if one.is_private else ""
    middle = f" · half below {one.quantiles['50%']:,.2f}" if one.quantiles else ""
    return f"{_short(one.smallest)} … {_short(one.largest or '')}{middle}"


def _frequent(one: ColumnDescription) -> str:
    return ", ".join(f"{_short(value)} ({count(rows)})" for value, rows in one.frequent[:_SHOWN])


def _far_off(one: ColumnDescription) -> list[str]:
    far = one.far_off
    if far is None:
        return []
    lines = ", ".join(count(line) for line in far.lines)
    where = (
        f" · {either(len(far.lines), 'line')} {lines}{', …' if far.rows > len(far.lines) else ''}"
        if lines
        else ""
    )
    money = "" if far.amount is None else f" · money of their lines {far.amount:,.2f}"
    return [
        f"{one.name}: {number_of(far.rows, 'value')} below {far.below:,.2f} or above {far.above:,.2f}{where}{money}"
    ]


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONG else f"{plain[: _LONG - 1]}…"
