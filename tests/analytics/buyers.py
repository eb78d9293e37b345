"""Customers who buy as the models say, with parameters that are known: the truth that estimates are held against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tillhouse.analytics.purchases import Rates
from tillhouse.analytics.spend import Spend

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Customers:
    """What is seen of each until the end of observation, and what only a simulation knows.

    after: purchases in the horizon that follows. alive: whether the customer had not left at the end of observation.
    customer, moment: every repeat purchase, observation and horizon alike, counted from the customer's first.
    """

    frequency: Floats
    recency: Floats
    age: Floats
    after: Floats
    alive: NDArray[np.bool_]
    customer: NDArray[np.intp]
    moment: Floats


def buying(rates: Rates, age: Floats, horizon: float, seed: int) -> Customers:
    """One customer per age, who first bought that long ago. Time runs continuously."""
    chance = np.random.default_rng(seed)
    customers = len(age)
    rate = chance.gamma(rates.r, 1 / rates.alpha, customers)
    leaving = chance.beta(rates.a, rates.b, customers)
    here, clock = np.arange(customers), np.zeros(customers)
    left = np.full(customers, np.inf)
    who, when = [], []
    while len(here):
        clock[here] += chance.exponential(1 / np.maximum(rate[here], 1e-300))
        here = here[clock[here] <= age[here] + horizon]
        who.append(here)
        when.append(clock[here])
        goes = chance.random(len(here)) < leaving[here]
        left[here[goes]] = clock[here[goes]]
        here = here[~goes]
    customer, moment = np.concatenate(who), np.concatenate(when)
    seen = moment <= age[customer]
    recency = np.zeros(customers)
    np.maximum.at(recency, customer[seen], moment[seen])
    return Customers(
        frequency=np.bincount(customer[seen], minlength=customers).astype(float),
        recency=recency,
        age=age,
        after=np.bincount(customer[~seen], minlength=customers).astype(float),
        alive=left > age,
        customer=customer,
        moment=moment,
    )


def spending(spend: Spend, purchases: Floats, seed: int) -> tuple[Floats, Floats]:
    """The mean value of each customer's purchases, 0 without one; and the customer's true mean."""
    chance = np.random.default_rng(seed)
    rate = chance.gamma(spend.q, 1 / spend.gamma, len(purchases))
    bought = np.maximum(purchases, 1)
    mean = chance.gamma(spend.p * bought, 1 / (rate * bought))
    return np.where(purchases > 0, mean, 0.0), spend.p / rate
