"""Files of costs and rates as people write them, with plain numbers and dates: by the readers of sales."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence

import polars as pl

from tillhouse.errors import AmbiguousReading
from tillhouse.retail.written.datetimes import moments
from tillhouse.retail.written.decimals import numerals
from tillhouse.retail.written.moments import NUMERIC
from tillhouse.retail.written.nothing import NOTHING
from tillhouse.sources._dates import DateTally
from tillhouse.sources._numbers import NumberTally, marks

_DATES = ("date", "valid_from")
_TEXTS = ("base", "currency", "stock_code", *_DATES)
_PLAIN_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN_NUMBER = re.compile("[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?")
_HINT = "Write dates such as 2011-01-03, and numbers with a decimal point: then there is nothing to tell."


def plain(text: str, name: str) -> str:
    """The text of a CSV file, its dates as ``2011-01-03`` and its numbers with a point, on the same lines.

    What is so already stays as it is, and what cannot be read. Raises `AmbiguousReading` where values do not decide.
    """
    rows = list(csv.reader(text.removeprefix("\ufeff").splitlines(), delimiter=_delimiter(text)))
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    try:
        _rewrite(rows, [n for n, column in enumerate(header) if column in _DATES], _PLAIN_DAY, name, _days)
        _rewrite(
            rows,
            [n for n, column in enumerate(header) if column not in _TEXTS],
            _PLAIN_NUMBER,
            name,
            _numbers,
        )
    except AmbiguousReading as error:
        raise AmbiguousReading(error.message, _HINT) from error
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _rewrite(
    rows: list[list[str]],
    columns: Sequence[int],
    is_plain: re.Pattern[str],
    name: str,
    read: Callable[[list[str], str], list[str | None]],
) -> None:
    """Put what is read in the place of all cells of some columns, if any of them is not plain."""
    places = [(row, n) for row in rows[1:] for n in columns if n < len(row) and row[n].strip()]
    places = [(row, n) for row, n in places if row[n].strip().lower() not in NOTHING]
    cells = [row[n].strip() for row, n in places]
    if all(map(is_plain.fullmatch, cells)):
        return
    for (row, n), found in zip(places, read(cells, name), strict=True):
        row[n] = found or row[n]


def _numbers(cells: list[str], name: str) -> list[str | None]:
    tally = NumberTally("numbers")
    tally.add(pl.Series("numbers", cells))
    found = numerals(pl.Series(cells), *marks(name, [tally], None, None))
    return [number if number and _PLAIN_NUMBER.fullmatch(number) else None for number in found]


def _days(cells: list[str], name: str) -> list[str | None]:
    tally = DateTally("dates")
    tally.add(pl.Series("dates", cells))
    order = tally.decided(name)
    if order in NUMERIC:
        return [None] * len(cells)
    return moments(pl.Series(cells), order, "").dt.strftime("%Y-%m-%d").to_list()
