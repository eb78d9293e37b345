"""Which source reads a file: by its name where that tells, always checked against its content."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import cast

from tillhouse import folder
from tillhouse.errors import UnreadableFile
from tillhouse.settings.feed import Feed
from tillhouse.sources import _content
from tillhouse.sources._opened import Opened
from tillhouse.sources._reading import Reading, Source


def known() -> Mapping[str, Source]:
    """Every source, by name."""
    return cast(Mapping[str, Source], folder.entries("tillhouse.sources"))


def source_of(file: Opened, feed: Feed | None = None) -> Source:
    """What reads the file. Raises `UnreadableFile` when its content is not what its name says."""
    sources = known()
    if (
        feed is not None
        and feed.records_in
        and (file.beside or file.extension in sources["excel"].EXTENSIONS)
    ):
        return sources["joined"]
    head = file.head()
    named = [source for source in sources.values() if file.extension in source.EXTENSIONS]
    if not named and feed is not None and feed.format in sources and sources[feed.format].recognises(head):
        return sources[feed.format]
    for source in named or sources.values():
        if source.recognises(head):
            return source
    kind = file.extension.lstrip(".").upper() or "sales"
    content = _content.found(head)
    if not named and kind in content:
        readable = ", ".join(sorted({each for source in sources.values() for each in source.EXTENSIONS}))
        raise UnreadableFile(
            f"{file.name} cannot be read: its content is {content}.", f"Readable are {readable}."
        )
    raise UnreadableFile(
        f"{file.name} is not {kind} data: its content is {content}.",
        "Give the file the ending of what it is, or export it again.",
    )


def detect(file: Opened, hints: Feed, fixed: Collection[str] = ()) -> Reading:
    """How the file is to be read, decided from all of it.

    fixed: the fields of ``hints`` that a person has decided, such as ``{"date_order"}``; all others are decided
    here. ``"columns"`` fixes the canonical names that ``hints.columns`` holds, the others are still looked for.
    """
    return source_of(file, hints).detect(file, hints, fixed)
