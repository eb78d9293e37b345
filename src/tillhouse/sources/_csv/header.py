"""The top of a delimited file: its header, and the rest without it."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tillhouse.dialects import Dialect
from tillhouse.settings.feed import Feed
from tillhouse.sources import _encoding, _names
from tillhouse.sources._aside_rule import Rule
from tillhouse.sources._csv.asides import cells
from tillhouse.sources._fields import Record
from tillhouse.sources._opened import Opened

_HEAD = 1 << 16
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_BREAK = re.compile(rb"\r\n|\n|\r")
_EXCEL = re.compile(r"(?i)sep=.\s*$")


@dataclass(frozen=True)
class Top:
    """header: names as written. lines: the physical lines up to and including it. above: lines and texts over it."""

    header: tuple[str, ...]
    lines: int
    delimiter: str
    quote: str
    above: tuple[tuple[int, str], ...] = ()

    def rule(self, names: tuple[str, ...], columns: Mapping[str, str]) -> Rule:
        """What tells rows that are no records. names: the header as column names. columns: what they mean."""
        width = len(names)
        return Rule(names, self.header, columns, lambda text: cells(text, self.delimiter, self.quote, width))


def head_text(file: Opened, encoding: str) -> str:
    """The first characters of the file; a character cut at the end is left out."""
    head = file.head(_HEAD)
    decoder = codecs.getincrementaldecoder(encoding)("tillhouse-spelled")
    return decoder.decode(head[_encoding.bom(head)[1] :])


def top(
    text: str,
    delimiters: Sequence[str],
    quote: str,
    feed: Feed | None = None,
    dialects: Mapping[str, Dialect] | None = None,
) -> Top | None:
    """The header, split by the delimiter that gives most names with a known meaning; None without a line.

    feed: its columns are names with a known meaning too, and its ``header_row`` decides where it names one. dialects:
    those whose names count as known.
    """
    lines = _LINE.findall(text)
    while lines and not lines[-1]:
        lines.pop()
    start = next((at for at, line in enumerate(lines) if _says_something(line, delimiters)), None)
    if start is None:
        return None
    row = feed.header_row if feed else 0
    names = _names.Known(frozenset(feed.columns.values() if feed else ()), tuple((dialects or {}).values()))
    found = [
        _below(lines, row - 1 if row else start, delimiter, quote, names, row) for delimiter in delimiters
    ]
    return max(found, key=lambda one: (*names.score(one.header), len(one.header)))


def _below(lines: list[str], start: int, delimiter: str, quote: str, names: _names.Known, row: int) -> Top:
    """The header among the first rows, without the delimiter that ends all rows; what stands above it."""
    rows: list[Top] = []
    at = min(start, len(lines) - 1)
    while at < len(lines) and len(rows) < _names.DEEPEST:
        if _says_something(lines[at], (delimiter,)):
            rows.append(_header(lines, at, delimiter, quote))
        at = rows[-1].lines if rows and rows[-1].lines > at else at + 1
    place, header = (0, rows[0].header) if row else _names.header([one.header for one in rows], names)
    widths = Counter(len(one.header) for one in rows[place + 1 :] if len(one.header) >= _names.LEAST)
    usual = max(widths, key=lambda width: widths[width], default=len(header))
    if usual == len(header) - 1 and not header[-1].strip():
        header = header[:-1]
    if usual == len(header) + 1 and all(
        len(one.header) != usual or not one.header[-1] for one in rows[place + 1 :]
    ):
        header = (*header, "")
    titles = [(one.lines, " ".join(filter(None, map(str.strip, one.header)))) for one in rows[:place]]
    found = rows[place]
    return Top(header, found.lines, delimiter, found.quote, tuple((at, text) for at, text in titles if text))


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
