"""The objects of a JSON array one by one; the array may be the file, or a member of the file's one object."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tillhouse.errors import UnreadableFile
from tillhouse.sources import _bounds, _encoding
from tillhouse.sources._json import around
from tillhouse.sources._opened import Opened

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


def place(file: Opened, wanted: str = "") -> around.Place | None:
    """The list of records in a file that is one list or one object; None where its lines are records.

    wanted: the list that a person named. Raises `UnreadableFile` where there is no such list, or several could be it.
    """
    text = next(text_pieces(file), "")
    if text.lstrip()[:1] == "[":
        return around.TOP
    if wanted:
        there = around.all_lists(text)
        for one in there:
            if one.name == wanted:
                return one
        hint = " or ".join(f"--sheet {one.name}" for one in there)
        raise UnreadableFile(f"{file.name} has no list {wanted}.", hint)
    found = around.candidates(text)
    if len(found) > 1:
        _refuse_two(file, *(one.name for one in found[:2]))
    return found[0] if found else None


def _refuse_two(file: Opened, one: str, other: str) -> None:
    raise UnreadableFile(
        f"{file.name} holds two lists of records: {one} and {other}.",
        f"Say which one holds the sales: --sheet {one} or --sheet {other}",
    )


class Reader:
    """A window on the text of an array, which stands in the place ``within`` objects; chosen: a person named it."""

    def __init__(self, file: Opened, within: around.Place = around.TOP, *, chosen: bool = False) -> None:
        self._file, self._within, self._text, self._at = file, within, "", 0
        self._chosen = chosen
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
        for name in self._within.path:
            self.skip("{")
            while self._member() != name:
                self._value("A value")
                self.skip(",")
        self.skip("[")

    def leave(self) -> None:
        """Step out of the array. Nothing may follow, or in an object nothing that holds records."""
        self.skip("]")
        for _ in self._within.path:
            while self.peek() == ",":
                self.skip(",")
                other = self._member()
                _, value = self._value("A value")
                if not self._chosen and isinstance(value, list) and any(map(around.measures, value)):
                    _refuse_two(self._file, self._within.name, other)
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
