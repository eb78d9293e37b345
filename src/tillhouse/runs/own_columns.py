"""Columns of the shop's own as files have them: what is declared of them has to be there, and not personal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tillhouse.catalog import catalog, taken_names
from tillhouse.errors import BadSetting, UnknownName
from tillhouse.settings.feed import Feed
from tillhouse.settings.own import named, own_of_feed
from tillhouse.settings.settings import Settings
from tillhouse.sources import PERSONAL, Reading


def refuse_own(
    settings: Settings, feed: Feed, declared: Mapping[str, str], readings: Iterable[Reading]
) -> None:
    """Raise `UnknownName` for a header that no file has, `BadSetting` for one that has a meaning, or is personal.

    declared: what is declared now. All that the feed declares has to go with what others of the lake do.
    """
    readings = tuple(readings)
    headers = dict.fromkeys(name for one in readings for name in one.header)
    meanings = {header: meaning for meaning, header in feed.columns.items()}
    for name in declared:
        if name not in headers:
            raise UnknownName("column of the file", name, headers)
        if name in meanings:
            raise BadSetting(
                f"{name} is {meanings[name]} here, so it is no column of the shop's own.",
                f"Ask by {meanings[name]}, or say that no column has that meaning:  --without {meanings[name]}",
            )
        if any(one.kept.get(name) == PERSONAL for one in readings):
            raise BadSetting(
                f"{name} cannot be a column of the ledger: its values are contacts, names or free text.",
                "Metrics are about sales, not about persons. The text stays in raw_sales, column extra.",
            )
    if feed.own:
        catalog(replace(settings, feeds={**settings.feeds, feed.name: feed}))


def offered_as(offered: Mapping[str, str], declared: Mapping[str, str]) -> dict[str, str]:
    """Declarations of columns, with a name of their own where that of the header is taken or cannot be one."""
    used = taken_names() | {one.name for one in own_of_feed(declared, "the feed")}
    found = {}
    for place, (header, role) in enumerate(offered.items(), 1):
        name = named(header)
        if name in used or not name[:1].isalpha():
            name = f"own_{name}" if name and f"own_{name}" not in used else f"own_{place}"
            role = f"{role} as {name}"
        used.add(name)
        found[header] = role
    return found
