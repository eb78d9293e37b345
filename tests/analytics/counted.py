"""Baskets as arrays, and a counter that tries every itemset: what mining is compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, combinations
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from tillhouse.analytics.itemsets import Itemsets

Basket = Sequence[int]
Counts = dict[frozenset[int], int]

#: Few items, many of them together: itemsets of six are frequent.
BASKETS = st.lists(st.lists(st.integers(0, 6), max_size=9), max_size=12)
BUDGET = settings(max_examples=60, deadline=None, derandomize=True)


def arrays(baskets: Iterable[Basket]) -> tuple[Any, Any]:
    """A pair of numbers for each item of a basket, repeats included."""
    pairs = [(place, item) for place, basket in enumerate(baskets) for item in basket]
    columns = np.array(pairs, np.int64).reshape(-1, 2)
    return columns[:, 0], columns[:, 1]


def by_trying(
    baskets: Iterable[Basket], minimum: int, longest: int, of: Callable[[Basket], Any] = set
) -> Counts:
    """Every itemset of a basket, counted. of: what a basket holds; its set, unless a mistake is wanted."""
    counts = Counter(
        frozenset(itemset)
        for basket in baskets
        for itemset in chain.from_iterable(combinations(sorted(of(basket)), n) for n in range(1, longest + 1))
    )
    return {itemset: count for itemset, count in counts.items() if count >= minimum}


def counts_of(found: Itemsets) -> Counts:
    """What mining found, as the counter gives it."""
    counts = {}
    for length, level in enumerate(found.levels, start=1):
        members = found.members(length, np.arange(level.count.size)).tolist()
        counts |= {frozenset(row): count for row, count in zip(members, level.count.tolist(), strict=True)}
        assert all(len(set(row)) == length for row in members)
    assert len(counts) == sum(level.count.size for level in found.levels)
    return counts
