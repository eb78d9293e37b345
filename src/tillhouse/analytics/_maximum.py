"""Maximum likelihood for a handful of positive parameters, and what the data say about each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: From logarithms of the parameters to the mean log-likelihood of an observation and its gradient by them.
Objective = Callable[[Floats], tuple[float, Floats]]
#: More observations than this are thinned to find the way.
MANY = 40_000
#: Logarithms of parameters are looked for within this distance of those of the first start.
_REACH = 9.0
_EDGE = 0.05
_MOST_STEPS = 300
#: The search ends where the slope is this small; Newton's method goes on from there.
_NEAR_TOP = 1e-6
#: Or where that many steps in a row gain less than this: a ridge, on which the data tell little.
_SMALL, _SMALL_STEPS = 1e-9, 3
#: No step changes a parameter by more than this factor's logarithm.
_FARTHEST = 2.0
_STEP = 1e-4
_NEWTON_STEPS = 20
#: Below this norm of the gradient of the mean log-likelihood a maximum is reached.
_FLAT = 1e-11
#: A step of Newton's that does not make the slope this many times less needs the curvature again.
_LITTLE = 5.0
#: A standard error of a logarithm above this: the interval of 95 % spans more than a factor of 2,500.
_UNKNOWN = 2.0
_NO_STRENGTH = 1e-9


@dataclass(frozen=True)
class Maximum:
    """at: parameters. errors: their standard errors by observed information; nan where the data do not tell.

    told: per parameter, whether the data identify it: inside the region searched, and with a standard error.
    """

    at: Floats
    errors: Floats
    told: NDArray[np.bool_]
    converged: bool


def maximum(
    objective: Objective,
    starts: Sequence[Sequence[float]],
    observations: float,
    of_some: Objective | None = None,
) -> Maximum:
    """The best maximum found from the two likeliest of some starts, polished by Newton's method.

    starts: values of the parameters, the first in the middle of what is plausible. observations: what the mean is over.
    of_some: the same of some of them, where they are many: the way is found on these, and walked to its end on all.
    Everything is deterministic: the same data give the same bits.
    """
    quick = of_some or objective
    logs = [np.log(np.asarray(start, dtype=np.float64)) for start in starts]
    low, high = logs[0] - _REACH, logs[0] + _REACH
    likeliest = sorted(logs, key=lambda at: -quick(at)[0])[:2]
    best = max((_climbed(quick, at, low, high) for at in likeliest), key=lambda at: quick(at)[0])
    if of_some:
        best = _climbed(objective, best, low, high)
    inside = (low + _EDGE < best) & (best < high - _EDGE)
    at = _polished(objective, best, inside)
    at = _polished(objective, at, _felt(objective, at, inside, observations))
    slope = objective(at)[1][inside]
    errors = _errors(objective, at, _felt(objective, at, inside, observations), observations)
    told = inside & (errors <= _UNKNOWN)
    return Maximum(
        at=np.exp(at),
        errors=np.where(told, np.exp(at) * errors, np.nan),
        told=told,
        converged=bool(np.abs(slope).max(initial=0.0) < 1e-6),
    )


def _climbed(objective: Objective, start: Floats, low: Floats, high: Floats) -> Floats:
    """The top of the hill above a start, by the method of Broyden, Fletcher, Goldfarb and Shanno within a box.

    scipy's works on many parameters with threads; for four they only get into each other's way.
    """
    at, (value, slope) = start, objective(start)
    inverse, small, free = np.eye(len(at)), 0, np.ones(len(at), dtype=bool)
    for _ in range(_MOST_STEPS):
        before, free = free, ~(((at <= low) & (slope < 0)) | ((at >= high) & (slope > 0)))
        if (before != free).any():
            inverse = np.eye(len(at))
        if np.abs(slope[free]).max(initial=0.0) < _NEAR_TOP or small == _SMALL_STEPS:
            break
        step = np.where(free, inverse @ np.where(free, slope, 0.0), 0.0)
        step *= min(1.0, _FARTHEST / max(np.abs(step).max(), 1e-300))
        moved = _uphill(objective, at, value, slope, step, low, high)
        if moved is None:
            if (inverse == np.eye(len(at))).all():
                break
            inverse = np.eye(len(at))
            continue
        small = small + 1 if moved[1] - value < _SMALL else 0
        following, value, new_slope = moved
        inverse = _updated(inverse, following - at, np.where(free, slope - new_slope, 0.0))
        at, slope = following, new_slope
    return at


def _uphill(
    objective: Objective, at: Floats, value: float, slope: Floats, step: Floats, low: Floats, high: Floats
) -> tuple[Floats, float, Floats] | None:
    """The first of ever shorter steps that leads up enough; None if none does."""
    for _ in range(30):
        following = np.clip(at + step, low, high)
        new_value, new_slope = objective(following)
        if new_value > value + 1e-4 * float(np.sum(slope * (following - at))):
            return following, new_value, new_slope
        step = step / 2
    return None


def _updated(inverse: Floats, moved: Floats, fell: Floats) -> Floats:
    """The inverse of the curvature downwards, after the slope fell by so much over a step."""
    along = float(np.sum(moved * fell))
    if along <= 1e-10 * float(np.sqrt(np.sum(moved * moved) * np.sum(fell * fell))):
        return inverse
    if (inverse == np.eye(len(moved))).all():
        inverse = inverse * (along / float(np.sum(fell * fell)))
    left = np.eye(len(moved)) - np.outer(moved, fell) / along
    return np.asarray(left @ inverse @ left.T + np.outer(moved, moved) / along, dtype=np.float64)


def _felt(
    objective: Objective, at: Floats, inside: NDArray[np.bool_], observations: float
) -> NDArray[np.bool_]:
    """The parameters inside the region that the likelihood says something about, were all others known."""
    felt = inside.copy()
    alone = -np.diag(_curvature(objective, at, inside)) * observations
    felt[inside] = alone >= 1 / _UNKNOWN**2
    return felt


def _curvature(objective: Objective, at: Floats, free: NDArray[np.bool_]) -> Floats:
    """The matrix of second derivatives by the free parameters, from differences of the gradient."""
    rows = []
    for place in np.flatnonzero(free):
        step = np.zeros(len(at))
        step[place] = _STEP
        rows.append((objective(at + step)[1] - objective(at - step)[1])[free] / (2 * _STEP))
    matrix = np.array(rows).reshape(len(rows), len(rows))
    return (matrix + matrix.T) / 2


def _polished(objective: Objective, at: Floats, free: NDArray[np.bool_]) -> Floats:
    """Newton's steps while the slope becomes less: the last digits do not depend on the path of the search.

    The curvature hardly changes so near the top and costs most, so it is computed again only where a step helps little.
    """
    slope = objective(at)[1][free]
    curvature, fresh = _curvature(objective, at, free), True
    for _ in range(_NEWTON_STEPS):
        if np.abs(slope).max(initial=0.0) < _FLAT or not _curves_down(curvature):
            break
        following = at.copy()
        following[free] -= np.clip(np.linalg.solve(curvature, slope), -1.0, 1.0)
        new_slope = objective(following)[1][free]
        gain = np.abs(slope).max() / max(np.abs(new_slope).max(), 1e-300)
        if gain > 1:
            at, slope = following, new_slope
        elif fresh:
            break
        fresh = gain < _LITTLE
        if fresh:
            curvature = _curvature(objective, at, free)
    return at


def _curves_down(matrix: Floats) -> bool:
    return bool(len(matrix) and np.isfinite(matrix).all() and np.linalg.eigvalsh(matrix).max() < 0)


def _errors(objective: Objective, at: Floats, free: NDArray[np.bool_], observations: float) -> Floats:
    """Standard errors of the logarithms; very large for those that share in a direction that is flat."""
    errors = np.full(len(at), np.inf)
    if free.any():
        strength, directions = np.linalg.eigh(-_curvature(objective, at, free) * observations)
        errors[free] = np.sqrt(np.sum(directions**2 / np.maximum(strength, _NO_STRENGTH), axis=1))
    return errors
