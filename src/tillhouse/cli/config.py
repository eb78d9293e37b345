"""``tillhouse config``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from tillhouse.cli._session import Session, with_session
from tillhouse.errors import BadSetting

if TYPE_CHECKING:
    from tillhouse.runs.configuring import Value


@click.group(invoke_without_command=True)
@with_session
def command(session: Session) -> None:
    """List every setting: its value, where it comes from, what it means.

    An option wins over the environment, that over tillhouse.toml, that over the default.

    \b
    Example:
      tillhouse config
      tillhouse config --json
      tillhouse config set keep_releases 12
      tillhouse config feed shop duplicates=exact
    """
    if click.get_current_context().invoked_subcommand:
        return
    from tillhouse.runs.configuring import Values, values

    options = {"root": session.root, "engine": session.engine}
    found = Values(tuple(values(session.settings, options, os.environ)))
    session.out.document(found)
    rows = [row for one in found.settings for row in _rows(one)]
    session.out.table(("setting", "value", "from", "meaning"), rows)
    session.out.next("config set keep_releases 12", "config feed NAME duplicates=exact")


@command.command("set")
@click.argument("name")
@click.argument("value")
@with_session
def set_(session: Session, /, name: str, value: str) -> None:
    """Set one setting in tillhouse.toml.

    \b
    Example:
      tillhouse config set engine polars
    """
    from tillhouse.runs.configuring import Kept, set_value, shown_of, text_of

    kept = set_value(session.settings, name, value)
    shown = shown_of(name, kept)
    session.out.document(Kept(name, shown))
    session.out.text(f"{name} is {text_of(shown)} from now on.")
    session.out.next("config")


@command.command("feed")
@click.argument("name")
@click.argument("changes", nargs=-1, required=True, metavar="KEY=VALUE...")
@with_session
def feed(session: Session, /, name: str, changes: tuple[str, ...]) -> None:
    """Change how a saved feed is read; the next run reads all of it again.

    \b
    Example:
      tillhouse config feed shop time_zone=Europe/Dublin
      tillhouse config feed shop line_types.GIFT=voucher
    """
    from tillhouse.runs.configuring import KeptFeed, set_feed

    saved = set_feed(session.settings, name, dict(_pair(text) for text in changes))
    session.out.document(KeptFeed(saved))
    pairs = dict(_pair(text) for text in changes)
    session.out.text(
        *(f"{key} is {value or 'empty'} in feed {name} from now on." for key, value in pairs.items())
    )
    session.out.next("plan", "run")


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise BadSetting(f"{text} sets nothing.", "Write it as duplicates=exact.")
    return key, value


def _rows(one: Value) -> list[tuple[str, str, str, str]]:
    """A line for a setting; one that has entries takes a line for each."""
    if isinstance(one.value, dict) and one.value:
        return [(f"{one.name}.{key}", str(value), one.source, "") for key, value in one.value.items()]
    value = ", ".join(map(str, one.value)) if isinstance(one.value, (tuple, list, dict)) else str(one.value)
    return [(one.name, value, one.source, one.help)]
