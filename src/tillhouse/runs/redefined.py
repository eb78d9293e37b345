"""Definitions of the shop's own that changed since tables were built from them; quick, for a run asks it first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tillhouse import folder
from tillhouse.lake.releases import Release, Releases
from tillhouse.settings.own_files import OWN_FILES
from tillhouse.settings.own_folder import USUAL, texts
from tillhouse.settings.own_line_types import with_own_line_types
from tillhouse.settings.recorded import recorded
from tillhouse.settings.settings import Settings


@dataclass(frozen=True)
class Redefined:
    """A file of the lake's folder that says something else than when these tables were built.

    are_analytics: whether all of them are built after a release.
    how: of the file of an own table, whether it changed, is new, or is gone.
    """

    file: str
    tables: tuple[str, ...]
    are_analytics: bool
    how: Literal["changed", "is new", "is gone"] = "changed"


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
    return [*_line_types(settings, published), *found, *_tables(settings, published)]


def _line_types(settings: Settings, published: Release | None) -> list[Redefined]:
    """The list of line types, which is recorded with each feed."""
    file = settings.own_line_types
    for name, saved in (published.feeds if published and file.declared else {}).items():
        feed = settings.feeds.get(name)
        if feed and with_own_line_types(feed, file).line_types != saved.get("line_types", {}):
            return [Redefined(OWN_FILES["own_line_types"], ("ledger",), False)]
    return []


def _tables(settings: Settings, published: Release | None) -> Iterator[Redefined]:
    """The files of own tables that are new, say something else, or are gone."""
    own = {}
    if settings.tables:
        from tillhouse.catalog import catalog

        files = texts(settings)
        own = {name: one for name, one in catalog(settings).tables.items() if one.source in files}
    for name, table in own.items():
        state = published.tables.get(name) if published else None
        if published and (state is None or state.definition != table.definition):
            yield _of_table(settings, name, "changed" if state else "is new")
    for name, state in (published.tables if published else {}).items():
        if name not in own and name not in folder.names(f"tillhouse.tables.{state.layer}"):
            yield _of_table(settings, name, "is gone")


def _of_table(settings: Settings, name: str, how: Literal["changed", "is new", "is gone"]) -> Redefined:
    return Redefined(f"{settings.tables or USUAL}/{name}.py", (name,), False, how)
