"""One record read field by field, for the few lines that counting cannot settle."""

from __future__ import annotations

from tillhouse.sources._bounds import MOST_COLUMNS

#: Lines and characters that one record may take.
MOST_LINES, MOST_TEXT = 100, 64 << 10
FEW, MANY, UNCLOSED, STRAY = "too_few_fields", "too_many_fields", "unclosed_quote", "text_after_quote"


class Record:
    """A record that grows line by line while a quoted field is open.

    A field is quoted if its first character is the quote; inside, two quotes are one. Elsewhere a quote is a
    character like any other. Text between a closing quote and the next delimiter is a fault. No more fields are
    split than a file may have columns. spaced: spaces before a field are no part of it.
    """

    def __init__(self, delimiter: str, quote: str, *, spaced: bool = False) -> None:
        self._delimiter, self._quote, self._spaced = delimiter, quote, spaced
        self.fields: list[str] = []
        self.raw = ""
        self.open = False
        self.fault: str | None = None
        self._parts: list[str] = []

    def add(self, line: str) -> None:
        """Read one more physical line, given with its line break."""
        self.raw += line
        at, end = 0, len(line.rstrip("\r\n"))
        while at <= end or self.open:
            while self._spaced and not self.open and line.startswith(" ", at):
                at += 1
            if not self.open and not (self._quote and line.startswith(self._quote, at)):
                at = self._plain(line, at, end)
                continue
            if not self.open:
                self.open, at = True, at + 1
            closing = self._closing(line, at)
            if closing < 0:
                return
            at = self._close(line, closing)

    def _plain(self, line: str, at: int, end_of_line: int) -> int:
        end = line.find(self._delimiter, at) if len(self.fields) < MOST_COLUMNS else -1
        end = end_of_line if end < 0 else end
        self.fields.append(line[at:end])
        return end + 1

    def _closing(self, line: str, at: int) -> int:
        """Where the quoted field ends, its text gathered; -1 when it stays open."""
        while True:
            end = line.find(self._quote, at)
            self._parts.append(line[at:] if end < 0 else line[at:end])
            if end < 0 or not line.startswith(self._quote, end + 1):
                return end
            self._parts.append(self._quote)
            at = end + 2

    def _close(self, line: str, closing: int) -> int:
        self.fields.append("".join(self._parts))
        self._parts, self.open = [], False
        rest = line[closing + 1 :]
        if rest.rstrip("\r\n") == "":
            return len(line) + 1
        if not rest.startswith(self._delimiter):
            self.fault = STRAY
            return len(line) + 1
        return closing + 2
