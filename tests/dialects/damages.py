"""What people do to an export before it arrives: each keeps the money as it is, or leaves it open."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

_NUMBER = re.compile(r"[-−]?[£$€]?(?:\d+|\d{1,3}(?:,\d{3})+)\.\d+")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}:\d{2})(?::\d{2})?)?")
_ZEROS = re.compile(r"0+\d+")


@dataclass(frozen=True)
class Export:
    """The rows of a file from its header on, what stands above it, and how it is written."""

    above: str
    rows: Sequence[Sequence[str]]
    delimiter: str
    encoding: str = "utf-8"

    def write(self, path: Path) -> Path:
        """The file."""
        out = io.StringIO()
        csv.writer(out, delimiter=self.delimiter, lineterminator="\n").writerows(self.rows)
        path.write_text(self.above + out.getvalue(), self.encoding)
        return path

    def cells(self, change: Callable[[str], str]) -> Export:
        """The export with each cell below the header changed."""
        head, *rows = self.rows
        return replace(self, rows=[head, *([change(cell) for cell in row] for row in rows)])

    def picked(self, places: Sequence[int]) -> Export:
        """The export with these columns, in this order."""
        return replace(self, rows=[[row[place] for place in places] for row in self.rows])


def read(sample: Path, header: Sequence[str]) -> Export:
    """A sample. header: a signature of its dialect."""
    lines = sample.read_text("utf-8-sig").splitlines(keepends=True)
    first = next(
        at
        for at, line in enumerate(lines)
        if all(name.casefold() in _folded(line) for name in _first(header))
    )
    delimiter = max(",;\t", key=lines[first].count)
    return Export("".join(lines[:first]), list(csv.reader(lines[first:], delimiter=delimiter)), delimiter)


def _first(header: Sequence[str]) -> Sequence[str]:
    return [re.sub(r"[\s_-]+", " ", name) for name in header[:3]]


def _folded(line: str) -> str:
    return re.sub(r"[\s_-]+", " ", line.casefold())


def with_bom(export: Export, _: Random) -> Export:
    """As Excel saves UTF-8."""
    return replace(export, encoding="utf-8-sig")


def as_utf_16(export: Export, _: Random) -> Export:
    """As Excel saves Unicode text."""
    return replace(export, encoding="utf-16", delimiter="\t")


def reordered(export: Export, random: Random) -> Export:
    """The columns in another order."""
    places = list(range(len(export.rows[0])))
    random.shuffle(places)
    return export.picked(places)


def without_one(export: Export, random: Random) -> Export:
    """A column taken out."""
    places = list(range(len(export.rows[0])))
    places.remove(random.choice(places))
    return export.picked(places)


def in_a_comma_country(export: Export, _: Random) -> Export:
    """Numbers with a decimal comma, between semicolons."""
    turned = export.cells(lambda cell: _comma(cell) if _NUMBER.fullmatch(cell) else cell)
    return replace(turned, delimiter=";")


def _comma(cell: str) -> str:
    return cell.replace(",", "").replace(".", ",")


def dates_turned(export: Export, _: Random) -> Export:
    """Dates as a spreadsheet of the United States shows them."""
    return export.cells(lambda cell: _american(cell) if _ISO.fullmatch(cell) else cell)


def _american(cell: str) -> str:
    year, month, day, clock = _ISO.fullmatch(cell).groups()  # type: ignore[union-attr]
    return f"{int(month)}/{int(day)}/{year}" + (f" {clock}" if clock else "")


def zeros_lost(export: Export, _: Random) -> Export:
    """Codes of digits without the zeros before them."""
    return export.cells(lambda cell: cell.lstrip("0") if _ZEROS.fullmatch(cell) else cell)


DAMAGES: Mapping[str, Callable[[Export, Random], Export]] = {
    one.__name__: one
    for one in (with_bom, as_utf_16, reordered, without_one, in_a_comma_country, dates_turned, zeros_lost)
}
