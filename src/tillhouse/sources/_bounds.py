"""How much memory reading may take: the limits of every reader, in one place.

Limits are bytes, never rows: a few packed bytes can be a million rows, and one row can be the whole file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tillhouse.errors import UnreadableFile

if TYPE_CHECKING:
    import polars as pl

#: What reading one file adds to a process, at most; a file that takes more is refused.
MEMORY = 2 << 30
#: What the rows of one batch weigh, at most; a single record may weigh more, see `LONGEST_RECORD`.
BATCH = 64 << 20
#: Rows of one batch, so that progress is shown.
ROWS = 200_000
#: What a column of text takes for each value besides its text, empty values included.
CELL = 16
#: No record of a sale is longer; without a bound one line could fill the memory.
LONGEST_LINE = 64 << 20
#: The same for formats whose records are typed values: decoding multiplies them.
LONGEST_RECORD = 4 << 20
#: As many columns as a spreadsheet can have.
MOST_COLUMNS = 1 << 14


def weight(frame: pl.DataFrame, row: int = 0) -> int:
    """The bytes a frame of text takes. row: what each row is going to take besides."""
    return int(frame.estimated_size()) + frame.height * (CELL * frame.width + row)


def cut(frame: pl.DataFrame, row: int = 0) -> Iterator[pl.DataFrame]:
    """The frame in pieces that each weigh at most a batch, or hold one record; see `weight`."""
    if frame.height <= 1 or weight(frame, row) <= BATCH:
        yield frame
        return
    half = frame.height // 2
    yield from cut(frame.slice(0, half), row)
    yield from cut(frame.slice(half), row)


def gathered(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Frames put together while they are small, and cut where they are large."""
    import polars as pl

    waiting: list[pl.DataFrame] = []
    rows = load = 0
    for frame in frames:
        more = weight(frame)
        if waiting and (rows + frame.height > ROWS or load + more > BATCH):
            yield pl.concat(waiting)
            waiting, rows, load = [], 0, 0
        if more > BATCH or frame.height > ROWS:
            for piece in frame.iter_slices(ROWS):
                yield from cut(piece)
            continue
        waiting.append(frame)
        rows, load = rows + frame.height, load + more
    if waiting:
        yield pl.concat(waiting)


def refuse_wide(file: str, columns: int) -> None:
    """Raise `UnreadableFile` for more columns than any table of sales has."""
    if columns > MOST_COLUMNS:
        raise UnreadableFile(
            f"{file} has more than {MOST_COLUMNS:,} columns: it is not a table of records.",
            "Export it with one record per row and the same names in each.",
        )


def refuse_long(file: str, record: int, size: int) -> None:
    """Raise `UnreadableFile` for a record of more bytes than a sale has, with its place."""
    if size > LONGEST_RECORD:
        raise UnreadableFile(
            f"Record {record:,} of {file} holds {size:,} bytes; the limit is {LONGEST_RECORD:,}.",
            "Leave the column out that holds no value of a sale, or correct the record, and export it again.",
        )
