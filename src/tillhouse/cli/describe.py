"""``tillhouse describe``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tillhouse.cli._choosing import of_release, snapshot_of
from tillhouse.cli._output import Output, count
from tillhouse.cli._session import Session, with_session
from tillhouse.retail.counts import either, number_of
from tillhouse.retail.sums import said

if TYPE_CHECKING:
    from decimal import Decimal

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
            _frequent(one, is_table=found.release is not None),
        )
        for one in found.columns
    ]
    out.table(("column", "values are", "missing", "distinct", "from … to", "most frequent"), rows, "llrrll")
    far = [line for one in found.columns for line in _far_off(one)]
    out.text(*(["", *far] if far else []))


def _ends(one: ColumnDescription) -> str:
    if one.is_private or one.smallest is None:
        return "not shown" if one.is_private else ""
    middle = f" · half below {_number(one.quantiles['50%'])}" if one.quantiles else ""
    is_number = one.kind.endswith("number")
    return f"{_value(one.smallest, is_number)} … {_value(one.largest or '', is_number)}{middle}"


def _number(value: Decimal) -> str:
    return f"{value:,.2f}".replace("-", "−")


def _frequent(one: ColumnDescription, *, is_table: bool) -> str:
    return ", ".join(f"{_value(value, is_table)} ({count(rows)})" for value, rows in one.frequent[:_SHOWN])


def _value(text: str, is_ours: bool) -> str:
    """A value: numbers that were computed with the sign that all answers have, text of a file as received."""
    is_negative = is_ours and text[:1] == "-" and text[1:].replace(".", "").isdigit()
    return _short(f"−{text[1:]}" if is_negative else text)


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
    amounts = far.amounts
    money = "" if amounts is None else f" · money of their lines {said(amounts)}"
    below, above = _number(far.below), _number(far.above)
    return [f"{one.name}: {number_of(far.rows, 'value')} below {below} or above {above}{where}{money}"]


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONG else f"{plain[: _LONG - 1]}…"
