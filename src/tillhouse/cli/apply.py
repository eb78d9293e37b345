"""``tillhouse apply``."""

from __future__ import annotations

import click

from tillhouse.cli._session import Session, with_session
from tillhouse.lake.releases import Release


@click.command()
@click.argument("number", type=int)
@with_session
def command(session: Session, number: int) -> None:
    """Publish exactly what was planned.

    Refused when anything was written since: then plan again.

    \b
    Example:
      tillhouse open december.csv --plan
      tillhouse apply 2
    """
    from tillhouse.answers.statement import statement
    from tillhouse.cli.statement import show
    from tillhouse.lake.snapshot import Snapshot
    from tillhouse.runs import plans

    def published(release: Release) -> None:
        snapshot = Snapshot(session.settings, release)
        show(session, snapshot, statement(snapshot).published())

    with session.progress(released=published) as tell:
        plans.apply(session.settings, number, tell)
