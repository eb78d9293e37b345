"""What is said under amounts of no named currency; a file of its own, for five commands say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tillhouse.cli._output import Output

if TYPE_CHECKING:
    from tillhouse.lake.snapshot import Snapshot


def say_unnamed(out: Output, commands: Iterable[str]) -> None:
    """Once in an answer, that feeds name no currency. commands: of each, as `tillhouse.answers.unnamed` gives them."""
    named = [*commands]
    if named and not out.has_said_unnamed:
        out.has_said_unnamed = True
        out.text(f"No currency named. Name it:  {out.commands(*named, 'run')}")


def say_unnamed_of(out: Output, snapshot: Snapshot) -> None:
    """The same, of a release; nothing in JSON mode, where the documents say it."""
    from tillhouse.answers.unnamed import unnamed

    if not out.is_json:
        say_unnamed(out, unnamed(snapshot))
