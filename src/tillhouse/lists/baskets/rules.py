"""Rules out of the baskets of a file: what was asked, what was counted, what was left out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tillhouse.analytics.association import Rules, rules
from tillhouse.analytics.itemsets import MOST, distinct, frequent, minimum_count
from tillhouse.lists.baskets.files import BasketFile


@dataclass(frozen=True)
class Asked:
    """support, confidence: the least, as shares. shortest, longest: items of a rule.

    largest: items of the largest basket that counts; None for any. most: itemsets, see `frequent`.
    consequents: items on the right side; None for any number.
    """

    support: Fraction
    confidence: Fraction
    shortest: int
    longest: int
    largest: int | None = None
    most: int = MOST
    consequents: int | None = 1


@dataclass(frozen=True)
class Mined:
    """What was counted, and the rules in order: greatest lift first, then the most frequent.

    baskets: that count. too_large, items_too_large: those that do not, and the items in them. repeats: items met
    again in a basket, which count once. items: distinct. pairs: distinct items, summed over the baskets.
    longest: items of the longest itemsets that were looked for and kept. cut: whether there are too many longer ones.
    """

    baskets: int
    items: int
    pairs: int
    largest: int
    repeats: int
    too_large: int
    items_too_large: int
    minimum: int
    itemsets: tuple[int, ...]
    longest: int
    cut: bool
    rules: Rules


def mined(file: BasketFile, asked: Asked) -> Mined:
    """The rules of a file's baskets. Raises `BadQuery` where there are too many."""
    width = len(file.names)
    met = np.frombuffer(file.basket, np.int64) * width + np.frombuffer(file.item, np.int64)
    pairs = distinct(met)
    basket, item = pairs // width, pairs % width
    sizes = np.bincount(basket, minlength=file.baskets)
    fits = sizes <= (asked.largest or width)
    kept = fits[basket]
    count = int(fits.sum())
    minimum = minimum_count(asked.support, count)
    found = frequent(basket[kept], item[kept], minimum, asked.longest, asked.most)
    made = rules(found, count, asked.confidence, asked.shortest, asked.consequents)
    return Mined(
        baskets=count,
        items=int(np.count_nonzero(np.bincount(item[kept], minlength=1))),
        pairs=int(kept.sum()),
        largest=int(sizes[fits].max(initial=0)),
        repeats=met.size - pairs.size,
        too_large=file.baskets - count,
        items_too_large=int((~kept).sum()),
        minimum=minimum,
        itemsets=tuple(level.count.size for level in found.levels),
        longest=len(found.levels) if found.cut else asked.longest,
        cut=found.cut,
        rules=made.taken(_order(made)),
    )


def _order(made: Rules) -> NDArray[np.intp]:
    """Ids of itemsets follow from counts and names alone, so the order of lines changes nothing."""
    return np.lexsort((made.right_id, made.left_id, made.length, -made.whole, -made.lift))
