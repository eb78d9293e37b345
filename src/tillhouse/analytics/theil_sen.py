"""Trends that a few odd months do not bend: the median of the slopes between all pairs (Theil 1950, Sen 1968)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: Slopes held at once.
_AT_ONCE = 4_000_000


def theil_sen(x: Floats, y: Floats, confidence: float = 0.95) -> Floats:
    """For each row of ``y`` the slope on ``x`` and the ends of its interval: three rows of as many numbers.

    x: n different moments; y: rows of n values. The interval is Sen's: the slopes at the ranks that Kendall's S, of
    normal distribution and with the variance that ties leave it, does not tell from no trend. NaN for fewer than two
    moments.
    """
    from scipy.special import ndtri

    if x.size < 2:
        return np.full((3, y.shape[0]), np.nan)
    far = float(ndtri((1 + confidence) / 2))
    blocks = np.array_split(y, y.shape[0] * x.size**2 // 2 // _AT_ONCE + 1)
    return np.concatenate([_slopes(x, block, far) for block in blocks], axis=1)


def _slopes(x: Floats, y: Floats, far: float) -> Floats:
    n = x.size
    i, j = np.triu_indices(n, 1)
    slopes = np.sort((y[:, j] - y[:, i]) / (x[j] - x[i]), axis=1)
    # A value that occurs t times is t times in a tie of t.
    alike = (y[:, :, None] == y[:, None, :]).sum(axis=2)
    ties = ((alike - 1) * (2 * alike + 5)).sum(axis=1)
    spread = far * np.sqrt((n * (n - 1) * (2 * n + 5) - ties) / 18)
    above = np.minimum(np.round((i.size + spread) / 2), i.size - 1).astype(np.int64)
    below = np.maximum(np.round((i.size - spread) / 2) - 1, 0).astype(np.int64)
    rows = np.arange(y.shape[0])
    return np.stack([np.median(slopes, axis=1), slopes[rows, below], slopes[rows, above]])
