"""Which columns of line items hold the basket and the item, and whether the first line names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tillhouse.errors import UnmappedHeader
from tillhouse.lists.baskets.headers import VALUE
from tillhouse.lists.named_columns import is_data, is_number, place_of
from tillhouse.sources import column_of

#: Names of the basket's column that mean something else in other files, the best first; as `column_of` has them.
_BASKET = (
    frozenset({"basket", "basketid", "basketno", "basketnumber"}),
    frozenset({"tid"}),
    frozenset({"id"}),
)
Rows = Iterator[list[str]]


@dataclass(frozen=True)
class Columns:
    """places: of the columns of the basket and then of the item, from 0; none where lines are baskets.

    names: what the header calls them; their numbers from 1 without one. header: all its names; none without one.
    quantity: the place of the column that is known to hold quantities. doubts: what speaks against a header, or for it.
    """

    places: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    quantity: int | None = None
    doubts: tuple[str, ...] = ()


def columns(
    name: str,
    first: list[str],
    others: Callable[[], Rows],
    basket: Sequence[str],
    item: str | None,
    *,
    sure: bool = False,
) -> Columns:
    """The columns that are asked for by name or number, or known by their names.

    first: the first line that is not empty. others: those after it. sure: the first line is a header. Raises
    `UnknownName`, `UnmappedHeader`.
    """
    asked = [*basket, *([item] if item is not None else [])]
    header, doubts = _header(first, asked, others, sure)
    found = [place_of(one, header, len(first)) for one in asked]
    baskets, items = found[: len(basket)], found[len(basket) :]
    baskets = baskets or [header.index(one) for one in (_basket_of(header),) if one]
    items = items or [header.index(one) for one in (_item_of(header),) if one]
    if not (baskets and items):
        if asked or sure:
            raise _unmapped(name, header, len(first), "item" if basket else "basket")
        return Columns()
    places = (*baskets, *items)
    names = tuple(header[place] if header else str(place + 1) for place in places)
    quantity = column_of([one for place, one in enumerate(header) if place not in places], "quantity")
    known = header.index(quantity) if quantity else None
    if not header and len(first) > len(places):
        doubts.append(
            "Without a header no column is known to hold quantities: rows of returns count as sales."
        )
    return Columns(places, names, tuple(header), known, tuple(doubts))


def _header(
    first: list[str], asked: Sequence[str], others: Callable[[], Rows], sure: bool
) -> tuple[list[str], list[str]]:
    """The names in the first line, none where it is a row; and what is to be said of that."""
    header = [" ".join(one.split()) for one in first]
    known = _basket_of(header), _item_of(header)
    if sure or not asked or all(known):
        return header, []
    if _holds_data(header, asked):
        return [], []
    if any(known) or not all(map(is_number, asked)):
        return header, []
    return _judged(header, [place_of(one, [], len(first)) for one in asked], others())


def _basket_of(header: Sequence[str]) -> str | None:
    return column_of(header, "invoice_no", _BASKET)


def _item_of(header: Sequence[str]) -> str | None:
    return column_of(header, "stock_code") or column_of(header, "description")


def _holds_data(first: Sequence[str], asked: Sequence[str]) -> bool:
    """Whether the first line is no header: a value is in it, or in one of the columns that are asked for by name."""
    if all(map(is_number, asked)):
        return is_data(first)
    cells = {*asked, *(first[int(one) - 1] for one in asked if is_number(one) and 0 < int(one) <= len(first))}
    return is_data([one for one in first if one in cells])


def _judged(first: list[str], places: Sequence[int], others: Rows) -> tuple[list[str], list[str]]:
    """The header, or none, of a first line without a value or a known name; and what is to be said of it."""
    met = any(char.isdigit() for place in places for char in first[place])
    valued = dict.fromkeys((place for place, one in enumerate(first) if one), 0)
    for row in others:
        met = met or any(row[place : place + 1] == [first[place]] for place in places)
        for place in [place for place in valued if row[place : place + 1] not in ([], [""])]:
            if VALUE.fullmatch(row[place]):
                valued[place] += 1
            else:
                del valued[place]
    if met:
        return [], []
    shown = f"The first line ({', '.join(first)})"
    if any(valued.values()):
        return first, [
            f"{shown} is taken for a header: in one of its columns are numbers or days, and nothing else."
        ]
    return [], [f"{shown} counts as a line item. If it is a header, name the columns as it does."]


def _unmapped(name: str, header: Sequence[str], width: int, lacking: str) -> UnmappedHeader:
    has = f"Its header is: {', '.join(header)}." if header else f"It has {width} columns without names."
    return UnmappedHeader(
        f"{name} has no column that is known to name the {lacking}. {has}",
        f"Name it too, or give its number: --{lacking} COLUMN",
    )
