"""Sets in braces, as arules writes baskets, with and without a header and other columns."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

#: A line in one pair of braces, with or without quotes around them.
_LINE = re.compile(r'\s*(?P<quote>"?)\{(?P<items>[^{}]*)\}(?P=quote)\s*')
_VALUE = re.compile(r"\s*\{([^{}\r\n]*)\}\s*")


@dataclass(frozen=True)
class Sets:
    """Baskets that stood in braces. text: one basket a line. column: the header over them; None where there is none."""

    text: str
    column: str | None = None


def unbraced(text: str) -> Sets | None:
    """The baskets of a text whose every line is in a pair of braces, or every value of one column; else None.

    A first line without braces, over lines that all have them, is the header. Values of a column stand under one.
    """
    lines = (line for line in io.StringIO(text, newline=None) if line.strip())
    first, second = next(lines, ""), next(lines, "")
    if _LINE.fullmatch(first):
        return _of_lines(text)
    if "{" in first or "{" not in second:
        return None
    return _of_lines(text, first) or _of_column(text)


def _of_lines(text: str, header: str = "") -> Sets | None:
    found = []
    lines = io.StringIO(text, newline=None)
    if header:
        next(line for line in lines if line.strip())
    for line in lines:
        worn = _LINE.fullmatch(line)
        if line.strip() and not worn:
            return None
        items = worn["items"].strip() if worn else ""
        found.append(items.replace('""', '"') if worn and worn["quote"] else items)
    named = header.strip().strip('"').strip() if header else None
    return Sets("".join(f"{line}\n" for line in found), named)


def _of_column(text: str) -> Sets | None:
    for delimiter in ",;\t|":
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except csv.Error:
            continue
        header, *others = [row for row in rows if row]
        if any(len(row) != len(header) for row in others):
            continue
        for name, *values in zip(header, *others, strict=True):
            found = [_VALUE.fullmatch(value) for value in values]
            sets = [one[1].strip() for one in found if one]
            if len(sets) == len(values):
                return Sets("".join(f"{one}\n" for one in sets), name.strip())
    return None
