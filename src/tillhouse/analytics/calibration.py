"""Whether probabilities are what they say: of cases with a probability of 0.3, three of ten should happen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: Of the normal distribution, for an interval of 95 %.
_Z = 1.959963984540054
_SURE = 1e-9


@dataclass(frozen=True)
class Group:
    """Cases of about the same probability. decile: 1 has the lowest probabilities, 0 stands for all cases.

    predicted: mean probability. actual: share that happened; low, high: its interval of 95 % (Wilson 1927).
    log_loss, brier: mean of -log(probability of what came) and of the squared difference; less is better.
    """

    decile: int
    cases: int
    predicted: float
    actual: float
    low: float
    high: float
    log_loss: float
    brier: float


def groups(probability: Floats, event: NDArray[np.bool_]) -> Sequence[Group]:
    """All cases as decile 0, then the tenths by probability; equal probabilities are in the same tenth."""
    if not len(probability):
        return []
    _, place, counts = np.unique(probability, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    tenth = np.minimum((middle / len(probability) * 10).astype(int), 9)[place] + 1
    found = [_group(0, probability, event)]
    return found + [
        _group(decile, probability[tenth == decile], event[tenth == decile])
        for decile in range(1, 11)
        if (tenth == decile).any()
    ]


def constant(probability: float, event: NDArray[np.bool_]) -> Group:
    """All cases, each with the same probability."""
    return _group(0, np.full(len(event), probability), event)


def _group(decile: int, probability: Floats, event: NDArray[np.bool_]) -> Group:
    cases, share = len(event), float(np.mean(event))
    chance = np.clip(probability, _SURE, 1 - _SURE)
    spread = _Z**2 / cases
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * np.sqrt(share * (1 - share) / cases + spread / (4 * cases))
    return Group(
        decile=decile,
        cases=cases,
        predicted=float(np.mean(probability)),
        actual=share,
        low=max(middle - float(half), 0.0),
        high=min(middle + float(half), 1.0),
        log_loss=float(-np.mean(np.where(event, np.log(chance), np.log1p(-chance)))),
        brier=float(np.mean((probability - event) ** 2)),
    )
