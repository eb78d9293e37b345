"""How much customers spend per purchase: the gamma-gamma model.

A customer's purchases vary around the customer's own mean, and means vary between customers: the value of a purchase
has a gamma distribution of shape p, whose rate has a gamma distribution of shape q and rate gamma over customers. What
a customer spends is taken to say nothing about how often the customer buys; `tillhouse.analytics.agreement.correlation`
of the two measures whether that holds.

Of a customer the model needs
    purchases  x  how many purchases the mean is of; 0 for those of whom only the population is known
    value      m  the mean value of a purchase, above 0 where x is

Sources: Fader and Hardie, "The Gamma-Gamma Model of Monetary Value" (2013), equations 1a and 5; Fader, Hardie and Lee,
"RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal of Marketing Research 42 (2005).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma, gammaln

from tillhouse.analytics._maximum import MANY, Floats, Objective, maximum
from tillhouse.errors import FixTheData

#: Fewer customers with a value than this tell nothing about three parameters.
FEWEST = 20


class Spend(NamedTuple):
    """The three parameters; all positive. p * gamma / (q - 1) is the mean over customers, where q is above 1."""

    p: float
    q: float
    gamma: float


@dataclass(frozen=True)
class SpendFit:
    """spend: None where too few customers have a value. errors: standard errors, nan where the data do not tell.

    log_likelihood: over the customers with a value, in their unit of money. unknown: parameters that the data do not
    identify.
    """

    spend: Spend | None
    errors: Spend
    log_likelihood: float
    customers: int
    converged: bool
    unknown: tuple[str, ...]


def log_likelihood(spend: Spend, purchases: ArrayLike, value: ArrayLike) -> Floats:
    """The log-likelihood of each customer's mean value."""
    return _Terms.of(*_checked(purchases, value)).likelihood(spend)[0]


def gradient(spend: Spend, purchases: ArrayLike, value: ArrayLike) -> Floats:
    """Of each customer's log-likelihood, the derivatives by p, q and gamma: an array of three rows."""
    return np.array(_Terms.of(*_checked(purchases, value)).likelihood(spend)[1])


def fitted(purchases: ArrayLike, value: ArrayLike) -> SpendFit:
    """The parameters of greatest likelihood. Customers without a purchase or a value above 0 are left out."""
    x, m = (np.asarray(values, dtype=np.float64) for values in (purchases, value))
    known = (x > 0) & (m > 0)
    x, m = _checked(x[known], m[known])
    if len(x) < FEWEST or m.min() == m.max():
        return SpendFit(None, Spend(*[np.nan] * 3), np.nan, len(x), False, Spend._fields)
    scale = float(np.sum(m) / len(m))
    terms = _Terms.of(x, m / scale)
    every = max(1, len(x) // MANY)
    of_some = _mean_likelihood(_Terms.of(x[::every], m[::every] / scale)) if every > 1 else None
    starts = [(p, q, max(q - 1, 0.5) / p) for p in (4.0, 1.0) for q in (3.0, 10.0, 1.5)]
    found = maximum(_mean_likelihood(terms), starts, len(x), of_some)
    spend = Spend(*map(float, found.at * (1, 1, scale)))
    errors = Spend(*map(float, found.errors * (1, 1, scale)))
    unknown = tuple(name for name, told in zip(Spend._fields, found.told, strict=True) if not told)
    # a mean in another unit of money has another density
    in_scale = terms.likelihood(Spend(*map(float, found.at)))[0]
    total = float(np.sum(in_scale) - len(x) * np.log(scale))
    return SpendFit(spend, errors, total, len(x), found.converged, unknown)


def _mean_likelihood(terms: _Terms) -> Objective:
    def objective(logs: Floats) -> tuple[float, Floats]:
        spend = np.exp(logs)
        values, slopes = terms.likelihood(Spend(*spend))
        slope = np.array([np.sum(by) for by in slopes])
        return float(np.sum(values)) / len(values), slope * spend / len(values)

    return objective


def expected(spend: Spend, purchases: ArrayLike, value: ArrayLike) -> Floats:
    """The mean value to be expected of each customer's purchases to come.

    A mean of the customer's own and of the population's, weighted by how many purchases are known; nan where it has no
    mean: of somebody without purchases where q is not above 1.
    """
    x = np.asarray(purchases, dtype=np.float64)
    m = np.where(x > 0, np.asarray(value, dtype=np.float64), 0.0)
    p, q, gamma = spend
    weight = p * x + q - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(weight > 0, p * (gamma + x * m) / weight, np.nan)


@dataclass(frozen=True)
class _Terms:
    """Customers with what does not change while parameters are looked for."""

    x: Floats
    spent: Floats
    own: Floats
    distinct: Floats
    place: NDArray[np.intp]

    @classmethod
    def of(cls, x: Floats, m: Floats) -> _Terms:
        distinct, place = np.unique(x, return_inverse=True)
        return cls(x, x * m, np.log(m), distinct, place)

    def likelihood(self, spend: Spend) -> tuple[Floats, tuple[Floats, Floats, Floats]]:
        """The log-likelihood of each customer's mean, and its derivatives by p, q and gamma."""
        p, q, gamma = spend
        shape, times = p * self.distinct, np.log(self.distinct)
        head = gammaln(shape + q) - gammaln(shape) - gammaln(q) + q * np.log(gamma) + shape * times
        whole, both = np.log(gamma + self.spent), p * self.x + q
        values = head[self.place] + (p * self.x - 1) * self.own - both * whole
        in_p = self.distinct * (digamma(shape + q) - digamma(shape) + times)
        in_q = digamma(shape + q) - digamma(q) + np.log(gamma)
        slopes = (
            in_p[self.place] + self.x * (self.own - whole),
            in_q[self.place] - whole,
            q / gamma - both / (gamma + self.spent),
        )
        return values, slopes


def _checked(purchases: ArrayLike, value: ArrayLike) -> tuple[Floats, Floats]:
    x, m = (np.asarray(values, dtype=np.float64) for values in (purchases, value))
    wrong = ~(np.isfinite(x) & np.isfinite(m) & (x > 0) & (m > 0))
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        raise FixTheData(
            f"Customer {at + 1} has {x[at]:g} purchases of a mean value of {m[at]:g}; both have to be above 0."
        )
    return x, m
