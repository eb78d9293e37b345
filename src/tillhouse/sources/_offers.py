"""What columns without a meaning could be: columns of the shop's own, to be declared; or what is personal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tillhouse.sources import _patterns
from tillhouse.sources._private import is_private

if TYPE_CHECKING:
    from tillhouse.sources._looks import Looks

#: Of a column that is about persons or is free text: it can be no column of the ledger.
PERSONAL = "personal"
_CENTS = r"[.,]\d{1,4}\D*$|\p{Sc}"
#: Numbers of these do not add up.
_NO_SUM = re.compile(
    r"rate|percent|%|margin|ratio|share|price|average|avg|per unit|quote|marge|preis|prix", re.I
)
#: Above it, on average, text is told rather than chosen among; so is what is nearly never the same.
_LONGEST = 40
_FEW = 30


def offers(looks: Looks, names: Iterable[str]) -> dict[str, str]:
    """By column with values: its declaration, such as ``measure:money``, `PERSONAL`, or nothing where it is neither."""
    return {name: _offer(looks, name) for name in names if looks.filled[name]}


def _offer(looks: Looks, name: str) -> str:
    if is_private(name, looks):
        return PERSONAL
    if looks.mostly(name, _patterns.DATE):
        return "dimension:date"
    repeats = looks.kinds[name] <= max(_FEW, looks.filled[name] // 2)
    if not looks.mostly(name, _patterns.NUMBER):
        return "dimension" if repeats and looks.length(name) <= _LONGEST else ""
    if looks.mostly(name, _patterns.PERCENT) or _NO_SUM.search(name):
        return ""
    if (looks.share(name, _CENTS) or 0) >= _patterns.MOST:
        return "measure:money"
    return "dimension" if looks.kinds[name] <= _FEW < looks.filled[name] else ""
