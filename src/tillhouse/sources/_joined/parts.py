"""Parts: what each file, or each sheet of a workbook, is called among those that belong together.

The name of a part is that of its file without endings and without what numbers its deliveries: ``orders_2024-01.csv``
is the part ``orders`` of the delivery ``2024-01``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from tillhouse.sources._opened import Opened
from tillhouse.sources._sheets import WORKBOOKS, names_of

#: What numbers a delivery, before or after the name of its part.
_NUMBERED = re.compile(r"^(?:[\d\W_]*\d[\W_]+)?(.*?)(?:[\W_]*\d[\d\W_]*)?$")


@dataclass(frozen=True)
class Member:
    """One table of those that belong together. sheet: of a workbook; empty for a file."""

    part: str
    file: Opened
    sheet: str = ""

    @property
    def name(self) -> str:
        """For people: the file, and its sheet."""
        return f"{self.file.name}, sheet {self.sheet}" if self.sheet else self.file.name


def part_of(name: str) -> tuple[str, str]:
    """The part that a file or sheet is, and what tells its delivery from others."""
    stem = PurePath(name).name.split(".")[0].strip()
    found = _NUMBERED.match(stem)
    part = found[1] if found and found[1] else stem
    return "_".join(part.split()).casefold(), stem.replace(part, "", 1).strip(" _-.")


def deliveries(files: Iterable[Opened]) -> list[Mapping[str, Member]]:
    """Members by part, for each delivery: those of one workbook, or of one folder or archive with one number."""
    found: dict[tuple[str, str], dict[str, Member]] = {}
    for file in files:
        if file.extension in WORKBOOKS:
            sheets = names_of(file)
            if len(sheets) > 1:
                found[file.name, ""] = {
                    part: Member(part, file, name) for name in sheets for part in [part_of(name)[0]]
                }
                continue
        part, number = part_of(file.member or file.path.name)
        home = f"{file.path}/{PurePath(file.member).parent}" if file.member else str(file.path.parent)
        found.setdefault((home, number), {})[part] = Member(part, file)
    return list(found.values())
