"""The records of a delimited file counted again, from its bytes: line breaks less the lines that continue a record.

This is the second opinion on `_lines`: it shares the rule, not the way. Only lines that hold a quote are looked
at one by one, with the csv module of Python.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tillhouse.sources._csv.asides import Finder
from tillhouse.sources._encoding import strange

_MOST_LINES, _MOST_TEXT = 100, 64 << 10
_LONE_RETURN = re.compile(rb"\r(?!\n)")
_BLANK_LINE = re.compile(rb"\n[ \t\r]*\n|\n[ \t\r]+\Z")


@dataclass(frozen=True)
class Counter:
    """Counts records of ``width`` fields. finder: tells lines that are no records; without it all others are."""

    width: int
    delimiter: str
    quote: str
    finder: Finder | None = None

    @cached_property
    def _plain_line(self) -> bytes:
        """A pattern for a line whose quotes open and close where fields do: most files have no others."""
        q, d = re.escape(self.quote), re.escape(self.delimiter)
        one = rf"(?:{q}[^{q}\n]*+(?:{q}{q}[^{q}\n]*+)*+{q}|[^{q}{d}\n]*+)"
        return rf"(?:{one}(?:{d}{one})*+\r?\n)".encode()

    @cached_property
    def _blank_start(self) -> re.Pattern[bytes]:
        """What stands at the end of a line where one begins that may hold nothing."""
        return re.compile(rb"\n[\s" + re.escape(self.delimiter + self.quote).encode() + rb"]")

    def _plain_lines(self, data: bytes, breaks: int) -> re.Pattern[bytes]:
        """One such line at a time, or, where most lines have quotes, as many as there are."""
        many = data.count(self.quote.encode()) > breaks
        return re.compile(self._plain_line + (b"++" if many else b""))

    def count(self, blocks: Iterator[bytes]) -> int:
        """The records of all blocks."""
        total, rest = 0, b""
        for block in blocks:
            found, used = self._block(rest + block, final=False)
            rest = (rest + block)[used:] if used < len(rest) + len(block) else b""
            total += found
        return total + self._block(rest, final=True)[0]

    def _block(self, data: bytes, final: bool) -> tuple[int, int]:
        """Records that end in the data, and the bytes they take."""
        if _LONE_RETURN.search(data):
            return self._block_of(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n"), data, final)
        return self._block_of(data, data, final)

    def _block_of(self, data: bytes, original: bytes, final: bool) -> tuple[int, int]:
        joined: list[tuple[int, int]] = []
        breaks = data.count(b"\n")
        continued, end = self._continuations(data, breaks, final, joined)
        kept = data if end == len(data) else data[:end]
        breaks = breaks if kept is data else kept.count(b"\n")
        lines = breaks + (1 if kept and not kept.endswith(b"\n") else 0)
        blank = self._blank_start.search(kept) is not None
        others = continued + (self.finder.count(kept, joined, blank=blank) if self.finder and kept else 0)
        lines -= self._blank(kept, blank=blank) + others
        return lines, len(original) - (_tail(data[end:], original) if end < len(data) else 0)

    def _blank(self, data: bytes, *, blank: bool) -> int:
        """How many lines hold nothing. blank: whether there may be any below the first."""
        if not ((blank and _BLANK_LINE.search(data)) or data[:1].isspace()):
            return 0
        spaces = b"\r " if self.delimiter == "\t" else b"\r \t"
        lines = data.split(b"\n")
        if lines[-1] == b"":
            lines.pop()
        return lines.count(b"") + sum(not line.strip(spaces) for line in filter(bytes.isspace, lines))

    def _continuations(
        self, data: bytes, breaks: int, final: bool, joined: list[tuple[int, int]]
    ) -> tuple[int, int]:
        """Lines, not blank, that continue a record; and where the data that can be counted ends.

        breaks: how many line feeds it has. joined: gains where each record of several lines begins and ends.
        """
        if not self.quote or self.quote.encode() not in data:
            return 0, len(data)
        quote, continued, at, plain_lines = self.quote.encode(), 0, 0, self._plain_lines(data, breaks)
        while (found := data.find(quote, at)) >= 0:
            start = data.rfind(b"\n", 0, found) + 1
            plain = plain_lines.match(data, start)
            if plain:
                at = plain.end()
                continue
            end = _end(data, found)
            at = end
            if self._state(data[start:end]) != "open":
                continue
            whole = self._join(data, start, final)
            if whole is None:
                return continued, start
            at, more = whole
            joined.append((start, at))
            continued += more
        return continued, len(data)

    def _join(self, data: bytes, start: int, final: bool) -> tuple[int, int] | None:
        """Where the record ends and how many lines continue it; None when more data is needed to tell."""
        first = end = _end(data, start)
        more = 0
        for _ in range(_MOST_LINES - 1):
            if end >= len(data):
                return (first, 0) if final else None
            following = _end(data, end)
            line = data[end:following]
            if self._complete(line) or len(data[start:end].decode()) > _MOST_TEXT:
                break
            more += bool(line.strip(b" \t\r\n"))
            end = following
            state = self._state(data[start:end])
            if state == "record":
                return end, more
            if state != "open":
                break
        return first, 0

    def _state(self, text: bytes) -> str:
        """``record``, ``open`` (a quoted field is open at the end), or ``other``."""
        whole = text.decode().rstrip("\r\n")
        ended = text.decode() if text.endswith(b"\n") else whole
        rows = list(self._parse(ended))
        if rows and rows[-1] == "open":
            return "open"
        return "record" if len(rows) == 1 and len(rows[0]) == self.width else "other"

    def _parse(self, text: str) -> Iterator[list[str] | str]:
        reader = csv.reader(
            _kept(text),
            delimiter=self.delimiter,
            quotechar=self.quote,
            strict=True,
        )
        try:
            yield from reader
        except csv.Error as error:
            yield "open" if "unexpected end" in str(error) else "fault"

    def _complete(self, line: bytes) -> bool:
        if strange(line):
            return False
        text = line.decode().rstrip("\r\n")
        if self.quote not in text:
            return text.count(self.delimiter) == self.width - 1 and bool(text.strip(" \t"))
        rows = list(self._parse(text))
        if len(rows) != 1 or len(rows[0]) != self.width or isinstance(rows[0], str):
            return False
        quoted = re.escape(self.quote)
        # a quote outside quoted fields is a character, but not the mark of a complete record
        bare = re.sub(f"{quoted}(?:[^{quoted}]|{quoted}{quoted})*{quoted}", "", text)
        return self.quote not in bare


def _kept(text: str) -> list[str]:
    return [line + "\n" for line in text.removesuffix("\n").split("\n")]


def _end(data: bytes, at: int) -> int:
    found = data.find(b"\n", at)
    return len(data) if found < 0 else found + 1


def _tail(rest: bytes, original: bytes) -> int:
    """How many bytes of the original the last lines take, whose breaks may have been longer."""
    lines = rest.count(b"\n") + (0 if rest.endswith(b"\n") else 1)
    parts = re.split(rb"(\r\n|\n|\r)", original)
    if parts and parts[-1] == b"":
        parts = parts[:-1]
    kept = 2 * lines if original.endswith((b"\n", b"\r")) else 2 * lines - 1
    return sum(len(part) for part in parts[-kept:])
