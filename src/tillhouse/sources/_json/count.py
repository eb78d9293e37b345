"""The records of a JSON file counted by another way than decoding them."""

from __future__ import annotations

import re

from tillhouse.sources._blocks import blocks
from tillhouse.sources._json.array import encoding_of, is_array, text_pieces
from tillhouse.sources._opened import Opened

_SIGNS = re.compile(rb'"|\\.|[{}\[\]]', re.DOTALL)
#: The brackets that are open where a record begins, and how many there are besides its own.
RECORD = frozenset({b"[{", b"{[{"})
DEEPEST = 2


def records(file: Opened) -> int:
    """Lines that are not blank, or the objects that stand directly in the array, whatever stands around it."""
    if is_array(file):
        return _objects(file)
    encoding = encoding_of(file)
    return sum(bool(line.strip()) for block in blocks(file, encoding) for line in block.split(b"\n"))


def _objects(file: Opened) -> int:
    """Follows brackets and strings only; a record refused in decoding counts like any other."""
    count = depth = 0
    around = b""
    within = False
    rest = b""
    for piece in text_pieces(file):
        data = rest + piece.encode("utf-8", "surrogatepass")
        # a backslash at the very end belongs to a sign that is not here yet
        rest = b"\\" if data.endswith(b"\\") else b""
        for found in _SIGNS.finditer(data, 0, len(data) - len(rest)):
            sign = found.group()
            if sign == b'"':
                within = not within
            elif not within and sign in b"{[":
                around = around[:depth] + sign if depth <= DEEPEST else around
                count += around in RECORD and depth < len(around)
                depth += 1
            elif not within and sign in b"}]":
                depth -= 1
    return count
