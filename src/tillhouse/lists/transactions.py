"""Transactions from a file of any shop: who, on which day, how much. Any file, or columns parted by white space.

CDNOW, the data that purchase models are compared on, circulates in two layouts without a header. Both are known:
    CDNOW_master   customer, day as yyyymmdd, number of CDs, dollars
    CDNOW_sample   the same, with the customer's number in the sample as second column
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tillhouse.errors import AmbiguousReading, BadSetting, FixTheData, UnreadableFile
from tillhouse.lists.doubts import doubts
from tillhouse.lists.named_columns import is_data, place_of

if TYPE_CHECKING:
    import polars as pl

    from tillhouse.frame import Frame
    from tillhouse.settings.feed import DateOrder

_COMPACT_DAY = re.compile(r"^(19|20|21)[0-9]{6}$")
#: Number of columns to the name of a known layout and its columns for customer, day and amount, from 1.
_KNOWN = {4: ("CDNOW_master", ("1", "2", "4")), 5: ("CDNOW_sample", ("2", "3", "5"))}
_MEANINGS = ("customer", "date", "amount")


@dataclass(frozen=True)
class Asked:
    """Columns by name or by number from 1, None for what the layout says.

    date_order: which part of a date comes first. decimal: the decimal mark. None: what the values say.
    """

    customer: str | None = None
    date: str | None = None
    amount: str | None = None
    date_order: str | None = None
    decimal: str | None = None


@dataclass(frozen=True)
class Transactions:
    """rows: customer (text), day (date) and amount (total), in the order of the file. layout: how it was read.

    anonymous: records without a customer, which are in no row. doubts: what speaks against the reading.
    """

    rows: pl.DataFrame
    layout: str
    anonymous: int
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Cells:
    """The text of a file by column, named 1, 2, … header: names as written; empty where there is none.

    lines: the number of the line of each row; blank lines are no rows.
    """

    frame: pl.DataFrame
    lines: pl.Series
    header: Sequence[str]
    layout: str


def transactions(path: Path, asked: Asked) -> Transactions:
    """The transactions of a file; compressed is fine.

    Raises `UnreadableFile`, `UnknownName`, `UnmappedHeader`, `BadSetting`, `AmbiguousReading`, and `FixTheData` where
    there are none.
    """
    import polars as pl

    cells = _cells(path)
    if cells.frame.is_empty():
        only = f": its only line is a header ({', '.join(cells.header)})" if cells.header else ""
        raise FixTheData(
            f"{path.name} holds no transactions{only}.", "Give a file with a line per transaction."
        )
    chosen, said = _chosen(cells, asked)
    text = cells.frame.select(
        pl.col(column).str.strip_chars().alias(name) for name, column in zip(_MEANINGS, chosen, strict=True)
    )
    read = _read(text, path.name, asked)
    for name in _MEANINGS[1:]:
        bad = read[name].is_null().arg_max() if read[name].null_count() else None
        if bad is not None:
            value = text[name][bad] or "nothing"
            raise UnreadableFile(
                f"Record {bad + 1} of {path.name} (line {cells.lines[bad]}) has {value} as {name},"
                f" read from column {_shown(cells, chosen[_MEANINGS.index(name)])}.",
                f"Name another column:  tillhouse clv {path.name} --{name} COLUMN",
            )
    read = read.rename({"date": "day"})
    known = read.drop_nulls("customer")
    columns = (asked.customer, asked.date, asked.amount)
    numbered = any(one and one.isdecimal() and one not in cells.header for one in columns)
    against = doubts(cells.header, cells.frame, read.with_columns(line=cells.lines), int(chosen[2]), numbered)
    return Transactions(known, f"{cells.layout}; {said}", len(read) - len(known), tuple(against))


def _cells(path: Path) -> _Cells:
    """The file as text, split."""
    from tillhouse.sources import BETWEEN, listing

    found = listing(path, "transactions")
    delimiter = found.delimiter(ragged=False)
    if found.text is not None and not found.text.strip():
        raise UnreadableFile(f"{path.name} is empty.", "Give a file with a line per transaction.")
    table = found.table(delimiter)
    frame, lines = table.drop("line"), table["line"]
    layout = (
        f"{frame.width} columns parted by {BETWEEN[delimiter]}" if delimiter else f"{frame.width} columns"
    )
    first = [(value or "").strip() for row in frame.head(1).rows() for value in row]
    if not first or (delimiter and is_data(first)):
        return _Cells(frame, lines, [], layout)
    return _Cells(frame[1:], lines[1:], first, layout)


def _chosen(cells: _Cells, asked: Asked) -> tuple[list[str], str]:
    """The columns of customer, day and amount in the frame, and a sentence that names them."""
    given = [asked.customer, asked.date, asked.amount]
    name, usual = _known(cells)
    wanted = [one or (usual[place] if usual else None) for place, one in enumerate(given)]
    lacking = [meaning for meaning, one in zip(_MEANINGS, wanted, strict=True) if one is None]
    if lacking:
        raise BadSetting(
            f"Which column is the {lacking[0]} is not said; the file has {_columns(cells)}.",
            "Say it by name or number:  tillhouse clv FILE --customer 1 --date 2 --amount 3 …",
        )
    found = [_place(cells, cast(str, one)) for one in wanted]
    said = ", ".join(
        f"{meaning} is column {_shown(cells, column)}"
        for meaning, column in zip(_MEANINGS, found, strict=True)
    )
    return found, f"layout of {name}, {said}" if name else said


def _known(cells: _Cells) -> tuple[str, tuple[str, str, str] | None]:
    """The layout of CDNOW, told by days written yyyymmdd where it has them."""
    name, places = _KNOWN.get(cells.frame.width, ("", None))
    if places is None or not len(cells.frame) or "white space" not in cells.layout:
        return "", None
    days = cells.frame[places[1]].str.contains(_COMPACT_DAY.pattern)
    return (name, places) if days.all() else ("", None)


def _place(cells: _Cells, asked: str) -> str:
    return str(place_of(asked, cells.header, cells.frame.width) + 1)


def _shown(cells: _Cells, column: str) -> str:
    return f"{column} ({cells.header[int(column) - 1]})" if cells.header else column


def _columns(cells: _Cells) -> str:
    return ", ".join(cells.header) if cells.header else f"{cells.frame.width} columns without names"


def _read(text: pl.DataFrame, name: str, asked: Asked) -> pl.DataFrame:
    """Text as customer, date and amount; null for what cannot be read."""
    import narwhals as nw

    from tillhouse import reading
    from tillhouse.frame import gathered
    from tillhouse.retail.written.nothing import NOBODY
    from tillhouse.settings.feed import Feed

    decimal, thousands = _marks(text, name, asked.decimal)
    feed = Feed(
        "transactions",
        name,
        date_order=_date_order(text, name, asked.date_order),
        decimal=cast(Any, decimal),
        thousands=cast(Any, thousands),
    )
    frame: Frame = nw.from_native(text.lazy()).rename({"date": "sold_at"})
    timed = reading.with_numbers(reading.with_moment(frame, feed), {"amount": "amount"}, feed)
    found = timed.select(
        customer=nw.when(~nw.col("customer").str.to_lowercase().is_in([*NOBODY])).then(nw.col("customer")),
        date=nw.col("moment").dt.date(),
        amount=nw.col("amount").cast(nw.Decimal(38, 6)),
    )
    return cast("pl.DataFrame", nw.to_native(gathered(found)))


def _marks(text: pl.DataFrame, name: str, decimal: str | None) -> tuple[str, str]:
    from tillhouse.sources._numbers import NumberTally, marks

    numbers = NumberTally("amount")
    numbers.add(text["amount"])
    try:
        return marks(name, [numbers], decimal, None)
    except AmbiguousReading as error:
        raise AmbiguousReading(
            error.message, f"Say which:  tillhouse clv {name} --decimal .  (or --decimal ,)"
        ) from error


def _date_order(text: pl.DataFrame, name: str, given: str | None) -> DateOrder:
    from tillhouse.sources._dates import DateTally

    if given:
        return cast("DateOrder", given)
    dates = DateTally("date")
    dates.add(text["date"])
    try:
        return dates.decided(name)
    except AmbiguousReading as error:
        hint = (error.hint or "").replace("tillhouse open ", "tillhouse clv ")
        raise AmbiguousReading(error.message, hint) from error
