"""``tillhouse init``."""

from __future__ import annotations

from pathlib import Path

import click

from tillhouse.cli._session import Session, with_session


@click.command()
@click.argument("root", required=False)
@with_session
def command(session: Session, root: str | None) -> None:
    """Write commented examples of all that a shop can define for itself into the lake's folder.

    ROOT is that folder, otherwise the one that --root names. Nothing that is there is overwritten. As they are written,
    the examples change nothing: take away the comment signs of what you want.

    \b
    Example:
      tillhouse init
      tillhouse init shop --json
    """
    from tillhouse.runs.initialising import initialised

    done = initialised(Path(root) if root else session.settings.root)
    session.out.document(done)
    session.out.text(f"Written in {done.root}:", *(f"  {name}" for name in done.written))
    if done.left:
        session.out.text("", "Left as they are:", *(f"  {name}" for name in done.left))
    session.out.next("open FILE", "metrics")
