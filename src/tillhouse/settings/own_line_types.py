"""What lines concern, by the shop's own list: ``line_types.csv`` in the lake's folder, for all feeds of the lake.

    code,line_type
    GIFT,voucher
    ADJUST*,other

It wins over what a feed says of the same codes, and so over the feed's dialect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tillhouse.retail.event_names import LINE_TYPES
from tillhouse.settings.feed import Feed
from tillhouse.settings.own_files import OwnFile, nearest

_HEADER = ["code", "line_type"]
#: Behind a code: it stands for all codes that begin so.
_ANY = "*"


def own_line_types(file: OwnFile) -> dict[str, str]:
    """The line type of each code, in capitals, or of all that begin so. Raises `BadSetting` with file and line."""
    found: dict[str, str] = {}
    for number, cells in enumerate(file.said):
        if number == 0 and cells == _HEADER:
            continue
        if number == 0 or len(cells) != len(_HEADER):
            hint = f"The first row is {','.join(_HEADER)}; each row after it has a code and a line type."
            raise file.bad_row(number, f"{','.join(cells)!r} was found.", hint)
        code, kind = cells[0].upper(), cells[1]
        if not code.removesuffix(_ANY) or _ANY in code.removesuffix(_ANY):
            hint = "Write a code, or how codes begin with one * behind it:  ADJUST*"
            raise file.bad_row(number, f"{cells[0]!r} is no code.", hint)
        if kind not in LINE_TYPES:
            raise file.bad_row(number, f"unknown line type {kind!r}.", nearest(kind, LINE_TYPES))
        if code in found:
            raise file.bad_row(number, f"{code} is there already.", "Keep one of the two rows.")
        found[code] = kind
    return found


def with_own_line_types(feed: Feed, file: OwnFile) -> Feed:
    """A feed with the shop's own list: of its codes, those that the list speaks of are left out."""
    own = own_line_types(file)
    begins = tuple(code.removesuffix(_ANY) for code in own if code.endswith(_ANY))
    kept = {code: kind for code, kind in feed.line_types.items() if not _is_said(code.upper(), own, begins)}
    return replace(feed, line_types={**kept, **own}) if own else feed


def _is_said(code: str, own: Mapping[str, str], begins: tuple[str, ...]) -> bool:
    return code in own or bool(begins and code.removesuffix(_ANY).startswith(begins))
