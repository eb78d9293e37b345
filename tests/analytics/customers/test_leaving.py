"""What is published, and what is said of it, on days held out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import narwhals as nw
import numpy as np
import polars as pl

from tillhouse.analytics.customers import lifetimes
from tillhouse.analytics.customers.leaving import HORIZON, Judged, Past, judged

END = date(2011, 12, 31)
SPAN = timedelta(days=HORIZON)
_KEY = ("customer_key", "currency")


def pasts(came: Sequence[float], customers: int = 800) -> list[Past | None]:
    """Customers who all bought in the first 90 days, then in each 90 days with a probability that the shop gives.

    Every other customer is more faithful than the shop as a whole, by a fifth.
    """
    rng = np.random.default_rng(5)
    start = END - SPAN * (len(came) + 1)
    days = {(n, start + timedelta(days=int(rng.integers(1, HORIZON)))) for n in range(customers)}
    for span, share in enumerate(came, 1):
        for n in range(customers):
            if rng.random() < share + (0.2 if n % 2 else -0.1):
                days.add((n, start + SPAN * span + timedelta(days=int(rng.integers(1, HORIZON)))))
    rows = pl.DataFrame(sorted(days), {"customer_key": pl.Int64, "day": pl.Date}, orient="row")
    spent = pl.lit(20).cast(pl.Decimal(38, 6))
    frame = nw.from_native(rows.with_columns(currency=pl.lit("GBP"), spent=spent).lazy())
    ends = [END - 3 * SPAN, END - 2 * SPAN, END - SPAN]
    return [Past(lifetimes.snapshot(frame, _KEY, until, HORIZON), until) for until in ends]


def by_name(found: list[Judged]) -> dict[str, Judged]:
    assert sum(one.published for one in found) == (1 if found else 0)
    return {one.name: one for one in found}


def test_what_was_wrong_in_the_same_way_before_is_put_right() -> None:
    """Each 90 days more of them come: what is learnt from the days before always expects too many to leave."""
    found = by_name(judged(pasts([0.15, 0.2, 0.3, 0.45, 0.6])))
    plain, again = found["logistic"], found["logistic, recalibrated"]
    assert plain.verdict == "predicts too many" and plain.groups[0].predicted > plain.groups[0].high
    assert again.published and again.recalibration is not None
    whole = again.groups[0]
    assert whole.brier < plain.groups[0].brier
    assert abs(whole.predicted - whole.actual) < abs(plain.groups[0].predicted - plain.groups[0].actual)


def test_in_a_shop_that_stays_as_it_is_what_answers_is_calibrated() -> None:
    found = by_name(judged(pasts([0.5] * 6, customers=1500)))
    (published,) = (one for one in found.values() if one.published)
    assert published.verdict == "calibrated"
    assert abs(published.groups[0].predicted - published.groups[0].actual) < 0.03
    assert abs(found["baseline"].groups[0].predicted - published.groups[0].actual) > 0.1


def test_a_shop_that_turns_is_worse_than_the_base_rate_or_off_and_says_so() -> None:
    found = by_name(judged(pasts([0.3, 0.3, 0.3, 0.3, 0.75])))
    (published,) = (one for one in found.values() if one.published)
    assert published.verdict in {"predicts too many", "worse than base rate"}
    lower = by_name(judged(pasts([0.75, 0.75, 0.75, 0.75, 0.3])))
    assert {one.verdict for one in lower.values() if one.published} <= {
        "predicts too few",
        "worse than base rate",
    }


def test_without_days_before_those_learnt_from_nothing_is_recalibrated() -> None:
    _, learnt, tested = pasts([0.15, 0.2, 0.3, 0.45, 0.6])
    names = [one.name for one in judged([None, learnt, tested])]
    assert names == ["baseline", "logistic", "base rate"]
    assert judged([None, None, tested]) == []


def test_everybody_by_the_share_of_the_days_before_is_the_base_rate() -> None:
    found = by_name(judged(pasts([0.15, 0.2, 0.3, 0.45, 0.6])))
    (whole,) = found["base rate"].groups
    assert whole.decile == 0 and not found["base rate"].published
    assert abs(whole.predicted - 0.5) < 0.05 and abs(whole.actual - 0.33) < 0.05
    assert whole.brier > found["logistic, recalibrated"].groups[0].brier
