"""Probabilities made right by cases that were held out: a straight line on their log-odds (Platt 1999)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from tillhouse.analytics import logistic

Floats = NDArray[np.float64]
_SURE = 1e-6
#: Log-odds that deviate less than this from their mean tell cases apart by noise alone.
_ALIKE = 0.05


@dataclass(frozen=True)
class Recalibration:
    """New log-odds are intercept + slope × log-odds."""

    intercept: float
    slope: float

    def probability(self, of: Floats) -> Floats:
        """What probabilities become; their order stays. nan stays nan."""
        return np.asarray(expit(self.intercept + self.slope * _odds(of)), dtype=np.float64)


def fitted(probability: Floats, event: NDArray[np.bool_]) -> Recalibration | None:
    """By the probabilities of cases held out and what came; None where greater ones did not mean more events.

    None too where all are about alike.
    """
    odds = _odds(probability)
    if float(np.std(odds)) < _ALIKE:
        return None
    found = logistic.fitted(odds.reshape(-1, 1), event)
    slope = float(found.weights[1] / found.deviations[0])
    if not found.converged or slope <= 0:
        return None
    return Recalibration(float(found.weights[0]) - slope * float(found.means[0]), slope)


def _odds(probability: Floats) -> Floats:
    return np.asarray(logit(np.clip(probability, _SURE, 1 - _SURE)), dtype=np.float64)
