"""How far forecasts were off, beside the benchmark, and which model is the answer.

MASE   mean absolute error over the mean absolute step of one season within the history (Hyndman & Koehler 2006)
RMSSE  the same of squares, and the root of it (Makridakis, Spiliotis & Assimakopoulos 2022): it asks for the mean,
       where MASE is content with the median, which is 0 for what is seldom sold
WAPE   sum of absolute errors over the sum of what was sold
bias   sum of errors over the sum of what was sold; above 0 where too much was forecast
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tillhouse.analytics.forecasting._windows import Flags, Values

#: How much worse than the benchmark is not worse, for sums of floats.
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Accuracy:
    """Measures by series, NaN where nothing could be measured. points: values that were forecast. See above."""

    points: NDArray[np.int64]
    mase: Values
    rmsse: Values
    wape: Values
    bias: Values

    def of(self, places: Sequence[int]) -> Accuracy:
        """The same of some series."""
        measures = (values[places] for values in (self.mase, self.rmsse, self.wape, self.bias))
        return Accuracy(self.points[places], *measures)


@dataclass(frozen=True)
class Sold:
    """What was sold in the periods that were forecast: (series, origins, horizon), NaN where nothing can be compared.

    step, square: the scales of MASE and RMSSE, from the history at each origin: (series, origins).
    """

    actual: Values
    step: Values
    square: Values

    def of(self, places: Sequence[int]) -> Sold:
        """The same of some series."""
        return Sold(self.actual[places], self.step[places], self.square[places])


def compared(actual: Values, histories: Values, season: int) -> Sold:
    """What forecasts are compared with; without values one season apart in the history there is no scale, and no point.

    histories: (series, origins, length), as sold, NaN where missing.
    """
    apart = histories[:, :, season:] - histories[:, :, :-season]
    known = ~np.isnan(apart)
    counted = known.sum(axis=2)
    filled = np.where(known, apart, 0.0)
    step = np.abs(filled).sum(axis=2) / np.maximum(counted, 1)
    square = (filled**2).sum(axis=2) / np.maximum(counted, 1)
    return Sold(np.where((step > 0)[:, :, None], actual, np.nan), step, square)


def accuracy(sold: Sold, forecast: Values) -> Accuracy:
    """How far a forecast was off."""
    known = ~np.isnan(sold.actual) & ~np.isnan(forecast)
    error = np.where(known, forecast - sold.actual, 0.0)
    points = known.sum(axis=(1, 2))
    amount = _total(np.where(known, sold.actual, 0.0))
    return Accuracy(
        points,
        _over(_total(np.abs(error)), _total(known * sold.step[:, :, None])),
        np.sqrt(_over(_total(error**2), _total(known * sold.square[:, :, None]))),
        _over(_total(np.abs(error)), amount),
        _over(_total(error), amount),
    )


def worse(one: Accuracy, benchmark: Accuracy) -> Flags:
    """For each series, whether a forecast was worse than the benchmark by MASE or by RMSSE."""
    limit = 1 + _TOLERANCE
    return (one.mase > benchmark.mase * limit) | (one.rmsse > benchmark.rmsse * limit)


def winners(measured: Mapping[str, Accuracy], benchmark: str) -> list[str]:
    """For each series the model with the least mean of MASE and RMSSE, both over the benchmark's.

    A model that is worse than the benchmark by either, or was not measured on every point of it, cannot win; the
    benchmark itself can. Ties go to the first.
    """
    usual = measured[benchmark]
    names: Sequence[str] = [benchmark, *(name for name in measured if name != benchmark)]
    marks = []
    for name in names:
        one = measured[name]
        mark = (_over(one.mase, usual.mase) + _over(one.rmsse, usual.rmsse)) / 2
        fit = (one.points == usual.points) & ~worse(one, usual) & ~np.isnan(mark)
        marks.append(np.where(fit, mark, np.inf))
    return [names[at] for at in np.argmin(np.stack(marks), axis=0)]


def _total(values: Values) -> Values:
    found: Values = values.sum(axis=(1, 2))
    return found


def _over(part: Values, whole: Values) -> Values:
    found: Values = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return found
