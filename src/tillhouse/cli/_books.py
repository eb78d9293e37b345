"""The statement as people read it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from tillhouse.books import Line, Statement
from tillhouse.cli._output import Output, columns, count, money
from tillhouse.retail.counts import either, number_of

if TYPE_CHECKING:
    from tillhouse.answers.observations import Observation
    from tillhouse.answers.statement import Bridge


def print_books(out: Output, title: str, books: Statement, bridge: Bridge | None) -> None:
    """A statement for people. bridge: None leaves that part out."""
    from tillhouse.retail.events import FATES

    rows: list[tuple[str, str, Decimal | None]] = [
        _row("received", books.received),
        _row("loaded", books.fates["loaded"]),
    ]
    rest = [name for name in FATES[1:] if books.fates[name] != Line()]
    rows += [_row(name, books.fates[name]) for name in rest]
    if left := [name for name in FATES[1:] if name not in rest]:
        rows.append(_row(" · ".join(name.replace("_", " ") for name in left), Line()))
    rows.append(_row("unexplained", books.unexplained))
    if bridge and bridge.lines:
        rows.append(("", "", None))
        rows += [_row(name, line) for name, line in bridge.steps]
        rows.append(_row("net", bridge.net))
    unknown = books.received.unknown
    out.table((title, "lines", "amount"), rows, "lrr")
    if books.received.records != books.received.rows:
        out.text(f"  {number_of(books.received.records, 'record')} gave these lines.")
    if unknown:
        out.text(
            f"  {number_of(unknown, 'line has', 'lines have')} money that cannot be read, which is in no amount."
        )


def _row(name: str, line: Line) -> tuple[str, str, Decimal]:
    return f"  {name.replace('_', ' ')}", count(line.rows), line.amount


def print_worth(out: Output, found: Iterable[Observation]) -> None:
    """What is worth a look."""
    rows = []
    for one in found:
        amount = f" ({money(one.amount)})" if one.amount is not None else ""
        noun = "" if one.amount is None else f"{either(one.rows, 'line')} "
        rows.append((count(one.rows), f"{noun}{one.text}{amount}"))
    if rows:
        out.text("", "Worth a look", *(f"  {line}" for line in columns((), rows, "rl")))
