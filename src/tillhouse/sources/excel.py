"""Spreadsheets: xlsx, xlsm, xlsb, xls, ods. The first visible sheet whose header can be mapped, or the feed's."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tillhouse.errors import UnmappedHeader, UnreadableFile, require
from tillhouse.settings.feed import Feed
from tillhouse.sources import _archive, _content, _headers, _named, _trial
from tillhouse.sources._meant import SAVED, meant
from tillhouse.sources._opened import Opened
from tillhouse.sources._reading import Batch, Reading
from tillhouse.sources._values import as_text, frame, pieces

if TYPE_CHECKING:
    import polars as pl

EXTENSIONS: tuple[str, ...] = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
LINES = False
#: The header stands in one of the first rows that are not blank.
_TOP_ROWS = 20
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


@dataclass(frozen=True)
class _Sheet:
    """name: of the sheet. header: clean names. top: the sheet's row number of the header. rows: all, as read."""

    name: str
    header: tuple[str, ...]
    top: int
    first: int
    sheet: Any


def detect(file: Opened, hints: Feed, fixed: Collection[str] = ()) -> Reading:
    """Decide sheet, columns, dates and numbers from all rows."""
    with _workbook(file) as book:
        sheet = _chosen(file, book, hints.sheet if "sheet" in fixed else "", hints, fixed)
        if sheet is None:
            return _named.empty(file, hints, "spreadsheet")
        facts = ("spreadsheet", f"sheet {sheet.name}")
        return _named.reading(
            file,
            sheet.header,
            _frames(file, sheet),
            hints,
            fixed,
            facts,
            sheet.header,
            format="excel",
            sheet=sheet.name,
        )


def batches(file: Opened, feed: Feed) -> Iterator[Batch]:
    """The rows below the header as text; ``line`` is the sheet's row number.

    A feed without columns takes the first row that is not blank for the header.
    """
    with _workbook(file) as book:
        sheet = _chosen(file, book, feed.sheet, feed, ("columns", SAVED))
        if sheet is not None:
            yield from _named.aligned(file, sheet.header, _frames(file, sheet), feed)


def records(file: Opened, feed: Feed) -> int:
    """Rows below the header with a value in any cell, counted as the sheet holds them."""
    with _workbook(file) as book:
        sheet = _chosen(file, book, feed.sheet, feed, ("columns", SAVED))
        if sheet is None:
            return 0
        below = islice(sheet.sheet.iter_rows(), sheet.top - sheet.first + 1, None)
        return sum(any(cell not in {"", None} for cell in row) for row in below)


@contextmanager
def _workbook(file: Opened) -> Iterator[Any]:
    require("excel", f"Reading {file.name}", "python_calamine")
    import python_calamine

    with file.local() as path:
        _refuse_unbounded(path)
        _refuse_heavy(file, path)
        with _guarded(file):
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


@contextmanager
def _guarded(file: Opened) -> Iterator[None]:
    """Whatever the decoder says about damaged bytes becomes `UnreadableFile`."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as damage:
        # a panic of the decoder is not an Exception
        message = f"{file.name} is a damaged spreadsheet: {damage}."
        raise UnreadableFile(message, "Open and save it again in Excel.") from None


def _chosen(file: Opened, book: Any, wanted: str, hints: Feed, fixed: Collection[str]) -> _Sheet | None:
    """The first sheet with a header that can be mapped; None when all sheets are blank."""
    refusal: UnmappedHeader | None = None
    for name in _names(file, book, wanted):
        try:
            found = _with_header(file, book, name, hints, fixed)
        except UnmappedHeader as why:
            refusal = refusal or why
            continue
        if found:
            return found
    if refusal:
        raise refusal
    return None


def _names(file: Opened, book: Any, wanted: str) -> list[str]:
    if wanted and wanted not in book.sheet_names:
        raise UnmappedHeader(
            f"{file.name} has no sheet {wanted}. Its sheets are: {', '.join(book.sheet_names)}."
        )
    shown = [s.name for s in book.sheets_metadata if str(s.visible).endswith("Visible")]
    return [wanted] if wanted else shown


def _with_header(file: Opened, book: Any, name: str, hints: Feed, fixed: Collection[str]) -> _Sheet | None:
    with _guarded(file):
        sheet = book.get_sheet_by_name(name)
        top = sheet.to_python(nrows=_TOP_ROWS)
    first = 1 + (sheet.start[0] if sheet.start else 0)
    refusal: UnmappedHeader | None = None
    for place, row in enumerate(top):
        cells = [as_text(cell) or "" for cell in row]
        if not any(cells):
            continue
        try:
            header = _headers.cleaned(file.name, cells)
            if hints.columns or "columns" not in fixed:
                meant(file.name, header, hints, fixed, file.dialects)
        except UnmappedHeader as why:
            refusal = refusal or why
            continue
        return _Sheet(name, header, first + place, first, sheet)
    if refusal:
        raise refusal
    return None


def _frames(file: Opened, sheet: _Sheet) -> Iterator[pl.DataFrame]:
    rows = enumerate(sheet.sheet.iter_rows(), sheet.first)
    below = ((line, [as_text(cell) for cell in row]) for line, row in rows if line > sheet.top)
    full = ((line, row) for line, row in below if any(cell is not None for cell in row))
    for piece in pieces(file.name, full):
        yield frame(sheet.header, [row for _, row in piece], [line for line, _ in piece])


if TYPE_CHECKING:
    from tillhouse.sources import excel as itself
    from tillhouse.sources._reading import Source

    _checked: Source = itself
