"""The records of a JSON file counted by another way than decoding them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tillhouse.sources._blocks import blocks
from tillhouse.sources._json.array import encoding_of, place, text_pieces
from tillhouse.sources._opened import Opened

_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_TO_END = re.compile(rb'(?:[^"\\]++|\\.)*+"', re.DOTALL)
_OTHER = bytes(sign for sign in range(256) if sign not in b"{}[]")


def records(file: Opened, wanted: str = "") -> int:
    """Lines that are not blank, or the objects that stand directly in the list of records."""
    if (there := place(file, wanted)) is not None:
        return _objects(file, there.before)
    encoding = encoding_of(file)
    return sum(bool(line.strip()) for block in blocks(file, encoding) for line in block.split(b"\n"))


def _objects(file: Opened, before: int) -> int:
    """Follows brackets and strings only; a record refused in decoding counts like any other."""
    count = depth = opened = 0
    within = -1
    for brackets in _brackets(file):
        for sign in brackets:
            if sign in b"{[":
                if opened == before:
                    within = depth
                count += depth == within + 1 and within >= 0 and sign in b"{"
                opened += 1
                depth += 1
            else:
                depth -= 1
                if depth == within:
                    return count
    return count


def _brackets(file: Opened) -> Iterator[bytes]:
    """The brackets that stand outside of strings."""
    within, rest = False, b""
    for piece in text_pieces(file):
        data = rest + piece.encode("utf-8", "surrogatepass")
        # of backslashes at the very end, the last one may belong to a sign that is not here yet
        rest = b"\\" if (len(data) - len(data.rstrip(b"\\"))) % 2 else b""
        data = data.removesuffix(rest)
        if within:
            end = _TO_END.match(data)
            if end is None:
                continue
            data = data[end.end() :]
        outside, quote, _ = _STRING.sub(b"", data).partition(b'"')
        within = bool(quote)
        yield outside.translate(None, _OTHER)
