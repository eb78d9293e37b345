"""Frequent itemsets: which items are in the same basket often enough.

Eclat (Zaki 2000, IEEE TKDE 12:372) over packed bits: items are ranked from the rarest, the baskets of an item are
numbered from 0, and what else is in them is one row of bits per item. Two itemsets that differ in their last item are
joined by the `and` of their bits, all pairs of a length at a time. All counts are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np
from numpy.typing import NDArray

from tillhouse.analytics._levels import Ints, Itemsets, Level

#: The most itemsets that are kept; where there are more, the longest lengths are left out whole.
MOST = 1_000_000
#: Words of bits that are joined at a time: what the cache of a core holds.
_WORDS = 1 << 16
_WORD = 64
Bits = NDArray[np.uint64]


def minimum_count(support: Fraction, baskets: int) -> int:
    """The least count whose share of the baskets is at least the support; 1 where that would be 0."""
    return max(1, ceil(support * baskets))


def frequent(basket: Ints, item: Ints, minimum: int, longest: int = 10, most: int = MOST) -> Itemsets:
    """All itemsets of at most ``longest`` items that are in at least ``minimum`` baskets.

    basket, item: numbers from 0, a pair for each item of a basket, in any order; a pair given twice counts once.
    most: where more itemsets are frequent, the greatest length up to which there are no more is the longest, and
        `Itemsets.cut` says so. Single items are kept in any case.
    """
    rows = _ranked(basket, item, minimum)
    kept = _Kept(longest, most)
    kept.add(1, np.full(rows.items.size, -1), np.arange(rows.items.size), rows.counts)
    for first in range(rows.items.size):
        if kept.longest < 2:
            break
        _with_first(rows, first, minimum, kept)
    return kept.itemsets(rows.items)


@dataclass(frozen=True)
class _Rows:
    """Baskets one after another, the frequent items of each by rank.

    rank: of the item at each place. end: where the basket of each place ends. places: grouped by rank:
    each begins at ``starts``. counts: baskets of each rank.
    """

    items: Ints
    counts: Ints
    rank: Ints
    end: Ints
    places: Ints
    starts: Ints


def _ranked(basket: Ints, item: Ints, minimum: int) -> _Rows:
    width = int(item.max(initial=-1)) + 1
    basket, item = _parted(distinct(basket * width + item), width)
    support = np.bincount(item, minlength=width)
    often = np.flatnonzero(support >= minimum)
    items = often[np.argsort(support[often], kind="stable")]
    ranks = np.full(width, -1)
    ranks[items] = np.arange(items.size)
    kept = ranks[item] >= 0
    basket, rank = _parted(np.sort(basket[kept] * items.size + ranks[item[kept]]), items.size)
    _, places = _parted(np.sort(rank * rank.size + np.arange(rank.size)), rank.size)
    return _Rows(
        items,
        support[items],
        rank,
        np.searchsorted(basket, basket, side="right"),
        places,
        np.concatenate([[0], np.cumsum(support[items])]),
    )


def distinct(numbers: Ints) -> Ints:
    """The numbers, each once, ascending. A sort: `numpy.unique` hashes, which takes ten times as long."""
    found = np.sort(numbers)
    return found[np.diff(found, prepend=-1) > 0]


def _parted(both: Ints, width: int) -> tuple[Ints, Ints]:
    """Two numbers, the second below ``width``, out of one."""
    return np.divmod(both, max(width, 1))


class _Kept:
    """Itemsets found so far, by length; lengths that are too many are given up, the greatest first."""

    def __init__(self, longest: int, most: int) -> None:
        self.longest, self.most, self.cut = longest, most, False
        self._found: list[list[Level]] = []
        self._sizes: list[int] = []

    def add(self, length: int, parent: Ints, last: Ints, count: Ints) -> Ints:
        """Keep itemsets of one length; their ids."""
        if length > len(self._sizes):
            self._found.append([])
            self._sizes.append(0)
        first = self._sizes[length - 1]
        self._found[length - 1].append(Level(parent, last, count))
        self._sizes[length - 1] += count.size
        while not self.room(len(self._sizes)):
            self.give_up()
        return first + np.arange(count.size)

    def room(self, length: int, more: int = 0) -> bool:
        """Whether some more itemsets of a length may be kept beside those that are not longer."""
        return length == 1 or sum(self._sizes[:length]) + more <= self.most

    def give_up(self, length: int | None = None) -> None:
        """Leave out the itemsets of a length and above, the greatest by default."""
        self.cut, self.longest = True, (length or len(self._sizes)) - 1
        del self._found[self.longest :], self._sizes[self.longest :]

    def itemsets(self, items: Ints) -> Itemsets:
        """What was found."""
        levels = [
            Level(
                *(
                    np.concatenate([getattr(part, name) for part in parts])
                    for name in ("parent", "last", "count")
                )
            )
            for parts in self._found
        ]
        return Itemsets(items, tuple(levels), self.cut)


def _with_first(rows: _Rows, first: int, minimum: int, kept: _Kept) -> None:
    """Keep the itemsets whose rarest item this is."""
    places = rows.places[rows.starts[first] : rows.starts[first + 1]]
    beside = rows.end[places] - places - 1
    others = rows.rank[_ranges(places + 1, beside)]
    together = np.bincount(others, minlength=rows.items.size)
    last = np.flatnonzero(together >= minimum)
    if not last.size:
        return
    ids = kept.add(2, np.full(last.size, first), last, together[last])
    if kept.longest < 3 or last.size < 2:
        return
    column = np.full(rows.items.size, -1)
    column[last] = np.arange(last.size)
    bits = _packed(column[others], np.repeat(np.arange(places.size), beside), (last.size, places.size))
    _lengthened(bits, ids, last, minimum, kept)


def _packed(column: Ints, row: Ints, shape: tuple[int, int]) -> Bits:
    """Bit ``row`` of each ``column`` that is not -1, as words by columns."""
    columns, rows = shape
    held = np.zeros((columns, -(-rows // _WORD) * _WORD), np.bool_)
    known = column >= 0
    held[column[known], row[known]] = True
    return np.ascontiguousarray(np.packbits(held, axis=1).view(np.uint64).T)


def _lengthened(bits: Bits, ids: Ints, last: Ints, minimum: int, kept: _Kept) -> None:
    """Keep what itemsets of two items become, length by length. Those of one parent stand side by side."""
    length, stop = 3, np.full(last.size, last.size)
    while kept.longest >= length:
        found = _joined(bits, stop, minimum, length, kept)
        if not found:
            return
        left, right, count = (np.concatenate(parts) for parts in zip(*found, strict=True))
        last = last[right]
        ids = kept.add(length, ids[left], last, count)
        length += 1
        if kept.longest >= length:
            bits, stop = bits[:, left] & bits[:, right], np.searchsorted(left, left, side="right")


def _joined(bits: Bits, stop: Ints, minimum: int, length: int, kept: _Kept) -> list[tuple[Ints, Ints, Ints]]:
    """The pairs of columns of one parent that enough baskets share, with their counts; in pieces.

    Nothing, and the length given up, where there are too many.
    """
    found, many = [], 0
    partners = stop - np.arange(stop.size) - 1
    before = np.cumsum(partners)
    start = 0
    while start < stop.size:
        reach = before[start] - partners[start] + _WORDS // len(bits)
        end = max(start + 1, int(np.searchsorted(before, reach, side="right")))
        left = np.repeat(np.arange(start, end), partners[start:end])
        right = _ranges(np.arange(start, end) + 1, partners[start:end])
        count = _shared(bits, left, right)
        enough = np.flatnonzero(count >= minimum)
        if enough.size:
            found.append((left[enough], right[enough], count[enough]))
            many += enough.size
        if not kept.room(length, many):
            kept.give_up(length)
            return []
        start = end
    return found


def _shared(bits: Bits, left: Ints, right: Ints) -> Ints:
    """How many bits two columns share. A row at a time: four times as fast as all of them."""
    count = np.zeros(left.size, np.int64)
    for row in bits:
        count += np.bitwise_count(row[left] & row[right])
    return count


def _ranges(starts: Ints, lengths: Ints) -> Ints:
    """The numbers from each start on, that many of them, one after another."""
    ends = np.cumsum(lengths)
    found: Ints = np.arange(lengths.sum()) + np.repeat(starts - (ends - lengths), lengths)
    return found
