"""Columns of a text file, named as its header has them or by their number from 1; and whether it has a header."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tillhouse.errors import UnknownName, UnmappedHeader

#: What may stand beside the digits of an amount, and says nothing of whether it is one.
_SIGNS = re.compile(r"[€$£¥\s]")


def is_data(cells: Sequence[str]) -> bool:
    """Whether a cell reads as a date or a number, in any order of dates and with any marks: then no cell is a name."""
    import polars as pl

    from tillhouse.sources._dates import DateTally
    from tillhouse.sources._numbers import NumberTally

    dates, numbers = DateTally("date"), NumberTally("amount")
    dates.add(pl.Series("date", cells, dtype=pl.String))
    numbers.add(pl.Series("amount", [_SIGNS.sub("", one) for one in cells], dtype=pl.String))
    return any(numbers.fits.values()) or any(n for order, n in dates.fits.items() if order != "neither")


def place_of(asked: str, header: Sequence[str], width: int) -> int:
    """Where a column stands, from 0. header: its names, none without one. Raises `UnknownName`, `UnmappedHeader`."""
    named = [place for place, name in enumerate(header) if name == asked]
    if len(named) > 1:
        told = [str(place + 1) for place in named]
        raise UnmappedHeader(
            f"{len(named)} columns are named {asked}: {', '.join(told[:-1])} and {told[-1]}.",
            f"Name the one that is meant by its number, such as {told[0]}.",
        )
    if named:
        return named[0]
    if is_number(asked) and 1 <= int(asked) <= width:
        return int(asked) - 1
    raise UnknownName("column", asked, {*filter(None, header), *map(str, range(1, width + 1))})


def is_number(asked: str) -> bool:
    """Whether a column is asked for by its number, unless the header has it as a name."""
    return asked.isdecimal()
