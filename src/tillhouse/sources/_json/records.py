"""Objects of a JSON array or of JSON lines as frames of text, one record at a time, none of them trusted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from tillhouse.errors import UnreadableFile
from tillhouse.sources import _bounds, _encoding, _headers
from tillhouse.sources._blocks import blocks
from tillhouse.sources._opened import Opened
from tillhouse.sources._reading import raw_frame
from tillhouse.sources._values import as_text, frame

if TYPE_CHECKING:
    import polars as pl

#: A record is a handful of fields; a longer one, or a deeper one, is hostile or not a record.
LONGEST_RECORD = _bounds.LONGEST_RECORD
TOO_LONG = "record_too_long"
ROWS = 50_000
#: What Python takes for a value and its name besides their characters, about.
_OBJECT = 128
DEEPEST = 5
_BLANK = " \t\r\n"
_PIECE = 1 << 20
Record = dict[str, str | None]
#: line, the record or None, and when None: the raw text and the problem
Found = tuple[int, Record | None, str, str]


class _Bad(ValueError):
    """The text is not an acceptable record."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Bad("a key is given twice")
    return found


def _no_constant(name: str) -> str:
    raise _Bad(f"{name} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=str, parse_int=str, parse_constant=_no_constant
)


def encoding_of(file: Opened) -> str:
    """UTF-8 unless the file says or shows otherwise."""
    head = file.head()
    return _encoding.bom(head)[0] or _encoding.wide(head) or "utf-8"


def is_array(file: Opened) -> bool:
    """Whether the file is one array; otherwise its lines are records."""
    return next(text_pieces(file), "").lstrip()[:1] == "["


def frames(file: Opened) -> Iterator[pl.DataFrame]:
    """The records as frames, each with the columns that its own records have."""
    found = _array(file) if is_array(file) else _lines(file)
    for piece in _pieces(found):
        yield _frame(file, piece)


def _pieces(found: Iterable[Found]) -> Iterator[list[Found]]:
    """One batch each: every record of a batch takes a place in each column that any of them has."""
    piece: list[Found] = []
    names: set[str] = set()
    load = 0
    for item in found:
        _, record, raw, _ = item
        values = record or {}
        names.update(values)
        more = len(raw) + sum(_OBJECT + len(value or "") for value in values.values())
        width = (len(piece) + 1) * len(names) * _bounds.CELL
        if piece and (len(piece) >= ROWS or load + more + width > _bounds.BATCH):
            yield piece
            piece, names, load = [], set(values), 0
        piece.append(item)
        load += more
    if piece:
        yield piece


def _frame(file: Opened, piece: list[Found]) -> pl.DataFrame:
    import polars as pl

    good = [(line, record) for line, record, _, _ in piece if record is not None]
    names = tuple(dict.fromkeys(name for _, record in good for name in record))
    clean = _headers.cleaned(file.name, names)
    rows = [[record.get(name) for name in names] for _, record in good]
    made = frame(clean, rows, [line for line, _ in good])
    raw = [(line, text, problem) for line, record, text, problem in piece if record is None]
    return pl.concat([made, raw_frame(clean, raw)]).sort("line") if raw else made


def _lines(file: Opened) -> Iterator[Found]:
    line = 0
    for block in blocks(file, encoding_of(file)):
        for text in block.removesuffix(b"\n").split(b"\n"):
            line += 1
            if text.strip():
                yield _found(line, text.decode())


def _found(line: int, text: str) -> Found:
    if _encoding.strange(text.encode()):
        return line, None, _encoding.shown(text), "encoding"
    if len(text) > LONGEST_RECORD:
        return line, None, text.rstrip("\r"), TOO_LONG
    try:
        return line, _flat(_DECODER.decode(text)), "", ""
    except (ValueError, RecursionError):
        return line, None, text.rstrip("\r"), "bad_json"


def _flat(value: Any) -> Record:
    """One level of named text; objects within become dotted names, lists stay JSON."""
    if not isinstance(value, dict):
        raise _Bad("not an object")
    out: Record = {}
    _flatten(value, "", out, 1)
    return out


def _flatten(value: dict[str, Any], prefix: str, out: Record, depth: int) -> None:
    if depth > DEEPEST:
        raise _Bad("nested too deep")
    for key, inner in value.items():
        name = f"{prefix}{key}"
        if isinstance(inner, dict):
            _flatten(inner, f"{name}.", out, depth + 1)
            continue
        text = as_text(inner)
        _refuse_half_characters(f"{name}{text}")
        if name in out:
            raise _Bad("a key is given twice")
        out[name] = text


def _refuse_half_characters(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _Bad("half a character") from None


def _array(file: Opened) -> Iterator[Found]:
    """The objects of an array; it is read piece by piece, so what is wrong with it shows when it is reached."""
    reader = _Reader(file)
    reader.skip("[")
    if reader.peek() == "]":
        reader.skip("]")
        return reader.end()
    number = 0
    while True:
        number += 1
        text, value = reader.record(number)
        if _encoding.strange(text.encode("utf-8", "surrogatepass")):
            yield number, None, _encoding.shown(text), "encoding"
        else:
            yield _checked(number, text, value)
        if reader.peek() != ",":
            break
        reader.skip(",")
    reader.skip("]")
    reader.end()
    return None


def _checked(number: int, text: str, value: Any) -> Found:
    try:
        return number, _flat(value), "", ""
    except _Bad:
        return number, None, text, "bad_json"


class _Reader:
    """A window on the text of an array."""

    def __init__(self, file: Opened) -> None:
        self._file, self._text, self._at = file, "", 0
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

    def end(self) -> None:
        """Nothing may follow."""
        if self.peek():
            raise UnreadableFile(f"{self._file.name} goes on after the end of its JSON array.")

    def record(self, number: int) -> tuple[str, Any]:
        """The next value and its text."""
        if self.peek() != "{":
            raise UnreadableFile(f"Record {number:,} of {self._file.name} is not a JSON object.")
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except _Bad as bad:
                raise UnreadableFile(f"Record {number:,} of {self._file.name} is refused: {bad}.") from None
            except RecursionError:
                raise UnreadableFile(f"Record {number:,} of {self._file.name} is nested too deep.") from None
            except ValueError as bad:
                if len(self._text) - self._at >= LONGEST_RECORD:
                    _bounds.refuse_long(self._file.name, number, len(self._text) - self._at + 1)
                if self._more():
                    continue
                raise UnreadableFile(f"Record {number:,} of {self._file.name} is not JSON: {bad}.") from None
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
