"""Objects of a JSON array or of JSON lines as frames of text, one record at a time, none of them trusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from tillhouse.sources import _bounds, _encoding, _headers, _memo
from tillhouse.sources._blocks import blocks
from tillhouse.sources._json.around import Place
from tillhouse.sources._json.array import DECODER, Bad, Reader, encoding_of, place
from tillhouse.sources._opened import Opened
from tillhouse.sources._reading import raw_frame
from tillhouse.sources._values import as_text, frame

if TYPE_CHECKING:
    import polars as pl

#: A record is a handful of fields; a longer one, or a deeper one, is hostile or not a record.
LONGEST_RECORD = _bounds.LONGEST_RECORD
TOO_LONG = "record_too_long"
ROWS = 50_000
#: As many show what rows there are above the first record.
_FIRST = 500
#: What Python takes for a value and its name besides their characters, about.
_OBJECT = 128
DEEPEST = 5
Record = dict[str, str | None]
#: line, the record or None, and when None: the raw text and the problem
Found = tuple[int, Record | None, str, str]


def frames(file: Opened, wanted: str = "") -> Iterator[pl.DataFrame]:
    """The records as frames, each with the columns that its own records have; those that were kept are read once."""
    seen = file.memo.take(_key(file, wanted), ())
    if seen and seen.frames is not None:
        yield from seen.frames
    else:
        yield from parsed(file, wanted)


def parsed(file: Opened, wanted: str = "") -> Iterator[pl.DataFrame]:
    """The same, whatever was kept."""
    for piece in _pieces(_found_in(file, wanted)):
        yield _frame(file, piece)


def top(file: Opened, wanted: str = "") -> pl.DataFrame | None:
    """The first records; None where there are none."""
    first = [*islice(_found_in(file, wanted), _FIRST)]
    return _frame(file, first) if first else None


def _found_in(file: Opened, wanted: str) -> Iterator[Found]:
    there = place(file, wanted)
    return _lines(file) if there is None else _array(file, there, chosen=bool(wanted))


def kept(file: Opened, wanted: str = "") -> Iterator[pl.DataFrame]:
    """The same, and they are kept for who reads them next, while there is room."""
    again = frames(file, wanted)
    first = next(again, None)
    keeper = _memo.Keeper(file.memo)
    for one in again if first is None else chain((first,), again):
        keeper.add(one)
        yield one
    file.memo.keep(_key(file, wanted), _memo.Seen((), True, keeper.frames))


def _key(file: Opened, wanted: str) -> _memo.Key:
    return _memo.key(file, wanted, "JSON", "")


def _pieces(found: Iterable[Found]) -> Iterator[list[Found]]:
    """One batch each: every record of a batch takes a place in each column that any of them has."""
    piece: list[Found] = []
    names: set[str] = set()
    load = 0
    for item in found:
        _, record, raw, _ = item
        values = record or {}
        names.update(values)
        more = len(raw) + _OBJECT * len(values) + sum(map(len, filter(None, values.values())))
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
        return line, _flat(DECODER.decode(text)), "", ""
    except (ValueError, RecursionError):
        return line, None, text.rstrip("\r"), "bad_json"


def _flat(value: Any) -> Record:
    """One level of named text; objects within become dotted names, lists stay JSON."""
    if not isinstance(value, dict):
        raise Bad("not an object")
    out: Record = {}
    _flatten(value, "", out, 1)
    _refuse_half_characters("".join((*out, *filter(None, out.values()))))
    return out


def _flatten(value: dict[str, Any], prefix: str, out: Record, depth: int) -> None:
    if depth > DEEPEST:
        raise Bad("nested too deep")
    for key, inner in value.items():
        name = f"{prefix}{key}"
        if isinstance(inner, dict):
            _flatten(inner, f"{name}.", out, depth + 1)
            continue
        if name in out:
            raise Bad("a key is given twice")
        out[name] = (inner or None) if isinstance(inner, str) else as_text(inner)


def _refuse_half_characters(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Bad("half a character") from None


def _array(file: Opened, there: Place, *, chosen: bool) -> Iterator[Found]:
    """The objects of an array; it is read piece by piece, so what is wrong with it shows when it is reached."""
    reader = Reader(file, there, chosen=chosen)
    reader.enter()
    if reader.peek() == "]":
        return reader.leave()
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
    reader.leave()
    return None


def _checked(number: int, text: str, value: Any) -> Found:
    try:
        return number, _flat(value), "", ""
    except Bad:
        return number, None, text, "bad_json"
