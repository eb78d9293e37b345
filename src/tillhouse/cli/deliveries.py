"""``tillhouse deliveries``: list, show, retract, restore, replace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tillhouse.cli._session import Session, with_session
from tillhouse.errors import BadSetting

if TYPE_CHECKING:
    from tillhouse.sources import Opened

_reason = click.option("--reason", required=True, help="Why; kept with the decision and in the history.")
_plan = click.option(
    "--plan", is_flag=True, help="Say what would change, in rows and in money; publish nothing."
)


@click.group()
def command() -> None:
    """What was delivered: list, show, take out of the books, put back, replace.

    KEY is the key that `deliveries list` shows, or the name of a file that was delivered once.

    \b
    Example:
      tillhouse deliveries list
      tillhouse deliveries show shop.csv
      tillhouse deliveries retract shop.csv --reason "another shop's file" --plan
    """


@command.command("list")
@click.option("--feed", metavar="NAME", help="Only deliveries of this feed.")
@with_session
def list_(session: Session, feed: str | None) -> None:
    """Every delivery in the order of arrival: records, loaded lines with their money, and whether it is in the books.

    \b
    Example:
      tillhouse deliveries list
      tillhouse deliveries list --json
    """
    from tillhouse.cli import _deliveries as said
    from tillhouse.runs.delivered import deliveries_of

    said.listed(session.out, deliveries_of(session.snapshot(), feed))


@command.command()
@click.argument("key")
@with_session
def show(session: Session, key: str) -> None:
    """One delivery: what became of its records, by month, what overrules them, and what was decided about it.

    \b
    Example:
      tillhouse deliveries show shop.csv
    """
    from tillhouse.cli import _deliveries as said
    from tillhouse.runs.delivered import delivery_record

    said.shown(session.out, delivery_record(session.snapshot(), key))


@command.command()
@click.argument("key")
@_reason
@_plan
@with_session
def retract(session: Session, key: str, reason: str, plan: bool) -> None:
    """Take a delivery out of the books, and publish a release without its records.

    They become superseded, with the reason. What was a duplicate of them counts then. Later deliveries and decisions
    stay.

    \b
    Example:
      tillhouse deliveries retract shop.csv --reason "another shop's file" --plan
      tillhouse deliveries retract shop.csv --reason "another shop's file"
    """
    _decide(session, "retracted", key, reason, plan)


@command.command()
@click.argument("key")
@_reason
@_plan
@with_session
def restore(session: Session, key: str, reason: str, plan: bool) -> None:
    """Put a delivery back that was taken out of the books or replaced, and publish a release.

    A file that replaced it stays in the books too; retract that one, if it is to go.

    \b
    Example:
      tillhouse deliveries retract shop.csv --reason "another shop's file"
      tillhouse deliveries restore shop.csv --reason "it was ours"
    """
    _decide(session, "restored", key, reason, plan)


@command.command()
@click.argument("key")
@click.argument("file")
@_reason
@_plan
@with_session
def replace(session: Session, key: str, file: str, reason: str, plan: bool) -> None:
    """Take another file in for a delivery, which leaves the books, and publish both as one release.

    The file is read as the feed of the delivery says.

    \b
    Example:
      tillhouse deliveries replace shop.csv december.csv --reason "the till had the wrong prices" --plan
    """
    _decide(session, "replaced", key, reason, plan, _opened(file))


def _opened(file: str) -> Opened:
    from tillhouse.sources import open_all

    found = open_all(Path(file).expanduser())
    if len(found) != 1:
        raise BadSetting(f"{file} holds {len(found)} files.", "Name the one that replaces the delivery.")
    return found[0]


def _decide(
    session: Session, action: str, key: str, reason: str, plan: bool, file: Opened | None = None
) -> None:
    from tillhouse.cli import _deliveries as said
    from tillhouse.runs.retracting import Decision, decide

    with session.progress() as tell:
        done = decide(session.settings, Decision(action, key, reason, file), plan=plan, progress=tell)
    said.decided(session.out, done)
