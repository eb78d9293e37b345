"""Escapes of MySQL and of spreadsheets, written as the quotes that all delimited text has.

MySQL writes a quote within a field as ``\\"``; spreadsheets are told to keep a code by ``="0012"``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tillhouse.settings.feed import Feed

BACKSLASH = "\\"


def standard(blocks: Iterator[bytes], delimiter: str, quote: str, feed: Feed) -> Iterator[bytes]:
    """The same blocks of whole lines with doubled quotes, and codes in quotes alone."""
    told = _told(delimiter, quote) if quote else ()
    escaped = re.compile(rb"\\([\\\n" + re.escape(quote).encode() + b"])") if feed.escape and quote else None
    mark = quote.encode()
    for block in blocks:
        text = block
        if escaped and b"\\" in text:
            text = escaped.sub(lambda found: mark * 2 if found[1] == mark else found[1], text)
        # one sign is found many times faster than two, and hardly any export has it
        for sign, pattern in told if b"=" in text else ():
            if sign in text:
                text = pattern.sub(rb"\1" + mark + rb"\2" + mark, text)
        yield text


def _told(delimiter: str, quote: str) -> tuple[tuple[bytes, re.Pattern[bytes]], ...]:
    """``="0012"``, and the same within quotes."""
    q, d = re.escape(quote), re.escape(delimiter)
    before, behind = f"(^|{d})", f"(?={d}|\\r?$)"
    bare = rf"{before}={q}([^{q}{d}\r\n]*){q}{behind}"
    within = rf"{before}{q}={q}{q}([^{q}\r\n]*){q}{q}{q}{behind}"
    return tuple(
        (sign.encode(), re.compile(pattern.encode(), re.MULTILINE))
        for sign, pattern in ((f"={quote}", bare), (f"{quote}={quote}{quote}", within))
    )
