"""Definitions of the shop's own that changed since tables were built from them; quick, for a run asks it first."""

from __future__ import annotations

from dataclasses import dataclass

from tillhouse.lake.releases import Release, Releases
from tillhouse.settings.own_files import OWN_FILES
from tillhouse.settings.own_line_types import with_own_line_types
from tillhouse.settings.recorded import recorded
from tillhouse.settings.settings import Settings


@dataclass(frozen=True)
class Redefined:
    """A file of the lake's folder that says something else than when these tables were built.

    are_analytics: whether all of them are built after a release.
    """

    file: str
    tables: tuple[str, ...]
    are_analytics: bool


def redefined(settings: Settings) -> list[Redefined]:
    """The files that changed, with the tables of the published release that read them."""
    published = Releases(settings.place).latest()
    found = []
    for name, file in OWN_FILES.items():
        now = recorded(getattr(settings, name))
        states = {} if published is None else published.tables
        late = {table: state for table, state in states.items() if state.settings.get(name, now) != now}
        if late:
            found.append(Redefined(file, tuple(late), all(state.inputs for state in late.values())))
    return [*_line_types(settings, published), *found]


def _line_types(settings: Settings, published: Release | None) -> list[Redefined]:
    """The list of line types, which is recorded with each feed."""
    file = settings.own_line_types
    for name, saved in (published.feeds if published and file.declared else {}).items():
        feed = settings.feeds.get(name)
        if feed and with_own_line_types(feed, file).line_types != saved.get("line_types", {}):
            return [Redefined(OWN_FILES["own_line_types"], ("ledger",), False)]
    return []
