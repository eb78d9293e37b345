"""How well what was predicted of customers agrees with what they did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Errors:
    """predicted, actual: totals. mae, rmse: mean absolute error and root of the mean squared error per customer.

    correlation: Pearson's, of predicted and actual; nan where one of them does not vary.
    """

    customers: int
    predicted: float
    actual: float
    mae: float
    rmse: float
    correlation: float


@dataclass(frozen=True)
class Group:
    """Customers alike, and means per customer. label: what they have in common."""

    label: str
    customers: int
    predicted: float
    actual: float


def errors(predicted: ArrayLike, actual: ArrayLike) -> Errors:
    """The errors over all customers; nan for means over nobody."""
    p, a = (np.asarray(values, dtype=np.float64) for values in (predicted, actual))
    count = len(p) or np.nan
    off = p - a
    return Errors(
        customers=len(p),
        predicted=float(np.sum(p)),
        actual=float(np.sum(a)),
        mae=float(np.sum(np.abs(off)) / count),
        rmse=float(np.sqrt(np.sum(off * off) / count)),
        correlation=correlation(p, a),
    )


def by_purchases(
    frequency: ArrayLike, predicted: ArrayLike, actual: ArrayLike, most: int = 7
) -> Sequence[Group]:
    """Customers by repeat purchases so far, those with ``most`` or more together; empty groups left out."""
    kind = np.minimum(np.asarray(frequency, dtype=np.float64), most)
    p, a = (np.asarray(values, dtype=np.float64) for values in (predicted, actual))
    return [
        Group(
            f"{at}+" if at == most else f"{at}",
            int(np.sum(kind == at)),
            float(np.mean(p[kind == at])),
            float(np.mean(a[kind == at])),
        )
        for at in range(most + 1)
        if (kind == at).any()
    ]


def correlation(first: ArrayLike, second: ArrayLike) -> float:
    """Pearson's correlation of two measures of the same customers; nan where one of them does not vary."""
    a, b = (np.asarray(values, dtype=np.float64) for values in (first, second))
    if len(a) < 2:
        return float("nan")
    a, b = a - np.mean(a), b - np.mean(b)
    spread = float(np.sqrt(np.sum(a * a) * np.sum(b * b)))
    return float(np.sum(a * b)) / spread if spread > 0 else float("nan")
