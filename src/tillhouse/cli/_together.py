"""Reading the files that were named, one by one or joined: what `open` shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tillhouse.errors import AmbiguousReading, UnmappedHeader

if TYPE_CHECKING:
    from collections.abc import Callable

    from tillhouse.cli.open import Asked
    from tillhouse.runs.opening import Agreed
    from tillhouse.runs.together import Gathered
    from tillhouse.settings.settings import Settings
    from tillhouse.sources import Opened

    Read = Callable[[list[Opened], Asked], tuple[Agreed, bool]]

_SHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def declared(settings: Settings, files: list[Opened], asked: Asked) -> tuple[list[Opened], Gathered | None]:
    """The files as a feed or a person says that they belong together; None where neither says anything of it."""
    from tillhouse.runs import opening
    from tillhouse.runs.together import as_declared

    named = settings.feeds.get(asked.name) if asked.name else None
    found = as_declared(files, named or opening.home(asked.place, settings.feeds), asked.decided)
    return (found.files if found else files), found


def read(
    files: list[Opened], asked: Asked, said: Gathered | None, one_by_one: Read
) -> tuple[Gathered, Agreed, bool]:
    """The files as they belong together, and their reading; a workbook is joined where one sheet is not all of it."""
    from tillhouse.runs.together import Gathered, by_keys

    books = any(file.extension in _SHEETS for file in files)
    found = said or (None if books or len(files) == 1 else by_keys(files, asked.place))
    if found is not None:
        return _joined(asked, found, one_by_one)
    alone = Gathered(files)
    try:
        agreed, saved = one_by_one(files, asked)
        whole = not books or not any(left.kind == "sheet" for r in agreed.readings for left in r.left_out)
    except (AmbiguousReading, UnmappedHeader):
        if not books or (joined := by_keys(files, asked.place)) is None:
            raise
    else:
        if whole or saved or (joined := by_keys(files, asked.place)) is None:
            return alone, agreed, saved
    return _joined(asked, joined, one_by_one)


def _joined(asked: Asked, found: Gathered, one_by_one: Read) -> tuple[Gathered, Agreed, bool]:
    """The reading of joined files, with how they belong together among what it says."""
    typed = replace(asked, decided={**asked.decided, **found.decided})
    agreed, saved = one_by_one(found.files, typed)
    return found, replace(agreed, findings=(*found.findings, *agreed.findings)), saved
