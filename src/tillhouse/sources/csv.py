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

    from tillhouse.sources import _headers, _kept_codes, _memo
    from tillhouse.sources._asides import Asides, without_unnamed
    from tillhouse.sources._blocks import blocks
    from tillhouse.sources._csv.escapes import standard
    from tillhouse.sources._csv.header import after
    from tillhouse.sources._lines import Splitter, rows

    encoding = _encoding_of(file, feed)
    first = _top(file, encoding, feed)
    if first is None:
        return
    rule = first.rule(
        _headers.aligned(file.name, _headers.cleaned(file.name, first.header), feed), feed.columns
    )
    names = rule.names
    lacking = [pl.lit(None, pl.String).alias(name) for name in _headers.absent(names, feed)]
    seen = file.memo.take(
        _memo.key(file, encoding, first.delimiter, first.quote + feed.escape + rule.key), names
    )
    if seen and seen.frames is not None:
        frames = iter(seen.frames)
    else:
        sure = bool(seen and seen.clean)
        splitter = Splitter(names, first.delimiter, first.quote, first.lines + 1, trusted=sure)
        below = after(blocks(file, encoding), first.lines)
        frames = map(
            Asides(rule).without, rows(splitter, standard(below, first.delimiter, first.quote, feed))
        )
    for frame in frames:
        kept = _kept_codes.plain(without_unnamed(frame, feed.columns), feed.columns)
        yield Batch(kept.with_columns(lacking) if lacking else kept)


def records(file: Opened, feed: Feed) -> int:
    """The records of the file, counted from its bytes."""
    from tillhouse.sources import _headers
    from tillhouse.sources._blocks import blocks
    from tillhouse.sources._csv.asides import Finder
    from tillhouse.sources._csv.count import Counter
    from tillhouse.sources._csv.escapes import standard
    from tillhouse.sources._csv.header import after

    encoding = _encoding_of(file, feed)
    first = _top(file, encoding, feed)
    if first is None:
        return 0
    rule = first.rule(
        _headers.aligned(file.name, _headers.cleaned(file.name, first.header), feed), feed.columns
    )
    finder = Finder(rule, first.delimiter, first.quote)
    counter = Counter(len(first.header), first.delimiter, first.quote, finder)
    below = after(blocks(file, encoding), first.lines)
    return counter.count(standard(below, first.delimiter, first.quote, feed))


def _top(file: Opened, encoding: str, feed: Feed) -> Top | None:
    from tillhouse.sources._csv.header import head_text, top

    return top(head_text(file, encoding), (feed.delimiter,), feed.quote, feed)


def _encoding_of(file: Opened, feed: Feed) -> str:
    """A byte order mark says more about this file than the feed does."""
    return _encoding.bom(file.head(4))[0] or feed.encoding


if TYPE_CHECKING:
    from tillhouse.sources import csv as itself
    from tillhouse.sources._csv.header import Top
    from tillhouse.sources._reading import Source

    _checked: Source = itself
