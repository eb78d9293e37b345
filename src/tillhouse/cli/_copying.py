"""After a release was published: copying it to the warehouse, where one is configured."""

from __future__ import annotations

from collections.abc import Mapping

from tillhouse.cli._output import warn
from tillhouse.cli._session import Session
from tillhouse.errors import TillhouseError


def copied(given: Mapping[str, str], root: str, number: int, *, is_json: bool) -> int:
    """Load the warehouse with what was published; the exit code: 0, or that of what failed. The release stands.

    given: the options of the command; root: of the lake that published, which a command may have chosen itself.
    """
    session = Session(given.get("root"), given.get("engine"), is_json)
    if str(session.settings.root) != root:
        session = Session(root, given.get("engine"), is_json)
    try:
        if not session.settings.warehouse:
            return 0
        from tillhouse.cli.warehouse import show
        from tillhouse.warehouses import load, place_of

        place = place_of(session.settings)
        done = load(session.settings, place)
    except TillhouseError as error:
        warn(
            f"Warning: release {number} is published, but the warehouse does not hold it: {error.message}",
            *([error.hint] if error.hint else []),
            f"Copy it later:  {session.out.command('warehouse load')}",
        )
        return error.exit_code
    show(session, place, done)
    return 0
