"""JSON: one array of objects, also within an object, or one object per line (NDJSON).

Numbers stay text exactly as written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from tillhouse.errors import UnreadableFile
from tillhouse.settings.feed import Feed
from tillhouse.sources import _bounds, _content, _named
from tillhouse.sources._opened import Opened
from tillhouse.sources._reading import ENDING, Batch, Reading

if TYPE_CHECKING:
    import polars as pl

    from tillhouse.sources._asides import Asides

EXTENSIONS: tuple[str, ...] = (".json", ".ndjson", ".jsonl")
LINES = True


def recognises(head: bytes) -> bool:
    """Whether the content begins with an object or an array, or is empty."""
    return _content.found(head) in {"JSON", "empty"}


def detect(file: Opened, hints: Feed, fixed: Collection[str] = ()) -> Reading:
    """Decide columns, dates and numbers from all records; the columns are those of the first batch."""
    from tillhouse.sources._json import array, nested, records

    frames = records.kept(file, hints.sheet)
    first = next(frames, None)
    if first is None:
        return _named.empty(file, hints, "JSON")
    header = _names(first)
    if not header:
        raise UnreadableFile(f"{file.name} has no line that is a JSON object: {first['raw'][0][:80]}")
    kind = "JSON" if array.place(file, hints.sheet) is not None else "JSON lines"
    if apart := nested.found(file, first, hints, fixed):
        return nested.reading(file, _chain(first, frames), apart, hints, fixed, kind)
    asides = _named.asides_of(file, header)
    chained = _chain(first, frames)
    return _named.reading(file, header, chained, hints, fixed, (kind,), header, asides=asides, format="json")


def batches(file: Opened, feed: Feed) -> Iterator[Batch]:
    """The records as text; ``line`` is the line, in an array the record's number.

    Later batches may have more columns. A record that holds its lines in a list is one row, which has it whole.
    """
    from tillhouse.retail.nested import pieces
    from tillhouse.sources._json import records

    known: dict[str, str] = {}
    asides: Asides | None = None
    for whole in records.frames(file, feed.sheet):
        asides = asides or _named.asides_of(file, _names(whole), feed)
        frame = asides.without(whole)
        known.update(dict.fromkeys(_names(frame)))  # type: ignore[arg-type]
        _bounds.refuse_wide(file.name, len(known))
        wide = _widened(frame, tuple(known))
        if feed.lines:
            wide = (piece for one in wide for piece in pieces(one, feed.lines))
        yield from _named.aligned(file, tuple(known), wide, feed)


def records(file: Opened, feed: Feed) -> int:
    """The objects of the array, told by brackets alone, or the lines that are not blank; less those that are none."""
    from tillhouse.sources._json import asides, count, records

    top = records.top(file, feed.sheet)
    if top is None:
        return count.records(file, feed.sheet)
    frames = records.parsed(file, feed.sheet) if asides.may_hold_any(file) else iter((top,))
    return count.records(file, feed.sheet) - _named.left_out(
        _named.asides_of(file, _names(top), feed), frames
    )


def _names(frame: pl.DataFrame) -> tuple[str, ...]:
    return tuple(frame.columns[:-3])


def _with(frame: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    """The frame with all columns known so far."""
    import polars as pl

    there = set(frame.columns)
    lacking = [pl.lit(None, pl.String).alias(name) for name in names if name not in there]
    return frame.with_columns(lacking).select(*names, "line", "raw", "problem")


def _chain(first: pl.DataFrame, frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    names = _names(first)
    yield first
    for frame in frames:
        yield from _widened(frame, tuple(dict.fromkeys((*names, *_names(frame)))))


def _widened(frame: pl.DataFrame, names: tuple[str, ...]) -> Iterator[pl.DataFrame]:
    """The frame with these columns, in pieces if they make it large."""
    lacking = max(0, len(names) + len(ENDING) - frame.width)
    return (_with(piece, names) for piece in _bounds.cut(frame, lacking * _bounds.CELL))


if TYPE_CHECKING:
    from tillhouse.sources import json as itself
    from tillhouse.sources._reading import Source

    _checked: Source = itself
