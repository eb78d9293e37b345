"""Itemsets as arrays: what mining leaves and what rules are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Level:
    """The itemsets of one length, sorted by their items' ranks; the place of one here is its id.

    parent: id, among those one shorter, of the itemset without its last item; -1 for single items.
    last: rank of that item. count: baskets that hold them all.
    """

    parent: Ints
    last: Ints
    count: Ints


@dataclass(frozen=True)
class Itemsets:
    """Frequent itemsets.

    items: the number of the item of each rank; the rarest has rank 0, equally frequent ones are ranked by number.
    levels: those of one item, of two, …
    cut: whether longer ones were looked for and left out, since there were too many of them.
    """

    items: Ints
    levels: tuple[Level, ...]
    cut: bool

    def ranks(self, length: int, ids: Ints) -> Ints:
        """The ranks of the items of some itemsets of one length, a row each, ascending."""
        columns = []
        for level in reversed(self.levels[:length]):
            columns.append(level.last[ids])
            ids = level.parent[ids]
        return np.stack(columns[::-1], axis=1) if columns else np.empty((ids.size, 0), np.int64)

    def members(self, length: int, ids: Ints) -> Ints:
        """The numbers of the items of some itemsets of one length, a row each, ascending."""
        return np.sort(self.items[self.ranks(length, ids)], axis=1)

    def longer(self, length: int, ids: Ints, last: Ints) -> Ints:
        """The ids of itemsets of one length, lengthened by an item that comes after all of theirs."""
        if not length:
            return last
        return np.searchsorted(self._keys[length], ids * self.items.size + last)

    @cached_property
    def without(self) -> Sequence[Ints]:
        """Per length, a row for each itemset: the ids of the itemsets that lack its first, its second, … item.

        All of them are frequent, since whatever holds an itemset holds its parts.
        """
        found = [np.zeros((self.items.size, 1), np.int64)]
        for length, level in enumerate(self.levels[1:], start=1):
            shorter = [self.longer(length - 1, ids, level.last) for ids in found[-1][level.parent].T]
            found.append(np.stack([*shorter, level.parent], axis=1))
        return found

    @cached_property
    def _keys(self) -> list[Ints]:
        return [level.parent * self.items.size + level.last for level in self.levels]
