"""Avro object container files."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from tillhouse.errors import TillhouseError, UnreadableFile, require
from tillhouse.settings.feed import Feed
from tillhouse.sources import _avro_blocks, _headers, _named
from tillhouse.sources._opened import Opened
from tillhouse.sources._reading import Batch, Reading
from tillhouse.sources._values import as_text, frame, pieces

if TYPE_CHECKING:
    import polars as pl

EXTENSIONS: tuple[str, ...] = (".avro",)
LINES = False


def recognises(head: bytes) -> bool:
    """Whether the content begins as an Avro container does."""
    return head.startswith(b"Obj\x01")


def detect(file: Opened, hints: Feed, fixed: Collection[str] = ()) -> Reading:
    """Decide columns, dates and numbers from all records."""
    header = _header(file)
    asides = _named.asides_of(file, header)
    frames = _frames(file, header)
    return _named.reading(file, header, frames, hints, fixed, ("Avro",), header, asides=asides, format="avro")


def batches(file: Opened, feed: Feed) -> Iterator[Batch]:
    """The records as text; ``line`` is the record's number."""
    header = _header(file)
    asides = _named.asides_of(file, header, feed)
    yield from _named.aligned(file, header, map(asides.without, _frames(file, header)), feed)


def records(file: Opened, feed: Feed) -> int:
    """The sum of the counts that the file's blocks state, less the rows that are no records."""
    header = _header(file)
    left = _named.left_out(_named.asides_of(file, header, feed), _frames(file, header))
    return _counted(file, _schema(file)) - left


def _counted(file: Opened, schema: Any) -> int:
    with file.open() as stream:
        return sum(_guarded(file, _avro_blocks.counts(stream, file.name, schema)))


def _fastavro(file: Opened) -> Any:
    require("avro", f"Reading {file.name}")
    import fastavro

    return fastavro


def _schema(file: Opened) -> Any:
    fastavro = _fastavro(file)
    with file.open() as stream:
        try:
            return fastavro.reader(stream).writer_schema
        except Exception as damage:
            raise _damaged(file, damage) from None


def _header(file: Opened) -> tuple[str, ...]:
    """The names of the fields, once it is sure that every block can be decoded within the limits."""
    schema = _schema(file)
    _counted(file, schema)
    try:
        names = [field["name"] for field in schema["fields"]]
    except (KeyError, TypeError) as damage:
        raise _damaged(file, damage) from None
    return _headers.cleaned(file.name, names)


def _frames(file: Opened, header: tuple[str, ...]) -> Iterator[pl.DataFrame]:
    with file.open() as stream:
        decoded = enumerate(_guarded(file, _fastavro(file).reader(stream)), 1)
        texts = ((line, [as_text(value) for value in record.values()]) for line, record in decoded)
        for piece in pieces(file.name, texts):
            yield frame(header, [row for _, row in piece], [line for line, _ in piece])


def _guarded(file: Opened, items: Any) -> Iterator[Any]:
    """The items; whatever the decoder says about damaged bytes becomes `UnreadableFile`."""
    try:
        yield from items
    except TillhouseError:
        raise
    except Exception as damage:
        raise _damaged(file, damage) from None


def _damaged(file: Opened, damage: BaseException) -> UnreadableFile:
    return UnreadableFile(f"{file.name} is a damaged Avro file: {type(damage).__name__} {damage}.")


if TYPE_CHECKING:
    from tillhouse.sources import avro as itself
    from tillhouse.sources._reading import Source

    _checked: Source = itself
