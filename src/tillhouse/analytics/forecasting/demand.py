"""Classes of demand: how often something is sold, and how much the amounts vary."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tillhouse.analytics.forecasting._windows import Values

SMOOTH, INTERMITTENT, ERRATIC, LUMPY = "smooth", "intermittent", "erratic", "lumpy"
#: Where the classes meet (Syntetos, Boylan & Croston 2005).
_INTERVAL, _VARIATION = 1.32, 0.49


@dataclass(frozen=True)
class Demand:
    """The class of a series.

    interval: average periods from one demand to the next (ADI). variation: squared coefficient of variation of the
    amounts that were sold (CV²). Both NaN, and the name empty, where nothing was.
    """

    name: str
    interval: float
    variation: float


def demands(values: Values) -> list[Demand]:
    """The class of each series: (series, periods), NaN for periods that are missing."""
    return [_demand(row[~np.isnan(row)]) for row in values]


def _demand(values: Values) -> Demand:
    sold = values[values > 0]
    if not len(sold):
        return Demand("", float("nan"), float("nan"))
    interval = len(values) / len(sold)
    variation = float((sold.std() / sold.mean()) ** 2)
    names = ((SMOOTH, ERRATIC), (INTERMITTENT, LUMPY))
    return Demand(names[interval >= _INTERVAL][variation >= _VARIATION], interval, variation)
