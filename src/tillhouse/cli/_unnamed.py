"""What is said under amounts of no named currency; a file of its own, for five commands say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tillhouse.cli._output import Output
from tillhouse.retail.currencies import NONE

if TYPE_CHECKING:
    from tillhouse.lake.snapshot import Snapshot


def say_unnamed(out: Output, commands: Iterable[str]) -> None:
    """One line for each feed that names no currency. commands: as `tillhouse.answers.unnamed` gives them."""
    for command in commands:
        out.text(f"{NONE}: no currency named. Name it:  {out.commands(command, 'run')}")


def say_unnamed_of(out: Output, snapshot: Snapshot) -> None:
    """The same, of a release; nothing in JSON mode, where the documents say it."""
    from tillhouse.answers.unnamed import unnamed

    if not out.is_json:
        say_unnamed(out, unnamed(snapshot))
