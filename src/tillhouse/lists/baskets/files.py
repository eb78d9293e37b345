"""Baskets out of a text file: one basket a line, or one line item a row."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Literal

from tillhouse.errors import BadQuery
from tillhouse.lists.baskets.braces import Sets, unbraced
from tillhouse.lists.baskets.columns import Columns, columns
from tillhouse.lists.baskets.headers import FirstLine
from tillhouse.lists.baskets.quantities import is_negative
from tillhouse.retail.counts import either, number_of
from tillhouse.sources import BETWEEN, Row, listing

Layout = Literal["lines", "rows"]
_MANY = 20
_SHOWN = 5


@dataclass
class BasketFile:
    """What a file was found to hold.

    basket, item: numbers from 0, a pair for each item met, repeats included. names: of the items, sorted.
    baskets: how many. columns: names of the columns of the basket and of the item, where rows hold line items; the
    header over baskets in braces, where they have one.
    empty: lines without an item, or rows without a basket or an item, which count as nothing.
    fields: items of a line, where all lines have as many. braces: whether each basket stood in a pair of them.
    header: the first line, where it looks like a header and counts as a basket.
    quantity: the column known to hold quantities, of line items. returned: rows with a negative one, left out.
    unreadable: quantities that are no number, with their rows, which count.
    named: whether columns of line items have names; else columns are numbers from 1. told: doubts of that.
    """

    layout: Layout
    delimiter: str
    columns: tuple[str, ...] = ()
    names: list[str] = field(default_factory=list)
    basket: array[int] = field(default_factory=lambda: array("q"))
    item: array[int] = field(default_factory=lambda: array("q"))
    baskets: int = 0
    empty: int = 0
    fields: int = 0
    braces: bool = False
    header: tuple[str, ...] = ()
    quantity: str | None = None
    returned: int = 0
    unreadable: Counter[str] = field(default_factory=Counter)
    named: bool = True
    told: tuple[str, ...] = ()

    def said(self) -> str:
        """How the file was read, in words."""
        between = BETWEEN[self.delimiter]
        if self.layout == "lines":
            braces = " in braces" if self.braces else ""
            under = f" under the header {self.columns[0] or 'without a name'}" if self.columns else ""
            return f"one basket a line{braces}{under}, items between {between}"
        *basket, item = self.columns if self.named else (f"column {one}" for one in self.columns)
        return f"one line item a row: basket in {' and '.join(basket)}, item in {item}"

    def doubts(self) -> list[str]:
        """What speaks against the reading."""
        columns = (
            "give the columns of basket and item, by name or by number from 1: --basket COLUMN --item COLUMN"
        )
        found = [*self.told]
        if self.layout == "rows":
            found += self._of_rows()
        if self.header:
            rest = len(self.header) - _SHOWN
            shown = ", ".join(self.header[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
            found.append(
                f"The first line looks like a header and counts as a basket: {shown}. If the others are line items, "
                f"{columns}. If they are baskets, remove it."
            )
        if self.fields == 1:
            found.append(
                "Every line has one item, so nothing is bought together. Put commas, semicolons, tabs or bars between "
                "items; spaces part only whole numbers."
            )
        elif self.fields and self.baskets >= _MANY and not self.braces and not found:
            found.append(f"Every line has {self.fields} items. If each is one line item, {columns}.")
        if any(one.startswith("{") for one in self.names) and any(one.endswith("}") for one in self.names):
            found.append(
                "Items begin with { and end with }. Braces are taken off where they are around every line, or every "
                "value of one column under a header, and no columns are named. Remove them."
            )
        if self.unreadable:
            found.append(self._unread())
        return found

    def only(self) -> str:
        """What a file without a basket holds."""
        if self.layout == "lines":
            return ""
        rows = [f"{number_of(self.empty, 'row')} without a basket or an item"] if self.empty else []
        rows += (
            [f"{number_of(self.returned, 'row')} with a negative {self.quantity}"] if self.returned else []
        )
        return f", only {' and '.join(rows) or 'a header: ' + ', '.join(self.columns)}"

    def _of_rows(self) -> Iterator[str]:
        if self.named and self.columns[-1] in self.names:
            yield (
                f"The first line is taken for a header, and its {self.columns[-1]} is an item too. If it is none, "
                "give columns by number: --basket 1 --item 2"
            )
        if self.baskets == len(self.item) >= _MANY:
            yield (
                f"Each basket has one row, so nothing is bought together. If {' and '.join(self.columns[:-1])} "
                "numbers rows, give another column: --basket COLUMN"
            )

    def _unread(self) -> str:
        told = sorted(self.unreadable.items(), key=lambda one: (-one[1], one[0]))
        shown = ", ".join(f"{text!r} ({rows})" if rows > 1 else repr(text) for text, rows in told[:_SHOWN])
        more = f" and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
        return (
            f"{number_of(self.unreadable.total(), 'row has', 'rows have')} a {self.quantity} that cannot be read as a "
            f"number, and {either(self.unreadable.total(), 'counts as a sale', 'count as sales')}: {shown}{more}."
        )


def read(path: Path, basket: Sequence[str] = (), item: str | None = None) -> BasketFile:
    """The baskets of a file; see `tillhouse baskets` for how its layout is told.

    basket: columns that name the basket together; item: the column of the item; by name or by number from 1. Raises
    `UnreadableFile`, `UnmappedHeader`, and `UnknownName` for a column that is not there.
    """
    found = listing(path, "baskets")
    sets = None if basket or item else unbraced(found)
    if sets and sets.column is None:
        return _sets(sets)
    delimiter = found.delimiter(ragged=True)

    def records() -> Iterator[list[str]]:
        return _cells(found.rows(delimiter))

    rows = records()
    first = next(filter(any, rows), [])
    chosen = columns(
        found.name,
        first,
        lambda: islice(filter(any, records()), 1, None),
        basket,
        item,
        sure=found.text is None,
    )
    if sets and chosen.names[-1:] in ((), (sets.column,)):
        return _sets(sets)
    if chosen.places:
        return _line_items(delimiter, chosen, rows if chosen.header else chain([first], rows))
    return _lists(BasketFile("lines", delimiter), records())


def _cells(rows: Iterable[Row]) -> Iterator[list[str]]:
    return ([one.strip() for one in row.fields] for row in rows)


def _sets(sets: Sets) -> BasketFile:
    delimiter = sets.delimiter(ragged=True)
    under = () if sets.column is None else (sets.column,)
    return _lists(BasketFile("lines", delimiter, under, braces=True), _cells(sets.rows(delimiter)))


def _lists(found: BasketFile, rows: Iterator[list[str]]) -> BasketFile:
    numbers: dict[str, int] = {}
    widths = set()
    first: FirstLine | None = None
    for row in rows:
        items = [one for one in row if one]
        if not items:
            found.empty += 1
            continue
        if first is None:
            first = FirstLine(row)
        else:
            first.compare(row)
        widths.add(len(items))
        found.item.extend(numbers.setdefault(one, len(numbers)) for one in items)
        found.basket.extend([found.baskets] * len(items))
        found.baskets += 1
    found.fields = widths.pop() if len(widths) == 1 else 0
    found.header = first.header(found.basket, found.item) if first and not found.braces else ()
    return _sorted(found, numbers)


def _line_items(delimiter: str, chosen: Columns, rows: Iterable[list[str]]) -> BasketFile:
    known = None if chosen.quantity is None else chosen.header[chosen.quantity]
    found = BasketFile(
        "rows", delimiter, chosen.names, named=bool(chosen.header), quantity=known, told=chosen.doubts
    )
    numbers: dict[str, int] = {}
    orders: dict[tuple[str, ...], int] = {}
    width = max(chosen.places) + 1
    for row in filter(None, rows):
        *order, one = (row[place] for place in chosen.places) if len(row) >= width else ("", "")
        if not one or not all(order):
            found.empty += 1
            continue
        amount = "" if chosen.quantity is None else "".join(row[chosen.quantity : chosen.quantity + 1])
        negative = is_negative(amount) if amount else False
        if negative:
            found.returned += 1
            continue
        if negative is None:
            found.unreadable[amount] += 1
        found.item.append(numbers.setdefault(one, len(numbers)))
        found.basket.append(orders.setdefault(tuple(order), len(orders)))
    found.baskets = len(orders)
    return _sorted(found, numbers)


def _sorted(found: BasketFile, numbers: dict[str, int]) -> BasketFile:
    """Items numbered in the order of their names, so that the order of lines changes nothing."""
    if not found.baskets:
        raise BadQuery(
            f"The file holds no basket{found.only()}.",
            "Write one basket a line, or name its columns: --basket, --item.",
        )
    found.names = sorted(numbers)
    places = array("q", bytes(8 * len(numbers)))
    for place, name in enumerate(found.names):
        places[numbers[name]] = place
    found.item = array("q", map(places.__getitem__, found.item))
    return found
