"""The folder of a lake's own tables as text: what is there, and whether a setting names it. Nothing of it runs here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tillhouse.errors import BadSetting
from tillhouse.settings.own_files import counts, text_of
from tillhouse.settings.settings import FILE, Settings

#: The folder that `tillhouse init` makes, and that is named where it is not used.
USUAL = "tables"


def texts(settings: Settings) -> dict[Path, str]:
    """The text of each file of own tables. Raises `BadSetting` where the setting names no folder."""
    if not settings.tables:
        return {}
    folder = settings.root / settings.tables
    if not folder.is_dir():
        raise BadSetting(
            f"tables in {settings.root / FILE}: {folder} is no folder.",
            "Name the folder of the lake's own tables, within the lake's folder, or take the line out.",
        )
    return dict(_written(folder))


def unused(settings: Settings) -> str:
    """That there are own tables which no setting names, as a sentence; empty where there are none."""
    folder = settings.root / USUAL
    if settings.tables or not folder.is_dir() or not dict(_written(folder)):
        return ""
    return f'{folder}/*.py are not used. {settings.root / FILE} can name them, in its first lines:  tables = "{USUAL}"'


def _written(folder: Path) -> Iterator[tuple[Path, str]]:
    """Files of a folder that hold more than comments; names that begin with an underscore are left out."""
    for path in sorted(folder.glob("[!_.]*.py")):
        text = text_of(path)
        if any(map(counts, text.splitlines())):
            yield path, text
