"""A list that is no sales of a feed, of baskets say: its records as they stand, whatever file they come in."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tillhouse.errors import UnreadableFile
from tillhouse.settings.feed import Feed
from tillhouse.sources import _content
from tillhouse.sources._choice import known, source_of
from tillhouse.sources._encoding import bom, wide
from tillhouse.sources._fields import MANY, MOST_LINES, MOST_TEXT, STRAY, UNCLOSED, Record
from tillhouse.sources._opened import Opened, open_all
from tillhouse.sources._spelling import plain
from tillhouse.sources._synonyms import SYNONYMS
from tillhouse.sources._synonyms.ranks import Ranks

if TYPE_CHECKING:
    import polars as pl

_HEAD = 1 << 16
_FIRST_LINES = 20
#: Bytes of a list, which is held whole.
LARGEST = 512 << 20
#: What may stand between fields. White space does where nothing else can; a format with columns needs nothing.
BETWEEN = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "white space", "": "columns"}
#: Those that are signs.
SIGNS = ",;\t|"
_FAULTS = {
    MANY: "it has more fields than the first",
    STRAY: "text follows a closing quote",
    UNCLOSED: "a quoted field is not closed",
}


class Row(NamedTuple):
    """A record: the line where it begins, and its fields; a blank line has none."""

    line: int
    fields: Sequence[str]


@dataclass(frozen=True)
class Listing:
    """A list. text: all of a file of text; None where the format has columns: their names are its first row."""

    name: str
    text: str | None
    frames: Sequence[pl.DataFrame] = ()

    def delimiter(self, *, ragged: bool) -> str:
        """The sign met most often at the top: in all of it if records are ragged, else in each of its lines.

        Without one, white space is between whole numbers and in lists that are not ragged.
        """
        if self.text is None:
            return ""
        head = self.text[:_HEAD]
        places = [head] if ragged else [line for line in head.splitlines() if line.strip()][:_FIRST_LINES]
        met = {sign: min((place.count(sign) for place in places), default=0) for sign in SIGNS}
        if any(met.values()):
            return max(SIGNS, key=lambda sign: met[sign])
        numbers = re.fullmatch(r"[\d\s]+", head) and " " in head.strip()
        return " " if numbers or not ragged else ","

    def rows(self, delimiter: str) -> Iterator[Row]:
        """All records, each as wide as it is. Raises `UnreadableFile` for one that cannot be split."""
        if self.text is not None:
            yield from split(self.name, self.text, delimiter)
        for at, frame in enumerate(self.frames):
            names = frame.columns[:-3]
            yield from [] if at else [Row(0, names)]
            for *values, line in frame.select(*names, "line").iter_rows():
                yield Row(line, [value or "" for value in values])

    def table(self, delimiter: str) -> pl.DataFrame:
        """All records in columns 1, 2, … as wide as the first, filled up with nulls, and a column ``line``.

        Blank records are left out. Raises `UnreadableFile` for one that is wider, or cannot be split.
        """
        import polars as pl

        first = next((row for row in self.rows(delimiter) if any(map(str.strip, row.fields))), Row(0, ()))
        if not first.fields:
            return pl.DataFrame(schema={"line": pl.Int64})
        names = [str(place) for place in range(1, len(first.fields) + 1)]
        if self.text is not None:
            frame = _split_table(self.name, self.text, delimiter, names)
        else:
            top = pl.DataFrame([first.fields], schema=names, orient="row").with_columns(
                line=pl.lit(0, pl.Int64)
            )
            kept = [one.drop("raw", "problem") for one in self.frames]
            frame = pl.concat(
                [top, *(one.rename(dict(zip(one.columns, names, strict=False))) for one in kept)]
            )
        said = (pl.col(name).str.strip_chars() != "" for name in names)
        return frame.filter(pl.any_horizontal(said).fill_null(value=False))


def listing(path: Path, what: str) -> Listing:
    """The list in a file, plain or packed. what: is read from it, for messages. Raises `UnreadableFile`."""
    files = open_all(path)
    if len(files) > 1:
        raise UnreadableFile(
            f"{path} holds {len(files)} files; {what} are read from one.", "Name one of them."
        )
    (file,) = files
    formats = {ending: name for name, source in known().items() for ending in source.EXTENSIONS}
    if formats.get(file.extension, "csv") == "csv":
        return Listing(file.name, _text(file))
    feed = Feed("list", file.name)
    return Listing(file.name, None, [batch.frame for batch in source_of(file).batches(file, feed)])


def split(name: str, text: str, delimiter: str) -> Iterator[Row]:
    """Every record of a text. A quoted field may hold line breaks; spaces before a field are no part of it."""
    record, begun = None, 0
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if record is None and ('"' not in line or delimiter == " "):
            bare = line.rstrip("\r\n")
            yield Row(number, bare.split() if delimiter == " " else bare.split(delimiter) if bare else ())
            continue
        if record is None:
            record, begun = Record(delimiter, '"', spaced=True), number
        record.add(line)
        if record.fault:
            raise _unsplit(name, number, record.fault, delimiter)
        if not record.open:
            yield Row(begun, record.fields)
            record = None
        elif number - begun >= MOST_LINES or len(record.raw) > MOST_TEXT:
            break
    if record is not None:
        raise _unsplit(name, begun, UNCLOSED, delimiter)


def _split_table(name: str, text: str, delimiter: str, names: Sequence[str]) -> pl.DataFrame:
    """The same records in columns, split by the reader of sales where each has as many fields as the first."""
    import polars as pl

    from tillhouse.sources._lines import Splitter, rows

    if delimiter == " ":
        text = re.sub(r"[ \t]+", " ", re.sub(r"(?m)^[ \t]+|[ \t\r]+$", "", text))
    splitter = Splitter(names, delimiter, "" if delimiter == " " else '"')
    frame = pl.concat(rows(splitter, iter([text.encode()])))
    if frame["problem"].null_count() == len(frame):
        return frame.select(*names, "line")
    filled = [(*_filled(name, row, len(names), delimiter), row.line) for row in split(name, text, delimiter)]
    return pl.DataFrame(filled, schema={**dict.fromkeys(names, pl.String()), "line": pl.Int64}, orient="row")


def _filled(name: str, row: Row, width: int, delimiter: str) -> list[str | None]:
    if len(row.fields) > width:
        raise _unsplit(name, row.line, MANY, delimiter)
    return [*(one or None for one in row.fields), *[None] * (width - len(row.fields))]


def _unsplit(name: str, line: int, fault: str, delimiter: str) -> UnreadableFile:
    return UnreadableFile(
        f"{name} does not split into fields at {BETWEEN[delimiter]}: at line {line} {_FAULTS[fault]}.",
        "A field that holds the delimiter or a quote stands in double quotes, and quotes in it are doubled.",
    )


def _text(file: Opened) -> str:
    """All text of a file; what is not UTF-8 is taken as Windows-1252. Raises `UnreadableFile` for what is no text."""
    with file.open() as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise UnreadableFile(
            f"{file.name} holds more than {LARGEST >> 20:,} MiB of text, the limit for a list.",
            "Open it as sales, or give a part of it:  tillhouse open FILE",
        )
    encoding, mark = bom(data[:4])
    encoding = encoding or wide(data[:_HEAD]) or "utf-8"
    kind = _content.found(data[:_HEAD])
    if encoding == "utf-8" and b"\0" in data:
        what = f": its content is {kind}" if kind not in {"text", "JSON"} else ""
        raise UnreadableFile(f"{file.name} is not a text file{what}.", "Export it as CSV.")
    try:
        return data[mark:].decode(encoding)
    except UnicodeDecodeError:
        return data.decode("cp1252", "backslashreplace")


def column_of(header: Sequence[str], canonical: str, others: Ranks = ()) -> str | None:
    """The column that is known by its name to mean ``canonical``, the best name first; None without one.

    others: more names of it, after those that are known everywhere.
    """
    words = {plain(name): name for name in reversed(header)}
    return next(
        (words[word] for rank in (*SYNONYMS[canonical], *others) for word in words if word in rank), None
    )
