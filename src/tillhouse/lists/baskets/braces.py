"""Sets in braces, as arules writes baskets, with and without a header and other columns."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from tillhouse.errors import UnreadableFile
from tillhouse.sources import SIGNS, Listing

#: A line in one pair of braces, with or without quotes around them.
_LINE = re.compile(r'\s*(?P<quote>"?)\{(?P<items>[^{}]*)\}(?P=quote)\s*')
_VALUE = re.compile(r"\s*\{([^{}\r\n]*)\}\s*")


@dataclass(frozen=True)
class Sets(Listing):
    """Baskets that stood in braces, one a line. column: the header over them; None where there is none."""

    column: str | None = None


def unbraced(listed: Listing) -> Sets | None:
    """The baskets of a text whose every line is in a pair of braces, or every value of one column; else None.

    A first line without braces, over lines that all have them, is the header. Values of a column stand under one.
    """
    lines = filter(str.strip, io.StringIO(listed.text or "", newline=None))
    first, second = next(lines, ""), next(lines, "")
    if _LINE.fullmatch(first):
        return _of_lines(listed)
    if "{" in first or "{" not in second:
        return None
    return _of_lines(listed, first) or _of_column(listed)


def _of_lines(listed: Listing, header: str = "") -> Sets | None:
    found = []
    lines = io.StringIO(listed.text or "", newline=None)
    if header:
        next(line for line in lines if line.strip())
    for line in lines:
        worn = _LINE.fullmatch(line)
        if line.strip() and not worn:
            return None
        items = worn["items"].strip() if worn else ""
        found.append(items.replace('""', '"') if worn and worn["quote"] else items)
    return _sets(listed, found, header.strip().strip('"').strip() if header else None)


def _of_column(listed: Listing) -> Sets | None:
    for delimiter in SIGNS:
        try:
            header, *others = [row.fields for row in listed.rows(delimiter) if row.fields]
        except UnreadableFile:
            continue
        if any(len(row) != len(header) for row in others):
            continue
        for name, *values in zip(header, *others, strict=True):
            found = [one[1].strip() for value in values if (one := _VALUE.fullmatch(value))]
            if len(found) == len(values):
                return _sets(listed, found, name.strip())
    return None


def _sets(listed: Listing, found: Iterable[str], column: str | None) -> Sets:
    return Sets(listed.name, "".join(f"{one}\n" for one in found), column=column)
