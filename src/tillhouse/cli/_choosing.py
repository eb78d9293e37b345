"""Options that commands which read tables share: which release, which rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tillhouse.cli._session import Session
from tillhouse.errors import BadQuery
from tillhouse.lake.releases import Release

if TYPE_CHECKING:
    from tillhouse.answers.selection import Selection
    from tillhouse.lake.snapshot import Snapshot

_F = TypeVar("_F", bound=Callable[..., Any])


def of_release(function: _F) -> _F:
    """The options ``--release`` and ``--as-of``."""
    number = click.option("--release", "number", type=int, metavar="N", help="As published in release N.")
    moment = click.option(
        "--as-of",
        metavar="DATE",
        help="As published at this moment: 2011-12-09 (its end) or 2011-12-09T14:00.",
    )
    return number(moment(function))


def of_rows(function: _F) -> _F:
    """The options ``--where``, ``--columns`` and ``--order-by``."""
    options = (
        click.option(
            "--where",
            multiple=True,
            metavar="COLUMN=VALUE",
            help="Only such rows; also !=, <, <=, >, >=; COLUMN= finds missing values. Repeat: all must hold.",
        ),
        click.option("--columns", metavar="A,B", help="These columns, in this order."),
        click.option("--order-by", metavar="A,-B", help="The order; - is descending [default: by key]."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def release_of(session: Session, number: int | None, as_of: str | None) -> Release | None:
    """The release asked for, the published one by default; None in an empty lake.

    Raises `BadQuery` when it was retired, or when none was published by that moment.
    """
    if number is not None and as_of is not None:
        raise BadQuery("--release and --as-of both name a release.", "Give one of them.")
    if number is not None:
        _refuse_retired(session, number)
    return session.release(number, as_of)


def snapshot_of(session: Session, number: int | None = None, as_of: str | None = None) -> Snapshot:
    """A snapshot of that release; raises `FixTheSetup` where nothing is published."""
    from tillhouse.lake.snapshot import Snapshot

    return Snapshot(session.settings, release_of(session, number, as_of))


def selection_of(
    where: tuple[str, ...], columns: str | None, order_by: str | None, limit: int | None = None
) -> Selection:
    """The rows asked for by options."""
    from tillhouse.answers.selection import Selection

    return Selection(where, words(columns), words(order_by), limit)


def words(text: str | None) -> tuple[str, ...]:
    """The parts of a list with commas."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def readable(session: Session) -> str:
    """The releases that can be read, in words."""
    numbers = session.releases.numbers()
    return f"Readable are {', '.join(map(str, numbers))}." if numbers else "Nothing has been published yet."


def _refuse_retired(session: Session, number: int) -> None:
    from tillhouse.upkeep.vacuuming import retired_numbers

    if number in retired_numbers(session.releases):
        raise BadQuery(f"Release {number} is retired: its tables cannot be read.", readable(session))
