"""The top of a delimited file: its header, and the rest without it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tillhouse.sources import _encoding
from tillhouse.sources._fields import Record
from tillhouse.sources._headers import plain
from tillhouse.sources._opened import Opened
from tillhouse.sources._synonyms import SYNONYMS

_HEAD = 1 << 16
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_BREAK = re.compile(rb"\r\n|\n|\r")
_EXCEL = re.compile(r"(?i)sep=.\s*$")
_KNOWN = frozenset(name for ranks in SYNONYMS.values() for rank in ranks for name in rank)


@dataclass(frozen=True)
class Top:
    """header: names as written. lines: the physical lines up to and including it."""

    header: tuple[str, ...]
    lines: int
    delimiter: str
    quote: str


def head_text(file: Opened, encoding: str) -> str:
    """The first characters of the file; a character cut at the end is left out."""
    head = file.head(_HEAD)
    decoder = codecs.getincrementaldecoder(encoding)("tillhouse-spelled")
    return decoder.decode(head[_encoding.bom(head)[1] :])


def top(text: str, delimiters: Sequence[str], quote: str) -> Top | None:
    """The header, split by the delimiter that gives most names with a known meaning; None without a line."""
    lines = _LINE.findall(text)
    start = next((at for at, line in enumerate(lines) if _says_something(line, delimiters)), None)
    if start is None:
        return None
    found = [_header(lines, start, delimiter, quote) for delimiter in delimiters]
    return max(found, key=lambda one: (sum(plain(name) in _KNOWN for name in one.header), len(one.header)))


def _says_something(line: str, delimiters: Sequence[str]) -> bool:
    """Neither blank nor a comment nor the line that tells Excel the delimiter."""
    comment = line.startswith("#") and not any(delimiter in line for delimiter in delimiters)
    comment = comment or _EXCEL.match(line) is not None
    return bool(line.strip()) and not comment


def _header(lines: list[str], start: int, delimiter: str, quote: str) -> Top:
    for used in ("'", quote) if lines[start].startswith("'") else (quote,):
        record, end = Record(delimiter, used), start
        while end < min(len(lines), start + 20) and (end == start or record.open):
            record.add(lines[end])
            end += 1
        if not record.open and record.fault is None:
            return Top(tuple(record.fields), end, delimiter, used)
    return Top(tuple(lines[start].strip("\r\n").split(delimiter)), start + 1, delimiter, quote)


def after(blocks: Iterator[bytes], lines: int) -> Iterator[bytes]:
    """The blocks without their first physical lines."""
    first = next(blocks, b"")
    at = 0
    for _ in range(lines):
        found = _BREAK.search(first, at)
        at = found.end() if found else len(first)
    if at < len(first):
        yield first[at:]
    yield from blocks
