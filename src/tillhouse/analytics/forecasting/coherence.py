"""Sums that agree: what parts are forecast to sell is what the whole is, to the millionth.

Top-down by forecast proportions (Athanasopoulos, Ahmed & Hyndman 2009): the whole is forecast by itself, for it varies
least, and the forecasts of its parts are scaled to it, period by period. Nothing becomes negative. Parts whose
seasonal naive forecast is the answer are left as they are, and the others take up the difference.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tillhouse.analytics.forecasting._windows import Flags, Values

_PLACES = 1_000_000


def scaled(whole: Values, parts: Values, fixed: Flags) -> Values:
    """The parts, (parts, …), scaled so that they sum to the whole, (…).

    fixed: parts to leave as they are; where they alone are more than the whole, or nothing else is left to scale, they
    are scaled like all others. Where every part is 0 the first takes the whole.
    """
    held = parts[fixed].sum(axis=0)
    free = parts[~fixed].sum(axis=0)
    left = whole - held
    can_hold = np.where(free > 0, left >= 0, np.isclose(left, 0.0))
    held_back = np.where(fixed.reshape(-1, *[1] * whole.ndim), parts, parts * _ratio(left, free))
    all_scaled = parts * _ratio(whole, held + free)
    found = np.where(can_hold, held_back, all_scaled)
    found[0] = np.where(held + free > 0, found[0], whole)
    return found


def millionths(values: Values) -> NDArray[np.int64]:
    """Values in whole millionths, halves away from zero."""
    return np.floor(values * _PLACES + 0.5).astype(np.int64)


def shared_out(whole: NDArray[np.int64], parts: Values) -> NDArray[np.int64]:
    """The parts in millionths that sum to the whole exactly: what rounding leaves goes to the largest part."""
    found = millionths(parts)
    largest = parts.argmax(axis=0)[None]
    rest = whole - found.sum(axis=0)
    np.put_along_axis(found, largest, np.take_along_axis(found, largest, axis=0) + rest[None], axis=0)
    return found


def _ratio(over: Values, under: Values) -> Values:
    found: Values = np.divide(over, under, out=np.ones_like(under), where=under > 0)
    return found
