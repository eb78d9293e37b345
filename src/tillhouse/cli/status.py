"""``tillhouse status``."""

from __future__ import annotations

import click

from tillhouse.cli._session import Session, with_session


@click.command()
@with_session
def command(session: Session) -> None:
    """Say what the lake holds.

    \b
    Example:
      tillhouse status
      tillhouse status --json
    """
    release = session.release()
    session.out.text(f"Lake {session.settings.root}")
    session.out.json({"root": session.settings.root, "release": release.number if release else None})
    session.out.next("open FILE")
