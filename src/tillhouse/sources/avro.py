"""Avro object container files."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from tillhouse.errors import MissingExtra, UnreadableFile
from tillhouse.settings.feed import Feed
from tillhouse.sources import _headers, _named
from tillhouse.sources._opened import Opened
from tillhouse.sources._reading import Batch, Reading
from tillhouse.sources._values import as_text, frame, pieces

if TYPE_CHECKING:
    import polars as pl

EXTENSIONS = (".avro",)


def recognises(head: bytes) -> bool:
    """Whether the content begins as an Avro container does."""
    return head.startswith(b"Obj\x01")


def detect(file: Opened, hints: Feed, fixed: Collection[str] = ()) -> Reading:
    """Decide columns, dates and numbers from all records."""
    header = _header(file)
    return _named.reading(file, header, _frames(file, header), hints, fixed, ("Avro",), header, format="avro")


def batches(file: Opened, feed: Feed) -> Iterator[Batch]:
    """The records as text; ``line`` is the record's number."""
    header = _header(file)
    yield from _named.aligned(file, header, _frames(file, header), feed)


def records(file: Opened, feed: Feed) -> int:  # noqa: ARG001 (the same words for every source)
    """The sum of the counts that the file's blocks state."""
    with file.open() as stream:
        return sum(block.num_records for block in _guarded(file, _fastavro(file).block_reader(stream)))


def _fastavro(file: Opened) -> Any:
    try:
        import fastavro
    except ImportError:
        raise MissingExtra(f"Reading {file.name}", "avro") from None
    return fastavro


def _header(file: Opened) -> tuple[str, ...]:
    with file.open() as stream:
        try:
            schema = _fastavro(file).reader(stream).writer_schema
            names = [field["name"] for field in schema["fields"]]
        except Exception as damage:
            raise _damaged(file, damage) from None
    return _headers.cleaned(file.name, names)


def _frames(file: Opened, header: tuple[str, ...]) -> Iterator[pl.DataFrame]:
    with file.open() as stream:
        line = 1
        for piece in pieces(_guarded(file, _fastavro(file).reader(stream))):
            rows = [[as_text(value) for value in record.values()] for record in piece]
            yield frame(header, rows, range(line, line + len(rows)))
            line += len(rows)


def _guarded(file: Opened, items: Any) -> Iterator[Any]:
    """The items; whatever the decoder says about damaged bytes becomes `UnreadableFile`."""
    try:
        yield from items
    except UnreadableFile:
        raise
    except Exception as damage:
        raise _damaged(file, damage) from None


def _damaged(file: Opened, damage: BaseException) -> UnreadableFile:
    return UnreadableFile(f"{file.name} is a damaged Avro file: {type(damage).__name__} {damage}.")
