"""Association rules: who buys this buys that (Agrawal, Imieliński & Swami 1993, SIGMOD).

Of n baskets, ``whole`` hold all items of a rule, ``left`` those of its left side, ``right`` those of its right side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tillhouse.analytics._levels import Floats, Ints, Itemsets
from tillhouse.errors import BadQuery

#: More rules than these nobody reads, and they would not fit in memory.
_MOST = 20_000_000


@dataclass(frozen=True)
class Rules:
    """Rules as arrays, one place each.

    length: items of the rule. moved: how many of them are on its right side.
    left_id, right_id: ids of both sides among the itemsets of their lengths; -1 for an empty left side.
    """

    itemsets: Itemsets
    baskets: int
    length: Ints
    moved: Ints
    left_id: Ints
    right_id: Ints
    whole: Ints
    left: Ints
    right: Ints

    @cached_property
    def support(self) -> Floats:
        """The share of baskets that hold all items of the rule."""
        return self.whole / self.baskets

    @cached_property
    def confidence(self) -> Floats:
        """Of the baskets that hold the left side, the share that holds the right side too."""
        return self.whole / self.left

    @cached_property
    def lift(self) -> Floats:
        """How many times as often both sides are together as they would be by chance (Brin et al. 1997)."""
        return self.whole * self.baskets / (self.left * self.right)

    @cached_property
    def leverage(self) -> Floats:
        """The share of baskets by which both sides are together more often than by chance (Piatetsky-Shapiro 1991)."""
        return (self.whole * self.baskets - self.left * self.right) / self.baskets**2

    @cached_property
    def conviction(self) -> Floats:
        """How many times as often the rule would fail by chance (Brin et al. 1997); infinite where it never fails."""
        fails, misses = self.left - self.whole, self.baskets - self.right
        by_chance = self.left * misses / self.baskets
        found: Floats = np.divide(by_chance, fails, out=np.full(fails.size, np.inf), where=fails > 0)
        return found

    def first(self, many: int) -> Rules:
        """The first rules."""
        return self.taken(np.arange(min(many, self.whole.size)))

    def taken(self, places: NDArray[np.intp]) -> Rules:
        """The rules at some places."""
        names = ("length", "moved", "left_id", "right_id", "whole", "left", "right")
        return Rules(self.itemsets, self.baskets, *(getattr(self, name)[places] for name in names))

    def sides(self) -> Iterator[tuple[list[int], list[int]]]:
        """The numbers of the items on the left and on the right, ascending, rule by rule."""
        lefts = _members(self.itemsets, self.length - self.moved, self.left_id)
        rights = _members(self.itemsets, self.moved, self.right_id)
        return zip(lefts, rights, strict=True)


def rules(
    found: Itemsets, baskets: int, confidence: Fraction, shortest: int = 2, consequents: int | None = 1
) -> Rules:
    """The rules of at least ``shortest`` items whose confidence is at least the one given, exactly.

    consequents: the most items on the right side; None for any number. The left side is empty in rules of one
    item alone, which are given where ``shortest`` is 1: their left side is in every basket. Raises `BadQuery`
    where there are more than 20 million.
    """
    lone = [_lone(found, baskets, confidence)] if shortest <= 1 else []
    parts: list[_Part] = []
    for length in range(max(shortest, 2), len(found.levels) + 1):
        for part in _of_length(found, length, confidence, consequents):
            parts.append(part)
            _refuse(sum(one[0].size for one in parts))
    columns = [np.concatenate(column) for column in zip(*lone, *parts, _none(), strict=True)]
    return Rules(found, baskets, *columns)


def _refuse(many: int) -> None:
    if many > _MOST:
        raise BadQuery(
            f"More than {_MOST:,} rules are so frequent and so sure.",
            "Ask for a higher --support or --confidence, or a lower --max-length.",
        )


_Part = tuple[Ints, ...]


def _none() -> _Part:
    nothing = np.empty(0, np.int64)
    return (nothing,) * 7


def _lone(found: Itemsets, baskets: int, confidence: Fraction) -> _Part:
    """Rules with an empty left side: an item, and how often it is bought at all."""
    count = found.levels[0].count
    ids = np.flatnonzero(_enough(count, np.full(count.size, baskets), confidence))
    one = np.ones(ids.size, np.int64)
    return one, one, one * -1, ids, count[ids], one * baskets, count[ids]


def _of_length(
    found: Itemsets, length: int, confidence: Fraction, consequents: int | None
) -> Iterator[_Part]:
    """Items are moved to the right side one after another, in their order, so that no rule is met twice.

    A rule whose confidence is too small cannot gain by moving another: its left side can only get more frequent.
    """
    whole = np.arange(found.levels[length - 1].count.size)
    state = (whole, whole, np.zeros(whole.size, np.int64), np.zeros(whole.size, np.int64))
    ranks = found.ranks(length, whole)
    for moved in range(1, min(length - 1, consequents or length) + 1):
        state = _moved(found, ranks, moved, state, confidence)
        ids, left, right, _ = state
        counts = (
            found.levels[n - 1].count[at] for n, at in ((length, ids), (length - moved, left), (moved, right))
        )
        yield np.full(ids.size, length), np.full(ids.size, moved), left, right, *counts


def _moved(
    found: Itemsets, ranks: Ints, moved: int, state: tuple[Ints, Ints, Ints, Ints], confidence: Fraction
) -> tuple[Ints, Ints, Ints, Ints]:
    """One more item moved: itemsets, their left sides, their right sides, and the place after the item moved last."""
    length = ranks.shape[1]
    without, shorter = found.without[length - moved], found.levels[length - moved - 1].count
    count = found.levels[length - 1].count
    parts = []
    for place in range(moved - 1, length):
        at = np.flatnonzero(state[3] <= place)
        ids, right = state[0][at], state[2][at]
        left = without[state[1][at], place - moved + 1]
        kept = _enough(count[ids], shorter[left], confidence)
        ids, left, right = ids[kept], left[kept], right[kept]
        right = found.longer(moved - 1, right, ranks[ids, place])
        parts.append((ids, left, right, np.full(ids.size, place + 1)))
    ids, left, right, after = (np.concatenate(column) for column in zip(*parts, strict=True))
    return ids, left, right, after


def _enough(whole: Ints, left: Ints, confidence: Fraction) -> NDArray[np.bool_]:
    """Compared as whole numbers: a confidence of 0.6 is reached by 3 of 5."""
    reached: NDArray[np.bool_] = whole * confidence.denominator >= left * confidence.numerator
    return reached


def _members(found: Itemsets, lengths: Ints, ids: Ints) -> list[list[int]]:
    rows: list[list[int]] = [[] for _ in range(ids.size)]
    for length in map(int, np.unique(lengths[lengths > 0])):
        places = np.flatnonzero(lengths == length)
        for place, row in zip(places.tolist(), found.members(length, ids[places]).tolist(), strict=True):
            rows[place] = row
    return rows
