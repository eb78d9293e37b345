"""Whether the text of a JSON file could hold records that are none; where nothing does, none need be decoded again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import polars as pl

from tillhouse.sources._json.array import text_pieces
from tillhouse.sources._opened import Opened
from tillhouse.sources._total_words import COUNTED_WORDS, ENDS, NOTE_STARTS, STARTS

_NOTHING = r'(?:null|"\s*"|\[\s*\]|\{\s*\})'
_REST = r'(?:[^"\\]|\\.)*"\s*[,}\]]'
_NAMES = re.compile(r'"([^"\\]{1,200})"\s*:')
#: Of a piece, what is looked at with the next one again.
_OVERLAP = 1 << 16


def may_hold_any(file: Opened) -> bool:
    """Whether a value begins or ends as in such rows, or an object has nothing but totals."""
    last, pattern, again = "", _pattern(), list[str]()
    for piece in text_pieces(file):
        if not last:
            names = {*_NAMES.findall(piece[:_OVERLAP])}
            again = [f'"{name}":{between}"{name}"' for name in names for between in ("", " ")]
        text = pl.Series([last + piece])
        if text.str.contains(pattern)[0] or text.str.contains_any(again or ["\0"])[0]:
            return True
        last = piece[-_OVERLAP:]
    return False


def _pattern() -> str:
    starts, ends = "|".join(_spelled(*STARTS, *NOTE_STARTS)), "|".join(_spelled(*ENDS))
    counted = "|".join(_spelled(*COUNTED_WORDS))
    empty = rf'\s*"(?:[^"\\]|\\.)*"\s*:\s*{_NOTHING}\s*,?'
    total = rf'\s*"(?:{starts})[^"]*"\s*:\s*(?:"[^"]*"|[-+.\deE]+)\s*,?'
    return "(?is)" + "|".join(
        (
            rf'"\s?(?:{starts}){_REST}',
            rf'(?:{ends})\s*"\s*[,}}\]]',
            rf'"\(?\d[\d,.]*(?:{counted})',
            r'"[-=_*+~ ]+"\s*[,}\]]',
            rf"\{{(?:{empty}|{total})*\s*\}}",
        )
    )


def _spelled(*words: str) -> Iterator[str]:
    """Words as JSON can write them: as they are, or with escapes for letters that are not ASCII."""
    for word in words:
        yield from dict.fromkeys((re.escape(word), re.escape(json.dumps(word)[1:-1])))
