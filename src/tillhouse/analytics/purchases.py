"""How often customers will buy: the BG/NBD model of repeat buying without contracts.

While a customer is alive, purchases come at random at the customer's own rate, and after each purchase the customer
leaves for good with the customer's own probability. Rates differ between customers by a gamma distribution (shape r,
rate alpha), probabilities of leaving by a beta distribution (a, b). Nobody leaves before a repeat purchase, so somebody
who bought once counts as alive with probability 1.

Of a customer the model needs three numbers:
    frequency  x    repeat purchases: purchases after the first
    recency    t_x  time from the first purchase to the last; 0 where x is 0
    age        T    time from the first purchase to the end of observation
in one unit of time, whichever; alpha is in that unit.

Sources: Fader, Hardie and Lee, "Counting Your Customers the Easy Way", Marketing Science 24 (2005), equations 6 to 10;
Hardie, "Implementing the BG/NBD Model for Customer Base Analysis in Excel" (2005); for the probability of being alive,
Fader, Hardie and Lee, "Computing P(alive) Using the BG/NBD Model" (2008).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma, expit, gammaln, hyp2f1

from tillhouse.analytics._maximum import MANY, Floats, Objective, maximum
from tillhouse.errors import FixTheData

#: Fewer customers who came back than this tell nothing about four parameters.
FEWEST = 20
_NEAR = 1e-5


class Rates(NamedTuple):
    """The four parameters; all positive. r / alpha is the mean rate of buying while alive."""

    r: float
    alpha: float
    a: float
    b: float


@dataclass(frozen=True)
class Histories:
    """Distinct histories and how many customers have each. Made by `histories`."""

    frequency: Floats
    recency: Floats
    age: Floats
    customers: Floats


@dataclass(frozen=True)
class PurchaseFit:
    """rates: None where too few came back. errors: standard errors, nan where the data do not tell.

    log_likelihood: over all customers, in the unit of time of the histories. unknown: parameters that the data do not
    identify; what is predicted hardly depends on them. repeaters: customers with a repeat purchase.
    """

    rates: Rates | None
    errors: Rates
    log_likelihood: float
    customers: int
    repeaters: int
    converged: bool
    unknown: tuple[str, ...]


def histories(frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Histories:
    """Customers as distinct rows with their number: a million customers have far fewer distinct histories.

    Raises `FixTheData` for a history that cannot be.
    """
    rows = np.column_stack([np.asarray(values, dtype=np.float64) for values in (frequency, recency, age)])
    _refuse_impossible(*rows.T)
    order = np.lexsort(rows.T)
    rows = rows[order]
    starts = np.flatnonzero(np.concatenate([[True], (rows[1:] != rows[:-1]).any(axis=1)])[: len(rows)])
    counts = np.diff(np.append(starts, len(rows))).astype(np.float64)
    x, t_x, age_ = (np.ascontiguousarray(column) for column in rows[starts].T)
    return Histories(x, t_x, age_, counts)


def log_likelihood(rates: Rates, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
    """The log-likelihood of each customer's history."""
    return _Terms.of(frequency, recency, age).likelihood(rates)[0]


