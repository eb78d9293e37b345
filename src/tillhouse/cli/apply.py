"""``tillhouse apply``."""

from __future__ import annotations

import click

from tillhouse.cli._session import Session, with_session


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
    from tillhouse.cli._taking import analysed
    from tillhouse.cli.statement import show
    from tillhouse.lake.reader import Reader
    from tillhouse.pipeline.stages import Pipeline
    from tillhouse.runs import plans

    release = plans.apply(Pipeline(session.settings), number)
    show(session, Reader(session.settings, release), published=True)
    analysed(session.settings)
