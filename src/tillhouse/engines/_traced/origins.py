"""Where a value comes from: input columns it is computed from, and those that decide about it in other ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Literal

#: A column that is read: the name of its table and its own.
Read = tuple[str, str]
#: How a column decides about a value that is not computed from it.
Way = Literal["filter", "group", "join", "model", "sort", "window"]
Decision = tuple[Read, Way]


@dataclass(frozen=True)
class Origins:
    """The origins of one value.

    direct: what it is computed from, conditions included. indirect: what else decides about it, and how.
    """

    direct: frozenset[Read] = frozenset()
    indirect: frozenset[Decision] = frozenset()

    def __or__(self, other: Origins) -> Origins:
        return Origins(self.direct | other.direct, self.indirect | other.indirect)


def decisions(all_: Iterable[Origins], way: Way) -> frozenset[Decision]:
    """What follows for rows that such values decide about."""
    met = merged(all_)
    return met.indirect | {(read, way) for read in met.direct}


def merged(all_: Iterable[Origins]) -> Origins:
    """The origins of a value that is computed from all of these."""
    return reduce(Origins.__or__, all_, Origins())
