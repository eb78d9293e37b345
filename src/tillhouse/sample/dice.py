"""Dice: numbers without a pattern that follow from a seed, the same in Python, in Polars, in every version.

A roll is SplitMix64 over a count, so any line of a sample can be computed without the lines before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import polars as pl

_Item = TypeVar("_Item")
_MASK = (1 << 64) - 1
_STEP, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def roll(number: int) -> int:
    """64 mixed bits for a number."""
    z = number * _STEP & _MASK
    z = (z ^ z >> 30) * _FIRST & _MASK
    z = (z ^ z >> 27) * _SECOND & _MASK
    return z ^ z >> 31


def key(seed: int, stream: str) -> int:
    """Where a named stream of rolls begins."""
    return roll(int.from_bytes(stream.encode()[:8], "big") ^ roll(seed & _MASK))


def rolls(number: pl.Expr, start: int) -> pl.Expr:
    """`roll` of ``start`` + ``number``, as a column of 64-bit integers; ``number`` is not negative."""
    z = (number.cast(pl.UInt64) + _u64(start)) * _u64(_STEP)
    z = (z ^ z // _u64(1 << 30)) * _u64(_FIRST)
    z = (z ^ z // _u64(1 << 27)) * _u64(_SECOND)
    return z ^ z // _u64(1 << 31)


def part(rolled: pl.Expr, bit: int, below: int) -> pl.Expr:
    """A number from 0 to ``below`` - 1 from a roll, read from a bit onwards."""
    shifted = rolled // _u64(1 << bit) if bit else rolled
    return (shifted % _u64(below)).cast(pl.Int64)


def _u64(number: int) -> pl.Expr:
    return pl.lit(number, dtype=pl.UInt64)


class Dice:
    """One stream of rolls, thrown one after the other."""

    def __init__(self, seed: int, stream: str) -> None:
        self._next = key(seed, stream)

    def below(self, limit: int) -> int:
        """A number from 0 to ``limit`` - 1."""
        self._next = (self._next + 1) & _MASK
        return roll(self._next) % limit

    def pick(self, items: Sequence[_Item]) -> _Item:
        """One of the items."""
        return items[self.below(len(items))]

    def distinct(self, count: int, below: int) -> list[int]:
        """That many different numbers from 0 to ``below`` - 1, in the order thrown."""
        found: dict[int, None] = {}
        while len(found) < count:
            found[self.below(below)] = None
        return list(found)
