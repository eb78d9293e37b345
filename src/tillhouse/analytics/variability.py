"""How much the demand of an item varies, in whole numbers: the coefficient of variation, and the class it gives."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import isqrt
from typing import Literal

Class = Literal["X", "Y", "Z", "unknown"]
CLASSES: tuple[Class, ...] = ("X", "Y", "Z", "unknown")
#: Fewer periods say nothing about how demand varies.
FEWEST_PERIODS = 3
_MILLION = 1_000_000


def variation(units: Sequence[int], periods: int) -> tuple[Decimal | None, Class]:
    """The coefficient of variation of demand per period, to the millionth, and its class.

    units: demand in the periods that had any, in whole numbers of any size, such as millionths.
    periods: all of them; demand in the others is 0.
    X is at most 0.5, Y at most 1, Z above (Scholz-Reiter et al. 2012, *Integration of demand forecasts in ABC-XYZ
    analysis*, International Journal of Productivity and Performance Management 61(4)). The standard deviation is that
    of a sample. ``unknown``, with no coefficient: fewer than `FEWEST_PERIODS`, or a mean that is not above 0.
    """
    total, squares = sum(units), sum(unit * unit for unit in units)
    if periods < FEWEST_PERIODS or total <= 0:
        return None, "unknown"
    # (deviation / mean)² = periods * (periods * squares - total²) / ((periods - 1) * total²), a quotient of integers.
    above = periods * (periods * squares - total * total)
    below = (periods - 1) * total * total
    # The root of a quotient to half a millionth is that of its whole part; then halves are rounded up.
    millionths = (isqrt(4 * _MILLION * _MILLION * above // below) + 1) // 2
    named: Class = "X" if 4 * above <= below else "Y" if above <= below else "Z"
    return Decimal(millionths).scaleb(-6), named
