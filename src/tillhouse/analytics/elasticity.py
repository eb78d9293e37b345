"""Own-price elasticities of many items at once: log units on log price, with effects of items and of weeks.

    ln units = a(item) + w(week) + b(item) · ln price + error

by least squares. The weeks are common to all items and take out what moves all of them, such as a season. What each
item's intercept and slope explain is taken out first (Frisch & Waugh 1933, Lovell 1963), which leaves one symmetric
system as large as there are weeks:

    M = I − Q Q'               Q: orthonormal, of 1 and the ln price of an item
    (Σ D' M D) w = Σ D' M y    D: which observation is in which week; the sum is over items
    b = x̃'(y − w) / x̃'x̃       x̃: ln price less its mean of the item

**Intervals.** A slope is a weighted sum of all observations, c'y. Its variance is that of unequal errors,
Σ c² e² / (1 − h) (HC2, MacKinnon & White 1985), the estimated weeks included, with the degrees of freedom of
Satterthwaite, (Σ c²)² / Σ c⁴, that a slope resting on few weeks needs (Imbens & Kolesár 2016). Errors go on from week
to week, by ρ for all items, estimated from all residuals and freed of its bias (Kendall 1954): the item's own part is
multiplied by c'Rc / c'c with R(s, t) = ρ^|s − t|, and by what ρ takes from the residuals, (n − 2) / (n − tr Q'RQ).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
#: Below it, what is left of a variation is rounding.
_NOTHING = 1e-6
#: Beyond it errors would hardly return to their mean, and lags beyond which no error is felt.
_STRONGEST, _WEAKEST = 0.95, 0.005


@dataclass(frozen=True)
class Elasticities:
    """By item, in the order of their numbers; NaN where the data cannot tell.

    estimate: percent by which units change when the price rises by one percent. low, high: its interval.
    carried: how much of an error is felt a week later, of all items together; 0 to 0.95.
    """

    estimate: Floats
    low: Floats
    high: Floats
    carried: float


@dataclass(frozen=True)
class _Panel:
    """Observations by item and week. x: x̃ over x̃'x̃, 0 for a price that never moved; sxx: x̃'x̃.

    q1, q2: the columns of Q, by observation; f1, f2: the same by item and week.
    """

    item: Integers
    week: Integers
    count: Floats
    sxx: Floats
    x: Floats
    q1: Floats
    q2: Floats
    f1: Floats
    f2: Floats

    def sums(self, values: Floats) -> Floats:
        """Sums by item."""
        return _sums(self.item, values)

    def left(self, values: Floats) -> Floats:
        """M applied to values by observation."""
        q1, q2 = (q * self.sums(q * values)[self.item] for q in (self.q1, self.q2))
        return values - q1 - q2


def elasticities(
    item: Integers, week: Integers, units: Floats, price: Floats, confidence: float = 0.95
) -> Elasticities:
    """Elasticities of items from their units and prices by week.

    item, week: numbers from 0 on; no item twice in a week. units, price: above 0. An item needs price changes and
    other items to tell the weeks by; at least 2 more observations than it takes are needed.
    """
    from scipy.special import stdtrit

    order = np.lexsort((week, item))
    panel = _panel(item[order], week[order], np.log(price[order]))
    y = np.log(units[order])
    at = panel.week
    system = np.diag(_sums(at, np.ones(at.size))) - panel.f1.T @ panel.f1 - panel.f2.T @ panel.f2
    inverse: Floats = np.asarray(np.linalg.pinv(system, rcond=1e-9, hermitian=True), dtype=np.float64)
    rest = y - (inverse @ _sums(at, panel.left(y)))[at]
    slope = panel.sums(panel.x * rest)
    # How a slope leans on the weeks; a price that moved with the weeks, or alone, leans on what cannot be known.
    leaning = np.zeros_like(panel.f2)
    np.add.at(leaning, (panel.item, at), panel.x)
    toward = leaning @ inverse
    unknown = np.abs(toward @ system - leaning).max(axis=1) * np.sqrt(panel.sxx) > _NOTHING
    variance, free, carried = _precision(panel, inverse, toward, panel.left(rest))
    told = ~unknown & (panel.sxx > 0) & (free >= 1)
    half = stdtrit(np.maximum(free, 1), (1 + confidence) / 2) * np.sqrt(variance)
    low, estimate, high = (np.where(told, slope + n * half, np.nan) for n in (-1, 0, 1))
    return Elasticities(estimate, low, high, carried)


def _sums(groups: Integers, values: Floats) -> Floats:
    return np.bincount(groups, values).astype(np.float64)


def _panel(item: Integers, week: Integers, price: Floats) -> _Panel:
    count = _sums(item, np.ones(item.size))
    x = price - (_sums(item, price) / np.maximum(count, 1))[item]
    sxx = _sums(item, x * x) * (_sums(item, x * x) > _NOTHING)
    moved = np.where(sxx > 0, sxx, np.inf)[item]
    q1, q2 = 1 / np.sqrt(count)[item], x / np.sqrt(moved)
    f1, f2 = (np.zeros((count.size, int(week.max()) + 1)) for _ in range(2))
    f1[item, week], f2[item, week] = q1, q2
    return _Panel(item, week, count, sxx, x / moved, q1, q2, f1, f2)


def _precision(panel: _Panel, inverse: Floats, toward: Floats, error: Floats) -> tuple[Floats, Floats, float]:
    """The variance of each slope, its degrees of freedom, and how errors are carried on."""
    left = np.maximum(1 - _leverage(panel, inverse), _NOTHING)
    squares = error * error / left
    by_weeks = panel.left(toward[panel.item, panel.week])
    own = panel.x - by_weeks
    size = panel.sums(own * own)
    known = np.where(size > 0, size, 1)
    free = np.minimum(size**2 / np.where(size > 0, panel.sums(own**4), 1), panel.sums(left))
    carried = _carried(panel, error)
    more = np.maximum(_quadratic(panel, own, carried) / known, 1)
    taken = _quadratic(panel, panel.q1, carried) + _quadratic(panel, panel.q2, carried)
    more *= np.maximum((panel.count - 2) / np.maximum(panel.count - taken, 1), 1)
    others: Floats = ((toward @ _meat(panel, squares)) * toward).sum(axis=1)
    others -= panel.sums(by_weeks * by_weeks * squares)
    return panel.sums(own * own * squares) * more + np.maximum(others, 0), free, carried


def _leverage(panel: _Panel, inverse: Floats) -> Floats:
    """The diagonal of the hat matrix, items and weeks together."""
    p1, p2 = panel.f1 @ inverse, panel.f2 @ inverse
    at = panel.item, panel.week
    k11, k12, k22 = (
        (p * f).sum(axis=1)[panel.item] for p, f in ((p1, panel.f1), (p1, panel.f2), (p2, panel.f2))
    )
    q1, q2 = panel.q1, panel.q2
    weeks = np.diag(inverse)[panel.week] - 2 * (q1 * p1[at] + q2 * p2[at])
    weeks += q1 * q1 * k11 + 2 * q1 * q2 * k12 + q2 * q2 * k22
    whole: Floats = q1 * q1 + q2 * q2 + weeks
    return whole


def _meat(panel: _Panel, squares: Floats) -> Floats:
    """Σ D' M diag(squares) M D."""
    at = panel.item, panel.week
    meat: Floats = np.diag(_sums(panel.week, squares))
    columns = ((panel.f1, panel.q1), (panel.f2, panel.q2))
    for f, q in columns:
        scaled = np.zeros_like(f)
        scaled[at] = q * squares
        meat -= f.T @ scaled + scaled.T @ f
        for other, p in columns:
            meat += (f * panel.sums(q * p * squares)[:, None]).T @ other
    return meat


def _carried(panel: _Panel, error: Floats) -> float:
    """The correlation of errors of one week and the next, of all items together, freed of its bias."""
    next_week = (panel.item[1:] == panel.item[:-1]) & (panel.week[1:] == panel.week[:-1] + 1)
    mean = panel.count[panel.count > 0].mean()
    if not next_week.any() or mean <= 4 or not error.any():
        return 0.0
    found = (error[1:] * error[:-1])[next_week].mean() / (error * error).mean()
    return float(np.clip((mean * found + 1) / (mean - 3), 0, _STRONGEST))


def _quadratic(panel: _Panel, values: Floats, carried: float) -> Floats:
    """By item Σ v(s) v(t) ρ^|s − t| over its weeks."""
    total: Floats = panel.sums(values * values)
    lag = 1
    while lag < values.size and carried**lag > _WEAKEST:
        same = np.flatnonzero(panel.item[lag:] == panel.item[:-lag])
        apart = panel.week[lag:][same] - panel.week[:-lag][same]
        product = values[lag:][same] * values[:-lag][same] * carried**apart
        total += 2 * np.bincount(panel.item[lag:][same], product, total.size)
        lag += 1
    return total
