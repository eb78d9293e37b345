"""``tillhouse doctor``."""

from __future__ import annotations

from dataclasses import asdict

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
    from tillhouse.upkeep.health import findings

    found = list(findings(session.settings))
    wrong = [one for one in found if one.state == "wrong"]
    session.out.json({"healthy": not wrong, "findings": [asdict(one) for one in found]})
    session.out.table((), [(_MARKS[one.state], one.what, one.said) for one in found])
    hints = [f"{one.what}: {one.hint}" for one in found if one.hint]
    session.out.text("", *hints) if hints else None
    session.out.next("status")
    if wrong:
        raise click.exceptions.Exit(1)
