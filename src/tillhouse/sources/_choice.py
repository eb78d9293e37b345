"""Which source reads a file: by its name where that tells, always checked against its content."""

from __future__ import annotations

from collections.abc import Collection
from types import ModuleType

from tillhouse import folder
from tillhouse.errors import UnreadableFile
from tillhouse.settings.feed import Feed
from tillhouse.sources import _content
from tillhouse.sources._opened import Opened
from tillhouse.sources._reading import Reading


def source_of(file: Opened, feed: Feed | None = None) -> ModuleType:
    """The module that reads the file. Raises `UnreadableFile` when its content is not what its name says."""
    sources = folder.entries("tillhouse.sources")
    head = file.head()
    named = [module for module in sources.values() if file.extension in module.EXTENSIONS]
    if not named and feed is not None and feed.format in sources and sources[feed.format].recognises(head):
        return sources[feed.format]
    for module in named or sources.values():
        if module.recognises(head):
            return module
    kind = file.extension.lstrip(".").upper() or "sales"
    raise UnreadableFile(
        f"{file.name} is not {kind} data: its content is {_content.found(head)}.",
        "Give the file the ending of what it is, or export it again.",
    )


def detect(file: Opened, hints: Feed, fixed: Collection[str] = ()) -> Reading:
    """How the file is to be read, decided from all of it.

    fixed: the fields of ``hints`` that a person has decided, such as ``{"date_order"}``; all others are decided
    here. ``"columns"`` fixes the canonical names that ``hints.columns`` holds, the others are still looked for.
    """
    reading: Reading = source_of(file, hints).detect(file, hints, fixed)
    return reading
