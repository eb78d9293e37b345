"""Columns that tell of people, or hold free text: they are counted, never shown or offered as a dimension."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tillhouse.settings.personal import why_personal
from tillhouse.sources import _patterns

if TYPE_CHECKING:
    from tillhouse.sources._looks import Looks

#: From this length on, on average, text is prose.
_PROSE = 60


def is_private(name: str, looks: Looks | None = None) -> bool:
    """Whether a column holds names of people, their contacts, notes or other free text, by its name or its values."""
    if why_personal(name):
        return True
    if looks is None or not looks.filled[name]:
        return False
    emails = (looks.share(name, _patterns.EMAIL) or 0) >= _patterns.MOST
    return emails or looks.length(name) >= _PROSE
