"""Which sheets of a workbook hold sales, and where in each the header stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from tillhouse.errors import UnmappedHeader, UnreadableFile
from tillhouse.settings.feed import Feed
from tillhouse.sources import _headers, _names
from tillhouse.sources._aside_rule import Rule
from tillhouse.sources._asides import Asides
from tillhouse.sources._meant import meant
from tillhouse.sources._opened import Opened
from tillhouse.sources._reading import LeftOut
from tillhouse.sources._values import as_text, frame

ALL = "*"
#: Endings of the names of workbooks.
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
#: The header stands in one of the first rows.
_TOP_ROWS = 60


@dataclass(frozen=True)
class Sheet:
    """One sheet that is read.

    header: clean names. written: as the sheet has them. top: the row number of the header. first: of the first row
    that the sheet holds. before: the rows of the sheets before it, which lines count too. above: lines and texts of
    rows over the header. columns: what the names mean.
    """

    name: str
    header: tuple[str, ...]
    written: tuple[str, ...]
    top: int
    first: int
    sheet: Any
    columns: dict[str, str]
    above: tuple[tuple[int, str], ...] = ()
    before: int = 0

    @property
    def rule(self) -> Rule:
        """What tells rows that are no records."""
        return Rule(self.header, self.written, self.columns)

    @property
    def rows(self) -> int:
        """The number of its last row."""
        return int(self.sheet.end[0]) + 1 if self.sheet.end else 0


@dataclass(frozen=True)
class Sheets:
    """The sheets of a workbook that are read, in order, and why others are not."""

    read: tuple[Sheet, ...]
    others: tuple[str, ...]

    @property
    def fact(self) -> str:
        """Which are read; from which line on the records of each are numbered."""
        if len(self.read) == 1:
            return f"sheet {self.read[0].name}"
        return "sheets " + ", ".join(
            f"{one.name} (from line {one.before + one.top + 1:,})" for one in self.read
        )

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The others, as what is left out of the file."""
        return (LeftOut("sheet", len(self.others), (), self.others),) if self.others else ()


@contextmanager
def guarded(file: Opened) -> Iterator[None]:
    """Whatever the decoder says about damaged bytes becomes `UnreadableFile`."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, UnmappedHeader):
        raise
    except BaseException as damage:
        # a panic of the decoder is not an Exception
        message = f"{file.name} is a damaged spreadsheet: {damage}."
        raise UnreadableFile(message, "Open and save it again in Excel.") from None


def sheets(file: Opened, book: Any, asked: str, feed: Feed, fixed: Collection[str] | None) -> Sheets:
    """The sheets that are asked for; else the first visible one with a header that can be mapped, and those like it.

    fixed: what a person decided of the feed, while it is found; None where all of it is decided.

    Raises `UnmappedHeader` for a sheet that is not there, or whose header cannot be mapped.
    """
    visible = [one.name for one in book.sheets_metadata if str(one.visible).endswith("Visible")]
    wanted = _asked(file, book, asked, feed.name)
    read: list[Sheet] = []
    others = [
        name if name in visible else f"{name} (hidden)"
        for name in book.sheet_names
        if name not in (wanted or visible)
    ]
    refusal: UnmappedHeader | None = None
    for name in wanted or visible:
        try:
            found = _with_header(file, book, name, feed, fixed)
        except UnmappedHeader as why:
            if wanted:
                raise
            refusal, found = refusal or why, None
        if found is None or (read and not wanted and not _alike(found, read[0])):
            others.append(name)
            continue
        before = read[-1].before + read[-1].rows if read else 0
        read.append(replace(found, before=before))
    if refusal and not read:
        raise refusal
    return Sheets(tuple(read), tuple(others))


def _asked(file: Opened, book: Any, asked: str, feed: str) -> list[str]:
    """The sheets that a feed names: one, several with commas between them; none where any will do."""
    if not asked or asked == ALL:
        return []
    names = [asked] if asked in book.sheet_names else [name.strip() for name in asked.split(",")]
    absent = [name for name in names if name not in book.sheet_names]
    if absent:
        raise UnmappedHeader(
            f"{file.name} has no sheet {', '.join(absent)}. Its sheets are: {', '.join(book.sheet_names)}.",
            f"Name one or several of them, or * for all:  tillhouse config feed {feed} sheet='{book.sheet_names[0]}'",
        )
    return names


def _alike(found: Sheet, first: Sheet) -> bool:
    """Whether a sheet has all the columns that carry a meaning in the first one."""
    there = {name.casefold() for name in found.header}
    return {name.casefold() for name in first.columns.values()} <= there


def _with_header(
    file: Opened, book: Any, name: str, feed: Feed, fixed: Collection[str] | None
) -> Sheet | None:
    with guarded(file):
        sheet = book.get_sheet_by_name(name)
        top = sheet.to_python(nrows=_TOP_ROWS)
    first = 1 + (sheet.start[0] if sheet.start else 0)
    cells = [(first + at, [as_text(cell) or "" for cell in row]) for at, row in enumerate(top)]
    full = [(line, row) for line, row in cells if any(cell.strip() for cell in row)][: _names.DEEPEST]
    if feed.header_row:
        full = [(line, row) for line, row in full if line >= feed.header_row]
    if not full:
        return None
    place, written = (0, tuple(full[0][1])) if feed.header_row else _place(file, full, feed)
    header = _headers.cleaned(file.name, written)
    if fixed is not None:
        below = [row for line, row in cells if line > full[place][0]]
        columns = _meant(file, header, below, feed, fixed)
    else:
        columns = _spelled(file, header, feed)
    above = tuple((line, " ".join(filter(None, map(str.strip, row)))) for line, row in full[:place])
    return Sheet(name, header, written, full[place][0], first, sheet, columns, above)


def _place(file: Opened, full: Sequence[tuple[int, list[str]]], feed: Feed) -> tuple[int, tuple[str, ...]]:
    known = _names.Known(frozenset(feed.columns.values()), tuple(file.dialects.values()))
    return _names.header([row for _, row in full], known)


def _meant(
    file: Opened, header: tuple[str, ...], below: Sequence[Sequence[str]], feed: Feed, fixed: Collection[str]
) -> dict[str, str]:
    from tillhouse.sources._looks import Looks

    sample = Asides(Rule(header, header, {})).sample(frame(header, below, range(len(below))))
    return dict(meant(file.name, header, feed, fixed, file.dialects, Looks(sample, header)).columns)


def _spelled(file: Opened, header: tuple[str, ...], feed: Feed) -> dict[str, str]:
    """The columns of the feed as the sheet spells them. Raises `UnmappedHeader` where one that is needed is absent."""
    _headers.aligned(file.name, header, feed)
    own = {name.casefold(): name for name in header}
    return {meaning: own[name.casefold()] for meaning, name in feed.columns.items() if name.casefold() in own}


def names_of(file: Opened) -> list[str]:
    """The visible sheets of a workbook, in order."""
    from tillhouse.sources.excel import workbook

    with workbook(file) as book:
        return [one.name for one in book.sheets_metadata if str(one.visible).endswith("Visible")]
