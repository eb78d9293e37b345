"""How much of a variation lies between groups rather than within them: the intraclass correlation of one-way ANOVA."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def intraclass(item: Integers, group: Integers, count: Integers, value: Floats) -> Floats:
    """For each item the intraclass correlation of its values by group, for groups of unequal size (Donner 1986).

        (MSB − MSW) / (MSB + (n₀ − 1) MSW)    n₀ = (N − Σ n²/N) / (k − 1)

    item, group: numbers from 0 on; count: how often the value occurred there. 1: values differ between groups alone; 0:
    groups differ no more than by chance; below 0: less than that. NaN where there is nothing to compare: one group,
    one value for each group, or one value at all.
    """
    n = count.astype(np.float64)
    pair = item * (int(group.max(initial=0)) + 1) + group
    cell, at, owner = _cells(pair, item)
    mean = (_sums(item, n * value) / np.maximum(_sums(item, n), 1))[item]
    apart = value - mean
    size, total = _sums(at, n), _sums(at, n * apart)
    groups, whole = _sums(owner, np.ones(cell.size)), _sums(owner, size)
    between = _sums(owner, total * total / np.maximum(size, 1))
    within = np.maximum(_sums(item, n * apart * apart) - between, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        msb, msw = between / (groups - 1), within / (whole - groups)
        usual = (whole - _sums(owner, size * size) / whole) / (groups - 1)
        return (msb - msw) / (msb + (usual - 1) * msw)


def _cells(pair: Integers, item: Integers) -> tuple[Integers, Integers, Integers]:
    """Each group of each item once, which of them an observation is in, and the item it belongs to."""
    cell, first, at = np.unique(pair, return_index=True, return_inverse=True)
    return cell, at, item[first]


def _sums(groups: Integers, values: Floats) -> Floats:
    return np.bincount(groups, values).astype(np.float64)
