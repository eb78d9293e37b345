"""``tillhouse plan``."""

from __future__ import annotations

import click

from tillhouse.cli import run
from tillhouse.cli._session import Session, with_session


@click.command()
@click.argument("feeds", nargs=-1, metavar="[FEED]...")
@click.option("--profile", is_flag=True, help="Print time per step, and peak memory, on standard error.")
@with_session
def command(session: Session, feeds: tuple[str, ...], profile: bool) -> int:
    """Say what a run would change, in rows and in money, without publishing it.

    What is new is taken in, built and checked, and kept: `apply` publishes exactly that. A run in between
    discards it.

    \b
    Example:
      tillhouse plan
      tillhouse plan --json
    """
    return run.work_on(session, feeds, plan_only=True, profile=profile)
