"""Whether the first line of a list of baskets names columns, and is no basket."""

from __future__ import annotations

import re
from array import array
from collections import Counter

from tillhouse.settings.feed import CANONICAL
from tillhouse.sources import column_of

#: A number, a day or a moment: in a column of such a word is its name.
VALUE = re.compile(r"[0-9][0-9.,/:T -]*Z?")
#: From that many baskets on a first line that alone shares no item is not so by chance.
_MANY = 100
_NAMED = 2


class FirstLine:
    """The first line that is not empty, held against those after it."""

    def __init__(self, row: list[str]) -> None:
        self._row = row
        self._items = tuple(one for one in row if one)
        words = not any(one[0].isdigit() for one in self._items)
        self._columns = range(len(row)) if words and len(self._items) > 1 else range(0)
        self._valued = list(self._columns)
        self._can_be = words and len(set(self._items)) == len(self._items)

    def compare(self, row: list[str]) -> None:
        """Take in another line: a column of numbers and days has one in every line, and all lines are as wide."""
        if self._valued:
            alike = len(row) == len(self._row)
            self._valued = [place for place in self._valued if alike and VALUE.fullmatch(row[place])]

    def header(self, basket: array[int], item: array[int]) -> tuple[str, ...]:
        """Its items, if it names columns; else nothing.

        basket, item: numbers from 0 in the order met, a pair for each item met. The items of a header are met nowhere
        else, and it names a column of numbers or days, or two of its names are known, or every other line shares an
        item with another. In lines of any order the last is so by chance in one of as many files as there are lines.
        """
        own = len(self._items)
        if not self._can_be or len(item) == own or any(one < own for one in item[own:]):
            return ()
        known = sum(column_of(self._items, meaning) is not None for meaning in CANONICAL)
        if self._valued or known >= _NAMED or _shares_nothing_alone(basket, item):
            return self._items
        return ()


def _shares_nothing_alone(basket: array[int], item: array[int]) -> bool:
    """Whether the first basket is the only one of many with no item that is in another."""
    met = Counter(item)
    shared = {one for one, held in zip(basket, item, strict=True) if met[held] > 1}
    return basket[-1] + 1 >= _MANY and len(shared) == basket[-1]
