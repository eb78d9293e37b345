"""``tillhouse analyse``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tillhouse.cli._analytics import say_why_empty, warn_of
from tillhouse.cli._nothing import nothing_new
from tillhouse.cli._output import count
from tillhouse.cli._session import Session, with_session

if TYPE_CHECKING:
    from tillhouse.lake.releases import Release
    from tillhouse.runs.analysing import Analysed


@click.command()
@click.argument("tables", nargs=-1, metavar="[TABLE]...")
@click.option("--profile", is_flag=True, help="Print time per step, and peak memory, on standard error.")
@with_session
def command(session: Session, tables: tuple[str, ...], profile: bool) -> None:
    """Bring analytics up to date: customers, products, seasons, forecasts, and what they rest on.

    They are tables like others, built from what is published. They are published as a release of their own, so that
    the books never wait for a model. Those without a change are left as they are. What needs more than the base
    install is named and left out where it is missing.

    \b
    Example:
      tillhouse analyse
      tillhouse analyse coverage --json
    """
    from tillhouse.runs.analysing import analyse

    with session.progress(profile=profile) as tell:
        done = analyse(session.settings, tables, tell)
    if done.release is None:
        nothing_new(session, "Analytics are up to date with the published release.")
    else:
        _show(session, done.release, tables, done)
    warn_of(session.settings, done)


def _show(session: Session, release: Release, names: Sequence[str], done: Analysed) -> None:
    from tillhouse.lake.snapshot import Snapshot

    session.out.document(done)
    rows = [(table.name, count(done.rows[table.name]), table.grain) for table in done.tables]
    session.out.table(("analytic", "rows", "what a row is"), rows, "lrl")
    session.out.text("", f"Release {release.number}: {release.cause}.")
    snapshot = Snapshot(session.settings, release)
    for table in done.tables:
        if not done.rows[table.name]:
            say_why_empty(session.out, snapshot, table)
    last = names[-1] if names else done.tables[-1].name
    session.out.next(f"show {last}", f"tables {last}")
