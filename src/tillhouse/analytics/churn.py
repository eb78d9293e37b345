"""What is looked at of a customer to tell whether the customer will buy again soon."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: The measures, in the order of the columns of `measures`.
NAMES = ("since", "age", "frequency", "recent", "spend", "pace", "once")


def measures(frequency: Floats, recency: Floats, age: Floats, spend: Floats, recent: Floats) -> Floats:
    """A row per customer: recency, frequency and money as logarithms, for they matter by factors.

    frequency, recency, age: as in `tillhouse.analytics.purchases`, in days. spend: mean per purchase. recent: purchases
    in as many last days as are predicted. pace: the time since the last purchase, against the customer's mean time
    between purchases. once: bought once.
    """
    since = age - recency
    between = np.where(frequency > 0, recency / np.maximum(frequency, 1), age)
    return np.column_stack(
        [
            np.log1p(since),
            np.log1p(age),
            np.log1p(frequency),
            np.log1p(recent),
            np.log1p(np.maximum(spend, 0.0)),
            np.log1p(since) - np.log1p(between),
            (frequency == 0).astype(np.float64),
        ]
    )
