"""The objects of a JSON array one by one; the array may be the file, or a member of the file's one object."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tillhouse.errors import UnreadableFile
from tillhouse.sources import _bounds, _encoding
from tillhouse.sources._opened import Opened

#: What the array of records is called in an object around it: as its first member, or behind others.
FIRST = frozenset({"items", "payments", "transactions", "sales", "rows", "elements", "content"})
ANYWHERE = frozenset({"orders", "data", "results", "records", "receipts", "value"})
LONGEST_RECORD = _bounds.LONGEST_RECORD
_BLANK = " \t\r\n"
_PIECE = 1 << 20


class Bad(ValueError):
    """The text is not an acceptable record."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Bad("a key is given twice")
    return found


def _no_constant(name: str) -> str:
    raise Bad(f"{name} is not JSON")


DECODER = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=str, parse_int=str, parse_constant=_no_constant
)


def encoding_of(file: Opened) -> str:
    """UTF-8 unless the file says or shows otherwise."""
    head = file.head()
    return _encoding.bom(head)[0] or _encoding.wide(head) or "utf-8"


def is_array(file: Opened) -> bool:
    """Whether the file is one array or an object around one; otherwise its lines are records."""
    return next(text_pieces(file), "").lstrip()[:1] == "[" or bool(list_name(file))


def list_name(file: Opened) -> str:
    """The member that holds the records, where the file is an object such as ``{"orders": [{…}]}``; else empty."""
    text = next(text_pieces(file), "").lstrip()
    at, names = 0, ANYWHERE | FIRST
    try:
        while text[at : at + 1] in {"{", ","} and text[at]:
            name, at = DECODER.raw_decode(text, _next(text, at + 1))
            at = _next(text, _next(text, at) + 1)
            if text[at] == "[" and text[_next(text, at + 1)] in "{]" and name in names:
                return str(name)
            _, at = DECODER.raw_decode(text, at)
            at, names = _next(text, at), ANYWHERE
    except (ValueError, IndexError, RecursionError):
        pass
    return ""


def _next(text: str, at: int) -> int:
    """The place of the next character that is not blank."""
    while text[at : at + 1] in {*_BLANK} and at < len(text):
        at += 1
    return at


class Reader:
    """A window on the text of an array, which stands in the member ``name`` of an object where that is given."""

    def __init__(self, file: Opened, name: str = "") -> None:
        self._file, self._name, self._text, self._at = file, name, "", 0
        self._pieces = text_pieces(file)

    def _more(self) -> bool:
        piece = next(self._pieces, "")
        self._text, self._at = self._text[self._at :] + piece, 0
        return bool(piece)

    def peek(self) -> str:
        """The next character that is not blank; empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANK:
                self._at += 1
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def skip(self, expected: str) -> None:
        """Step over one character that must come next."""
        if self.peek() != expected:
            seen = self.peek() or "the end of the file"
            raise UnreadableFile(
                f"{self._file.name} is not a JSON array: {seen} stands where {expected} is expected."
            )
        self._at += 1

    def enter(self) -> None:
        """Step into the array."""
        if self._name:
            self.skip("{")
            while self._member() != self._name:
                self._value("A value")
                self.skip(",")
        self.skip("[")

    def leave(self) -> None:
        """Step out of the array. Nothing may follow, or in an object nothing that holds records."""
        self.skip("]")
        while self._name and self.peek() == ",":
            self.skip(",")
            other = self._member()
            _, value = self._value("A value")
            if isinstance(value, list) and any(isinstance(one, dict) for one in value):
                raise UnreadableFile(
                    f"{self._file.name} holds two lists of records: {self._name} and {other}.",
                    "Export each as a file of its own.",
                )
        if self._name:
            self.skip("}")
        if self.peek():
            raise UnreadableFile(f"{self._file.name} goes on after the end of its JSON array.")

    def _member(self) -> str:
        _, name = self._value("A name")
        self.skip(":")
        return str(name)

    def record(self, number: int) -> tuple[str, Any]:
        """The next object and its text."""
        if self.peek() != "{":
            raise UnreadableFile(f"Record {number:,} of {self._file.name} is not a JSON object.")
        return self._value(f"Record {number:,}", number)

    def _value(self, what: str, number: int = 0) -> tuple[str, Any]:
        """The next value and its text. Raises `UnreadableFile` that begins with ``what`` it is."""
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except Bad as bad:
                raise UnreadableFile(f"{what} of {self._file.name} is refused: {bad}.") from None
            except RecursionError:
                raise UnreadableFile(f"{what} of {self._file.name} is nested too deep.") from None
            except ValueError as bad:
                if len(self._text) - self._at >= LONGEST_RECORD:
                    _bounds.refuse_long(self._file.name, number, len(self._text) - self._at + 1)
                if self._more():
                    continue
                raise UnreadableFile(f"{what} of {self._file.name} is not JSON: {bad}.") from None
            text, self._at = self._text[self._at : end], end
            return text, value


def text_pieces(file: Opened) -> Iterator[str]:
    """The characters of a file; the cuts fall anywhere, as an array may be one line."""
    import codecs

    encoding = encoding_of(file)
    decoder = codecs.getincrementaldecoder(encoding)("tillhouse-spelled")
    with file.open() as stream:
        head = stream.read(_PIECE)
        piece = head[_encoding.bom(head)[1] :]
        while piece:
            following = stream.read(_PIECE)
            if text := decoder.decode(piece, not following):
                yield text
            piece = following
