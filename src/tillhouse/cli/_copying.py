"""After a release was published: copying it to the warehouse, where one is configured."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from tillhouse.cli import INTERRUPTED, TERMINATED, Terminated, unforeseen
from tillhouse.cli._output import warn
from tillhouse.cli._session import Session
from tillhouse.errors import TillhouseError


def copied(given: Mapping[str, str], root: str, number: int, *, is_json: bool) -> int:
    """Load the warehouse with what was published; the exit code: 0, or that of what failed. The release stands.

    given: the options of the command; root: of the lake that published, which a command may have chosen itself.
    """
    usual = given.get("root") or os.environ.get("TILLHOUSE_ROOT") or "tillhouse-data"
    session = Session(given.get("root") if Path(usual) == Path(root) else root, given.get("engine"), is_json)
    later = f"Copy it later:  {session.out.command('warehouse load')}"
    stands = f"release {number} is published, but the warehouse does not hold it"
    stopped = f"Stopped while release {number} was copied to the warehouse. It is published and stands."
    try:
        _copy(session)
    except TillhouseError as error:
        warn(f"Warning: {stands}: {error.message}", *([error.hint] if error.hint else []), later)
        return error.exit_code
    except KeyboardInterrupt:
        warn(stopped, later)
        return INTERRUPTED
    except Terminated:
        warn(stopped, later)
        return TERMINATED
    except Exception as error:
        if os.environ.get("TILLHOUSE_DEBUG"):
            raise
        text, hint = unforeseen(error)
        warn(f"Warning: {stands}: {text}", hint, later)
        return 1
    return 0


def _copy(session: Session) -> None:
    if not session.settings.warehouse:
        return
    from tillhouse.cli.warehouse import show
    from tillhouse.warehouses import load, place_of

    place = place_of(session.settings)
    show(session, place, load(session.settings, place))
