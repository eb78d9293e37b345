"""Spreadsheets: xlsx, xlsm, xlsb, xls, ods. Their visible sheets with one header that can be mapped, or the feed's."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tillhouse.errors import UnreadableFile, require
from tillhouse.settings.feed import ORDER_MONEY, Feed
from tillhouse.settings.fields import NUMBERS
from tillhouse.sources import _archive, _content, _named, _trial
from tillhouse.sources._asides import Asides, besides, without_unnamed
from tillhouse.sources._meant import SAVED
from tillhouse.sources._opened import Opened
from tillhouse.sources._reading import Batch, Reading
from tillhouse.sources._sheets import WORKBOOKS, Sheet, guarded, sheets
from tillhouse.sources._values import as_text, frame, pieces

if TYPE_CHECKING:
    import polars as pl

EXTENSIONS: tuple[str, ...] = WORKBOOKS
LINES = False
#: What Excel calls the content of a workbook that a password locks.
_LOCKED = "EncryptedPackage".encode("utf-16-le")
#: Open each visible sheet, as is done here to find the header.
_TRIAL = """
import io, pathlib, python_calamine
book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(pathlib.Path(sys.argv[1]).read_bytes()))
for sheet in book.sheets_metadata:
    if str(sheet.visible).endswith("Visible"):
        book.get_sheet_by_name(sheet.name)
