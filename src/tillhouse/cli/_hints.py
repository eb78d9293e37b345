"""Commands that `open` suggests: they work whether its feed is saved by then or not."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Collection
from typing import NamedTuple

from tillhouse.cli._output import Output
from tillhouse.cli._session import Session


class Hints(NamedTuple):
    """Commands that decide more. is_kept: the feed is saved by the time they are typed. currency: that of the lake."""

    out: Output
    place: str
    feed: str
    is_kept: bool
    currency: str = ""

    def decide(self, field: str, value: str) -> str:
        """The command that sets a field of the feed."""
        if self.is_kept:
            return self.out.command(f"config feed {self.feed} {field}={value}")
        option = f"--{field.replace('_', '-')} {value}"
        return self.out.command(f"open {shlex.quote(self.place)} {option} --yes")


def hints(session: Session, place: str, feed: str, *, is_kept: bool) -> Hints:
    """What the commands about a place are made of. is_kept: the feed is saved without a question."""
    kept = is_kept or (sys.stdin.isatty() and not session.out.is_json)
    named = {one.currency for one in session.settings.feeds.values() if one.currency}
    return Hints(session.out, place, feed, kept, min(named) if len(named) == 1 else "")


def opened_again(hint: str | None, place: str, feed: str, saved: Collection[str], own: str) -> str:
    """The hint of orders that come again, for files whose feed may not be saved.

    own: the place that may be another shop's, empty where a person said whose it is.
    """
    from tillhouse.runs.opening import slug

    typed, said = shlex.quote(place), hint or ""
    for word in ("newest", "redelivery"):
        kept = f"tillhouse config feed {feed} duplicates={word} && tillhouse run {feed}"
        said = said.replace(kept, f"tillhouse open {typed} --name {feed} --duplicates {word} --yes")
    if feed not in saved or not own:
        return said
    name = f"{slug(own)}_2" if slug(own) in saved else slug(own)
    return f"{said}\nThey are of another shop or till:  tillhouse open {typed} --name {name} --yes"
