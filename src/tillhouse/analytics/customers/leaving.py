"""Which way of telling who will churn does best on days held out, and whether it is right there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tillhouse.analytics.customers import lifetimes

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from tillhouse.analytics.calibration import Group
    from tillhouse.analytics.customers.recalibration import Recalibration

    Floats = NDArray[np.float64]

HORIZON = 90
#: How a method can do on the days held out.
VERDICTS = (
    "calibrated",
    "predicts too many",
    "predicts too few",
    "right on average only",
    "worse than base rate",
    "untested",
)
#: What tells who will churn; `base rate` is what both are held against.
METHODS = ("baseline", "logistic", "baseline, recalibrated", "logistic, recalibrated")
#: Fewer customers, or fewer of either kind, tell nothing.
_FEWEST, _FEWEST_OF_A_KIND = 100, 20
#: Of ten intervals of 95 %, fewer than these hold what they should once in a hundred times by chance.
_TENTHS = 8


@dataclass(frozen=True)
class Past:
    """Customers as they were known on a day, with what followed: see `lifetimes.snapshot`."""

    customers: pl.DataFrame
    until: date

    @property
    def churned(self) -> NDArray[np.bool_]:
        """Who bought nothing in the days that followed."""
        return (self.customers["bought"] == 0).to_numpy()


@dataclass(frozen=True)
class Judged:
    """A method as it did on the days held out. groups: all customers, then tenths.

    recalibration: what makes its answers right on the last days held out, for those to come.
    """

    name: str
    groups: Sequence[Group]
    verdict: str
    published: bool
    recalibration: Recalibration | None = None


def judged(pasts: Sequence[Past | None]) -> list[Judged]:
    """Each method, and what everybody's probability would be by the days before; none where nothing can be held out.

    pasts: three days, each `HORIZON` after the other. The last is what methods are tested on. The regression learns
    from the one before it. Recalibration compares what was said there, learnt from the first, with what came.
    """
    from tillhouse.analytics import calibration

    earlier, learnt, tested = (one if one is not None and _tells(one.customers) else None for one in pasts)
    if learnt is None or tested is None:
        return []
    said = _probabilities(learnt, tested)
    if said is None:
        return []
    said |= _recalibrated(said, _probabilities(earlier, learnt) if earlier else None, learnt)
    results = {name: calibration.groups(chance, tested.churned) for name, chance in said.items()}
    base = calibration.constant(float(learnt.churned.mean()), tested.churned)
    best = "baseline"
    for name, groups in results.items():
        best = name if _better(groups[0], results[best][0]) else best
    found = [
        Judged(name, groups, _verdict(groups, base), name == best, _for_days_to_come(name, said, tested))
        for name, groups in results.items()
    ]
    return [*found, Judged("base rate", [base], _verdict([base], None), False)]


def _tells(customers: pl.DataFrame) -> bool:
    """Whether there are customers of both kinds to learn from, or to be tested on."""
    churned = (customers["bought"] == 0).sum()
    few = _FEWEST_OF_A_KIND
    return len(customers) >= _FEWEST and few <= churned <= len(customers) - few


def _probabilities(learnt: Past, asked: Past) -> dict[str, Floats] | None:
    """What both methods say of the customers of a day; None where BG/NBD has no parameters."""
    from tillhouse.analytics import purchases

    seen = lifetimes.seen(asked.customers, asked.until)
    history = (seen.frequency, seen.recency, seen.age)
    rates = purchases.fitted(purchases.histories(*history)).rates
    if rates is None:
        return None
    regression = lifetimes.regression(learnt.customers, learnt.until)
    return {
        "baseline": purchases.churn(rates, *history, float(HORIZON)),
        "logistic": regression.probability(lifetimes.measures(asked.customers, asked.until)),
    }


def _recalibrated(
    said: dict[str, Floats], before: dict[str, Floats] | None, known: Past
) -> dict[str, Floats]:
    """Both methods, by what they would have said on the day before against what came."""
    from tillhouse.analytics.customers import recalibration

    found = {}
    for name, chance in said.items():
        by = recalibration.fitted(before[name], known.churned) if before else None
        if by is not None:
            found[f"{name}, recalibrated"] = by.probability(chance)
    return found


def _for_days_to_come(name: str, said: dict[str, Floats], tested: Past) -> Recalibration | None:
    from tillhouse.analytics.customers import recalibration

    plain, _, again = name.partition(", ")
    return recalibration.fitted(said[plain], tested.churned) if again else None


def _better(one: Group, other: Group) -> bool:
    return one.log_loss < other.log_loss and one.brier < other.brier


def _verdict(groups: Sequence[Group], base: Group | None) -> str:
    whole, tenths = groups[0], groups[1:]
    if base and not _better(whole, base):
        return "worse than base rate"
    if whole.predicted > whole.high:
        return "predicts too many"
    if whole.predicted < whole.low:
        return "predicts too few"
    right = sum(one.low <= one.predicted <= one.high for one in tenths)
    return "calibrated" if right * 10 >= _TENTHS * len(tenths) else "right on average only"