"""


def recognises(head: bytes) -> bool:
    """Whether the content is a zip that could hold a workbook, or an Excel 97 file."""
    return head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def detect(file: Opened, hints: Feed, fixed: Collection[str] = ()) -> Reading:
    """Decide sheets, columns, dates and numbers from all rows."""
    from tillhouse.sources._profile import Profile

    asked = hints.sheet if {"sheet", SAVED} & {*fixed} else ""
    with workbook(file) as book:
        found = sheets(file, book, asked, hints, fixed)
        if not found.read:
            return _named.empty(file, hints, "spreadsheet")
        first = found.read[0]
        profile = Profile(file.name, first.header, hints, fixed, first.header, known=file.dialects)
        profile.cells = True
        reads = [(sheet, Asides(sheet.rule)) for sheet in found.read]
        for sheet, asides in reads:
            for frame in _frames(file, sheet):
                if not profile.settled:
                    profile.look(asides.sample(frame))
                asides.rule = replace(sheet.rule, columns=_spelled(sheet, profile.mapped))
                profile.add(_renamed(asides.seen(frame), profile.columns))
        reading = profile.reading(("spreadsheet", found.fact), format="excel", sheet=asked)
        for sheet, asides in reads:
            reading = asides.named(reading, [(sheet.before + line, text) for line, text in sheet.above])
        return besides(reading, found.left_out)


def batches(file: Opened, feed: Feed) -> Iterator[Batch]:
    """The rows below the headers as text; ``line`` is the row number, of a later sheet after those before it.

    A feed without columns takes the first row that is not blank for the header.
    """
    with workbook(file) as book:
        for sheet in sheets(file, book, feed.sheet, feed, None).read:
            asides = Asides(replace(sheet.rule, columns=_spelled(sheet, feed.columns)))
            for batch in _named.aligned(
                file, sheet.header, map(asides.without, _frames(file, sheet, feed)), feed
            ):
                yield Batch(without_unnamed(batch.frame, feed.columns))


def records(file: Opened, feed: Feed) -> int:
    """Rows below the headers that are records, counted as the sheets hold them."""
    with workbook(file) as book:
        return sum(_counted(sheet, feed) for sheet in sheets(file, book, feed.sheet, feed, None).read)


def _counted(sheet: Sheet, feed: Feed) -> int:
    rule = replace(sheet.rule, columns=_spelled(sheet, feed.columns))
    invoice, date = rule.place("invoice_no"), rule.place("sold_at")
    below = islice(sheet.sheet.iter_rows(), sheet.top - sheet.first + 1, None)
    return sum(_plain(row, invoice, date) or not rule.kind([as_text(cell) for cell in row]) for row in below)


def _plain(row: Sequence[Any], invoice: int | None, date: int | None) -> bool:
    """Whether a row has what no other row than a record has: a moment or number for its date, a number in its order."""
    if date is None or not isinstance(row[date], (datetime, int, float)):
        return False
    return (
        invoice is None or isinstance(row[invoice], (int, float)) or any(map(str.isdigit, str(row[invoice])))
    )


def _spelled(sheet: Sheet, columns: Mapping[str, str]) -> dict[str, str]:
    """The columns as the sheet spells them."""
    own = {name.casefold(): name for name in sheet.header}
    return {meaning: own.get(name.casefold(), name) for meaning, name in columns.items()}


def _renamed(frame: pl.DataFrame, names: Collection[str]) -> pl.DataFrame:
    """A later sheet may spell its names in another case."""
    own = {name.casefold(): name for name in frame.columns}
    return frame.rename(
        {own[n.casefold()]: n for n in names if n not in frame.columns and n.casefold() in own}
    )


@contextmanager
def workbook(file: Opened) -> Iterator[Any]:
    """The workbook in a file, opened for as long as it is read."""
    require("excel", f"Reading {file.name}", "python_calamine")
    import python_calamine

    with file.local() as path:
        _refuse_unbounded(path)
        _refuse_heavy(file, path)
        with guarded(file):
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        yield book


def _refuse_unbounded(path: Path) -> None:
    with path.open("rb") as stored:
        head = stored.read(8)
    if head.startswith(b"PK"):
        names = {entry.filename for entry in _archive.members(path, _archive.LARGEST_SPREADSHEET)}
        if not names & {"[Content_Types].xml", "content.xml"}:
            raise UnreadableFile(
                f"{path.name} is a ZIP archive, not a spreadsheet: it holds {', '.join(sorted(names)[:3])}."
            )
    elif _LOCKED in path.read_bytes():
        raise UnreadableFile(
            f"{path.name} is protected by a password.", "Save it without one in Excel, then open it again."
        )
    elif not recognises(head):
        raise UnreadableFile(f"{path.name} is not a spreadsheet: its content is {_content.found(head)}.")


def _refuse_heavy(file: Opened, path: Path) -> None:
    """A sheet is held as all cells from its first to its last, so two cells can take all memory."""
    problem = _trial.tried(path, _TRIAL).problem
    if _trial.is_too_much(problem):
        raise UnreadableFile(
            f"{file.name} is refused: {problem}.",
            "Delete what stands far from the table, or save the sheet as CSV and open that.",
        )


def _frames(file: Opened, sheet: Sheet, feed: Feed | None = None) -> Iterator[pl.DataFrame]:
    rows = enumerate(sheet.sheet.iter_rows(), sheet.first)
    text = _by_mark(sheet, feed) if feed and feed.decimal == "," else _plain_text
    below = ((line, text(row)) for line, row in rows if line > sheet.top)
    full = ((line, row) for line, row in below if any(cell is not None for cell in row))
    for piece in pieces(file.name, full):
        yield frame(sheet.header, [row for _, row in piece], [sheet.before + line for line, _ in piece])


def _plain_text(row: Sequence[Any]) -> list[str | None]:
    return [as_text(cell) for cell in row]


def _by_mark(sheet: Sheet, feed: Feed) -> Callable[[Sequence[Any]], list[str | None]]:
    """Cells as text: in columns of numbers, numbers have the mark of those that the sheet holds as text."""
    own = _spelled(sheet, feed.columns)
    numbers = {own[meaning] for meaning in (*NUMBERS, *ORDER_MONEY) if meaning in own}
    marked = [name in numbers for name in sheet.header]

    def text(row: Sequence[Any]) -> list[str | None]:
        found = _plain_text(row)
        pairs = zip(row, found, marked, strict=True)
        return [
            one.replace(".", ",") if is_number and one and isinstance(cell, float) else one
            for cell, one, is_number in pairs
        ]

    return text


if TYPE_CHECKING:
    from tillhouse.sources import excel as itself
    from tillhouse.sources._reading import Source

    _checked: Source = itself
