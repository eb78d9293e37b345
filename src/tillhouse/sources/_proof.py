"""Whether all lines of a block are well-formed, by what the parser of delimited text refuses.

It refuses a line of too many fields, and one of too few has none in the last column. So only lines with quotes need to
be looked at, where they are few.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tillhouse.sources._encoding import strange

if TYPE_CHECKING:
    import polars as pl

_LONE_RETURN = re.compile(rb"\r(?!\n)")
#: Where more than one line in four has a quote, all lines are looked at.
_FEW = 4
#: By this factor more fields than lines can have, a block has a line of delimiters.
MOST = 2


def well_formed(delimiter: str, quote: str, width: int) -> str:
    """A regular expression of a line of ``width`` fields, whose quotes open and close where fields do."""
    q, d = re.escape(quote), re.escape(delimiter)
    one = f"(?:{q}(?:[^{q}]|{q}{q})*{q}|[^{q}{d}]*)"
    return f"(?s)^{one}(?:{d}{one}){{{width - 1}}}$"


def is_plain(block: bytes, breaks: int, quote: str, pattern: str) -> bool:
    """Whether the parser is to be trusted with a block: no strange sign in it, and all quotes are in their places.

    breaks: how many line feeds it has. pattern: of `well_formed`.
    """
    if strange(block) or _LONE_RETURN.search(block):
        return False
    return not quote or quote.encode() not in block or _are_few_and_well_formed(block, breaks, quote, pattern)


def is_whole(frame: pl.DataFrame, lines: int) -> bool:
    """Whether each line of a plain block has all fields of a record. lines: their number."""
    return frame.height == lines and not frame.to_series(-1).null_count()


def _are_few_and_well_formed(block: bytes, breaks: int, quote: str, pattern: str) -> bool:
    import polars as pl

    mark, found, end = quote.encode(), list[str](), 0
    while (at := block.find(mark, end)) >= 0:
        if len(found) * _FEW > breaks:
            return False
        start, end = block.rfind(b"\n", 0, at) + 1, block.find(b"\n", at)
        end = end if end >= 0 else len(block)
        found.append(block[start:end].removesuffix(b"\r").decode())
    return bool(pl.Series(found).str.contains(pattern).all())
