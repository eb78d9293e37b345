"""Delimited text: CSV, TSV, semicolons, pipes; any line break, any quoting, one encoding for the whole file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from tillhouse.settings.feed import Feed
from tillhouse.sources import _content, _encoding
from tillhouse.sources._opened import Opened
from tillhouse.sources._reading import Batch, Reading

EXTENSIONS: tuple[str, ...] = (".csv", ".tsv", ".tab", ".txt", ".psv")
LINES = True


def recognises(head: bytes) -> bool:
    """Whether the content is text and neither markup nor JSON."""
    return _content.found(head) in {"text", "empty"}


def detect(file: Opened, hints: Feed, fixed: Collection[str] = ()) -> Reading:
    """Decide encoding, delimiter, columns, dates and numbers from one pass over all of the file."""
    from tillhouse.sources._csv import detection

    return detection.reading(file, hints, fixed)


def batches(file: Opened, feed: Feed) -> Iterator[Batch]:
    """The records of the file as text. Raises `UnmappedHeader` when a column that the feed needs is not there."""
    import polars as pl

    from tillhouse.sources import _headers, _memo
    from tillhouse.sources._blocks import blocks
    from tillhouse.sources._csv.header import after, head_text, top
    from tillhouse.sources._lines import Splitter, rows

    encoding = _encoding_of(file, feed)
    first = top(head_text(file, encoding), (feed.delimiter,), feed.quote)
    if first is None:
        return
    names = _headers.aligned(file.name, _headers.cleaned(file.name, first.header), feed)
    lacking = [pl.lit(None, pl.String).alias(name) for name in _headers.absent(names, feed)]
    seen = file.memo.take(_memo.key(file, encoding, first.delimiter, first.quote), names)
    if seen and seen.frames is not None:
        frames = iter(seen.frames)
    else:
        sure = bool(seen and seen.clean)
        splitter = Splitter(names, first.delimiter, first.quote, first.lines + 1, trusted=sure)
        frames = rows(splitter, after(blocks(file, encoding), first.lines))
    for frame in frames:
        yield Batch(frame.with_columns(lacking) if lacking else frame)


def records(file: Opened, feed: Feed) -> int:
    """The records of the file, counted from its bytes."""
    from tillhouse.sources._blocks import blocks
    from tillhouse.sources._csv.count import Counter
    from tillhouse.sources._csv.header import after, head_text, top

    encoding = _encoding_of(file, feed)
    first = top(head_text(file, encoding), (feed.delimiter,), feed.quote)
    if first is None:
        return 0
    counter = Counter(len(first.header), first.delimiter, first.quote)
    return counter.count(after(blocks(file, encoding), first.lines))


def _encoding_of(file: Opened, feed: Feed) -> str:
    """A byte order mark says more about this file than the feed does."""
    return _encoding.bom(file.head(4))[0] or feed.encoding


if TYPE_CHECKING:
    from tillhouse.sources import csv as itself
    from tillhouse.sources._reading import Source

    _checked: Source = itself
