"""Logistic regression: the probability of an event from some measures of a case, by penalised maximum likelihood.

Measures are brought to mean 0 and deviation 1 over the cases it is fitted on; on their weights lies a ridge penalty of
half their squares, so that a measure which parts events from others completely gets a large weight and no infinite one.
Solved by Newton's method; see Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2009), 4.4.1.
Sums do not depend on the number of threads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit

Floats = NDArray[np.float64]
_PENALTY = 1.0
#: On the intercept: none that is felt, but finite weights where all cases are alike.
_HARDLY = 1e-6
_STEPS = 50
_FLAT = 1e-10


@dataclass(frozen=True)
class Logistic:
    """weights: the intercept, then one per measure as brought to deviation 1. errors: their standard errors."""

    weights: Floats
    errors: Floats
    means: Floats
    deviations: Floats
    converged: bool

    def probability(self, measures: Floats) -> Floats:
        """Of the event, for each case: measures are an array with a row per case."""
        rows = _rows(measures, self.means, self.deviations)
        return np.asarray(expit(_times(rows, self.weights)), dtype=np.float64)


def fitted(measures: Floats, event: NDArray[np.bool_]) -> Logistic:
    """The weights of greatest penalised likelihood. measures: a row per case; those that do not vary get weight 0."""
    means = np.array([np.mean(column) for column in measures.T])
    deviations = np.array([np.std(column) for column in measures.T])
    deviations = np.where(deviations > 0, deviations, 1.0)
    rows = _rows(measures, means, deviations)
    happened = event.astype(np.float64)
    penalty = np.full(len(rows), _PENALTY)
    penalty[0] = _HARDLY
    weights, value, converged = np.zeros(len(rows)), -np.inf, False
    for _ in range(_STEPS):
        chance = expit(_times(rows, weights))
        slope = np.array([np.sum(row * (happened - chance)) for row in rows]) - penalty * weights
        step = np.asarray(np.linalg.solve(_curvature(rows, chance, penalty), slope), dtype=np.float64)
        weights, value = _improved(rows, happened, penalty, weights, step, value)
        if converged := bool(np.abs(step).max() < _FLAT):
            break
    curvature = _curvature(rows, expit(_times(rows, weights)), penalty)
    return Logistic(weights, np.sqrt(np.diag(np.linalg.inv(curvature))), means, deviations, converged)


def _rows(measures: Floats, means: Floats, deviations: Floats) -> list[Floats]:
    """The measures as arrays over cases, the intercept's first."""
    scaled = [(column - m) / d for column, m, d in zip(measures.T, means, deviations, strict=True)]
    return [np.ones(len(measures)), *scaled]


def _times(rows: list[Floats], weights: Floats) -> Floats:
    total = np.zeros(len(rows[0]))
    for row, weight in zip(rows, weights, strict=True):
        total += row * weight
    return total


def _curvature(rows: list[Floats], chance: Floats, penalty: Floats) -> Floats:
    spread = chance * (1 - chance)
    found = np.diag(penalty).astype(np.float64)
    for at, row in enumerate(rows):
        weighed = row * spread
        for other in range(at, len(rows)):
            found[at, other] += np.sum(weighed * rows[other])
            found[other, at] = found[at, other]
    return found


def _improved(
    rows: list[Floats], happened: Floats, penalty: Floats, weights: Floats, step: Floats, value: float
) -> tuple[Floats, float]:
    """The step taken, or halved until the likelihood is not less than before."""
    for _ in range(30):
        following = weights + step
        score = _times(rows, following)
        likelihood = np.sum(happened * log_expit(score) + (1 - happened) * log_expit(-score))
        found = float(likelihood - np.sum(penalty * following**2) / 2)
        if found >= value - 1e-12 * abs(value):
            return following, found
        step = step / 2
    return weights, value
