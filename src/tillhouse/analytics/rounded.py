"""Estimates as they are stored: decimals to the millionth, so that every engine and every file holds the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PLACES = 6
_LARGEST = 1e12


def rounded(values: Sequence[float | None] | NDArray[np.float64] | pl.Series, digits: int = 18) -> pl.Series:
    """Floats as decimal(digits, 6), halves away from zero; null for what is not a number or not below 10**12.

    digits: 18 for a ``number``, 9 for a ``share``, 38 for a ``total``.
    """
    floats = values if isinstance(values, pl.Series) else pl.Series(values, dtype=pl.Float64, strict=False)
    kept = pl.when(pl.col("x").is_finite() & (pl.col("x").abs() < _LARGEST)).then(pl.col("x"))
    stored = kept.round(_PLACES, mode="half_away_from_zero").cast(pl.Decimal(digits, _PLACES))
    return floats.cast(pl.Float64).rename("x").to_frame().select(stored).to_series()
