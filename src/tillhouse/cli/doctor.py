"""``tillhouse doctor``."""

from __future__ import annotations

import click

from tillhouse.cli._session import Session, with_session

_MARKS = {"good": "ok", "note": "note", "wrong": "WRONG"}


@click.command()
@with_session
def command(session: Session) -> None:
    """Look at the installation and the lake; ends with 1 when something is wrong.

    Python and versions, optional parts, the right to write, space, durability, other writers. Whether records, fixes
    and commits are as they were written, and every file of the published release is there with all its bytes.

    \b
    Example:
      tillhouse doctor
      tillhouse doctor --json
    """
    from tillhouse.upkeep.health import health

    found = health(session.settings)
    session.out.document(found)
    session.out.table((), [(_MARKS[one.state], one.what, one.said) for one in found.findings])
    hints = [f"{one.what}: {one.hint}" for one in found.findings if one.hint]
    session.out.text("", *hints) if hints else None
    session.out.next("status")
    if not found.is_good:
        raise click.exceptions.Exit(1)