def gradient(rates: Rates, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
    """Of each customer's log-likelihood, the derivatives by r, alpha, a and b: an array of four rows."""
    return np.array(_Terms.of(frequency, recency, age).likelihood(rates)[1])


def fitted(given: Histories) -> PurchaseFit:
    """The parameters of greatest likelihood."""
    customers, repeaters = (
        int(given.customers.sum()),
        int(given.customers[given.frequency > 0].sum()),
    )
    if repeaters < FEWEST:
        return PurchaseFit(None, Rates(*[np.nan] * 4), np.nan, customers, repeaters, False, Rates._fields)
    scale = float(np.sum(given.customers * given.age) / customers)
    every = max(1, len(given.age) // MANY)
    objective, of_some = _mean_likelihood(given, scale), _mean_likelihood(given, scale, every)
    bought = float(np.sum(given.customers * given.frequency) / customers)
    starts = [
        (r, r / max(bought, 1e-3), a, b)
        for r in (1.0, 0.25)
        for a, b in ((1.0, 2.0), (0.3, 3.0), (0.02, 2.0))
    ]
    found = maximum(objective, starts, customers, of_some if every > 1 else None)
    at, errors = found.at * (1, scale, 1, 1), found.errors * (1, scale, 1, 1)
    rates = Rates(*map(float, at))
    total = float(np.sum(given.customers * log_likelihood(rates, given.frequency, given.recency, given.age)))
    unknown = tuple(name for name, told in zip(Rates._fields, found.told, strict=True) if not told)
    return PurchaseFit(
        rates, Rates(*map(float, errors)), total, customers, repeaters, found.converged, unknown
    )


def _mean_likelihood(given: Histories, scale: float, every: int = 1) -> Objective:
    """The mean log-likelihood of a customer, of each of those histories; times are in units of ``scale``."""
    weights = given.customers[::every]
    terms = _Terms.of(given.frequency[::every], given.recency[::every] / scale, given.age[::every] / scale)
    customers = float(np.sum(weights))

    def objective(logs: Floats) -> tuple[float, Floats]:
        rates = np.exp(logs)
        values, slopes = terms.likelihood(Rates(*rates))
        # not a product of vectors: that one adds up in another order on another number of threads
        slope = np.array([np.sum(weights * by) for by in slopes])
        return float(np.sum(weights * values)) / customers, slope * rates / customers

    return objective


def alive(rates: Rates, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
    """The probability that each customer has not left for good; 1 for those who bought once."""
    x, t_x, age_ = (np.asarray(values, dtype=np.float64) for values in (frequency, recency, age))
    r, alpha, a, b = rates
    again = np.maximum(x, 1.0)
    odds = np.log(a) - np.log(b + again - 1) + (r + x) * (np.log(alpha + age_) - np.log(alpha + t_x))
    return np.where(x > 0, expit(-odds), 1.0)


def expected(
    rates: Rates, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike, horizon: float
) -> Floats:
    """The purchases of each customer to be expected in the time ``horizon`` after the end of observation."""
    return alive(rates, frequency, recency, age) * _expected_of_the_living(rates, frequency, age, horizon)


def expected_of_new(rates: Rates, time: ArrayLike) -> Floats:
    """The repeat purchases to be expected of a customer in ``time`` after the first purchase."""
    horizons = np.atleast_1d(np.asarray(time, dtype=np.float64))
    return np.array([_expected_of_the_living(rates, [0.0], [0.0], float(t))[0] for t in horizons])


def churn(rates: Rates, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike, horizon: float) -> Floats:
    """The probability that each customer buys nothing in the time ``horizon`` after the end of observation.

    Somebody has left, or is alive and happens not to buy: given being alive, the rate of buying has a gamma
    distribution of shape r + x and rate alpha + T.
    """
    x, age_ = np.asarray(frequency, dtype=np.float64), np.asarray(age, dtype=np.float64)
    none = (rates.r + x) * (np.log(rates.alpha + age_) - np.log(rates.alpha + age_ + horizon))
    return np.asarray(1 + alive(rates, frequency, recency, age) * np.expm1(none), dtype=np.float64)


def _expected_of_the_living(rates: Rates, frequency: ArrayLike, age: ArrayLike, horizon: float) -> Floats:
    """Equation 10 of Fader, Hardie and Lee without its denominator, the Gaussian hypergeometric function taken through
    Euler's transformation: its arguments then do not grow with the purchases of a customer.

    At a = 1 the formula is a limit; it is taken as the mean of its two sides, wrong by about 1e-10 of it.
    """
    x, age_ = np.asarray(frequency, dtype=np.float64), np.asarray(age, dtype=np.float64)
    pairs, place = np.unique(x + 1j * age_, return_inverse=True)
    if abs(rates.a - 1) < _NEAR:
        sides = [rates._replace(a=1 - _NEAR), rates._replace(a=1 + _NEAR)]
        found = np.mean([_equation_10(side, pairs.real, pairs.imag, horizon) for side in sides], axis=0)
    else:
        found = _equation_10(rates, pairs.real, pairs.imag, horizon)
    return np.asarray(found, dtype=np.float64)[place]


def _equation_10(rates: Rates, x: Floats, age: Floats, horizon: float) -> Floats:
    r, alpha, a, b = rates
    third = a + b + x - 1
    third = np.where(np.abs(third) < 1e-9, 1e-9, third)
    left = (alpha + age) / (alpha + age + horizon)
    with np.errstate(all="ignore"):
        powers = left ** (a - 1) * hyp2f1(a + b - 1 - r, a - 1, third, 1 - left)
        if not np.isfinite(powers).all():
            # as it stands in the paper: better where a is in the hundreds
            direct = left ** (r + x) * hyp2f1(r + x, b + x, third, 1 - left)
            powers = np.where(np.isfinite(powers), powers, direct)
    return np.asarray(third / (a - 1) * (1 - powers), dtype=np.float64)


@dataclass(frozen=True)
class _Terms:
    """Histories with the distinct values of each column: what costs much is computed for those alone."""

    x: Floats
    t_x: Floats
    age: Floats
    places: tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]

    @classmethod
    def of(cls, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> _Terms:
        columns = [np.asarray(values, dtype=np.float64) for values in (frequency, recency, age)]
        (x, at_x), (t_x, at_t), (ages, at_age) = (
            np.unique(column, return_inverse=True) for column in columns
        )
        return cls(x, t_x, ages, (at_x, at_t, at_age))

    def likelihood(self, rates: Rates) -> tuple[Floats, tuple[Floats, ...]]:
        """The log-likelihood of each history, and its derivatives by r, alpha, a and b.

        A history with purchases ends in one of two ways: the customer stayed until T, or left at t_x.
        """
        r, alpha, a, b = rates
        x, (at_x, at_t, at_age) = self.x, self.places
        stayed, left = np.log(alpha + self.age)[at_age], np.log(alpha + self.t_x)[at_t]
        shape = (r + x)[at_x]
        again = np.maximum(x, 1.0)
        leaving = np.where(x > 0, np.log(a) - np.log(b + again - 1), -np.inf)
        # odds of having left against having stayed, as a logarithm
        odds = leaving[at_x] + shape * (stayed - left)
        gone = expit(odds)
        both = np.where(odds > 0, odds, 0.0) + np.log1p(np.exp(-np.abs(odds)))
        head = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        head += gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        values = head[at_x] - shape * stayed + both
        by_a = digamma(a + b) - digamma(a + b + x)
        by_b = by_a + digamma(b + x) - digamma(b)
        slopes = (
            (digamma(r + x) - digamma(r) + np.log(alpha))[at_x] - stayed + gone * (stayed - left),
            r / alpha - shape * ((1 - gone) / (alpha + self.age)[at_age] + gone / (alpha + self.t_x)[at_t]),
            by_a[at_x] + gone / a,
            by_b[at_x] - gone * (1 / (b + again - 1))[at_x],
        )
        return values, slopes


def _refuse_impossible(frequency: Floats, recency: Floats, age: Floats) -> None:
    whole = np.isfinite(frequency) & (frequency >= 0) & (frequency == np.floor(frequency))
    timed = np.isfinite(age) & (recency >= 0) & (recency <= age) & ((recency > 0) == (frequency > 0))
    for wrong, what in (
        (~whole, "a frequency that is not a whole number of repeat purchases"),
        (~timed, "times that do not fit: 0 <= recency <= age, and a recency only with repeat purchases"),
    ):
        if wrong.any():
            at = int(np.flatnonzero(wrong)[0])
            raise FixTheData(
                f"History {at + 1} has {what}: frequency {frequency[at]:g}, recency {recency[at]:g},"
                f" age {age[at]:g}."
            )
