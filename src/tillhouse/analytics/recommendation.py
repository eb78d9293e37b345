"""What is bought together with each item: pairs, ranked by how much more often than by chance they are together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from tillhouse.analytics._levels import Floats, Ints, Itemsets


@dataclass(frozen=True)
class Together:
    """Items and what goes with them, by the number of the item and then by place.

    place: from 1. count: baskets with both. of_item, of_other: baskets with each.
    score: the lift, drawn towards 1 where few are expected; see `together`.
    """

    item: Ints
    other: Ints
    place: Ints
    count: Ints
    of_item: Ints
    of_other: Ints
    baskets: int
    score: Floats

    @property
    def confidence(self) -> Floats:
        """Of the baskets with the item, the share with the other too."""
        return self.count / self.of_item

    @property
    def lift(self) -> Floats:
        """How many times as often both are together as they would be by chance."""
        return self.count * self.baskets / (self.of_item * self.of_other)


def together(found: Itemsets, baskets: int, each: int, prior: float) -> Together:
    """For each item the ``each`` others of the best score, of those that are with it more often than by chance.

    score: (count + prior) / (expected + prior), the mean of the lift that is left when it was taken to be near 1, as
    near as ``prior`` expected baskets would have shown it to be (DuMouchel 1999, The American Statistician 53:177,
    with one gamma prior). A pair seen five times where a hundredth is expected does not come before one seen in
    hundreds. Equal scores are ranked by count, then by the other's number.
    """
    single = found.levels[0].count
    pairs = found.levels[1] if len(found.levels) > 1 else found.levels[0]
    both = pairs.parent >= 0
    left, right, count = pairs.parent[both], pairs.last[both], pairs.count[both]
    item, other, count = np.concatenate([left, right]), np.concatenate([right, left]), np.tile(count, 2)
    more = count * baskets > single[item] * single[other]
    item, other, count = item[more], other[more], count[more]
    expected = single[item] * single[other] / baskets
    score = (count + prior) / (expected + prior)
    numbers, others = found.items[item], found.items[other]
    order = _sorted(numbers, score, count, others)
    place = np.arange(order.size) - np.searchsorted(numbers[order], numbers[order]) + 1
    best = order[place <= each]
    return Together(
        numbers[best],
        others[best],
        place[place <= each],
        count[best],
        single[item[best]],
        single[other[best]],
        baskets,
        score[best],
    )


def _sorted(numbers: Ints, score: Floats, count: Ints, others: Ints) -> Ints:
    """The order by item, best score, greatest count and other item. Polars sorts several columns faster than NumPy."""
    rows = pl.DataFrame({"item": numbers, "score": score, "count": count, "other": others})
    order = rows.select(pl.arg_sort_by(*rows.columns, descending=[False, True, True, False]))
    return order.to_series().cast(pl.Int64).to_numpy()
