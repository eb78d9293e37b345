"""A text file read whole, for lists that are no sales: of baskets, say."""

from __future__ import annotations

from collections.abc import Sequence

from tillhouse.errors import UnreadableFile
from tillhouse.sources._encoding import bom, wide
from tillhouse.sources._headers import plain
from tillhouse.sources._opened import Opened
from tillhouse.sources._synonyms import SYNONYMS, Ranks

_HEAD = 1 << 16
#: Bytes of a list, which is held whole.
LARGEST = 512 << 20


def whole_text(file: Opened) -> str:
    """All of its text; what is not UTF-8 is taken as Windows-1252. Raises `UnreadableFile` for what is no text."""
    with file.open() as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise UnreadableFile(
            f"{file.name} holds more than {LARGEST >> 20:,} MiB of text, the limit for a list.",
            "Open it as sales, or give a part of it:  tillhouse open FILE",
        )
    encoding, mark = bom(data[:4])
    encoding = encoding or wide(data[:_HEAD]) or "utf-8"
    if encoding == "utf-8" and b"\0" in data:
        raise UnreadableFile(f"{file.name} is not a text file.", "Export it as CSV.")
    try:
        return data[mark:].decode(encoding)
    except UnicodeDecodeError:
        return data.decode("cp1252", "backslashreplace")


def column_of(header: Sequence[str], canonical: str, others: Ranks = ()) -> str | None:
    """The column that is known by its name to mean ``canonical``, the best name first; None without one.

    others: more names of it, after those that are known everywhere.
    """
    words = {plain(name): name for name in reversed(header)}
    return next(
        (words[word] for rank in (*SYNONYMS[canonical], *others) for word in words if word in rank), None
    )
