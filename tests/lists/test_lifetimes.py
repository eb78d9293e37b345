"""What is counted as a purchase, and that models of a simulated shop find its truth and predict what follows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import cast

import numpy as np
import polars as pl
import pytest

from tests.analytics.buyers import buying, spending
from tillhouse.analytics.customers.lifetimes import spend_verdict
from tillhouse.analytics.purchases import Rates
from tillhouse.analytics.spend import Spend
from tillhouse.errors import BadSetting, FixTheData
from tillhouse.lists.lifetimes import Answer, answered, definitions, parsed_day
from tillhouse.lists.transactions import Transactions

END = date(2011, 12, 31)
RATES, SPEND = Rates(0.8, 40.0, 0.7, 2.5), Spend(6.0, 4.0, 15.0)


def _given(*rows: tuple[str, str, str]) -> Transactions:
    columns = [(who, date.fromisoformat(day), Decimal(paid)) for who, day, paid in rows]
    schema = {"customer": pl.String, "day": pl.Date, "amount": pl.Decimal(38, 6)}
    return Transactions(pl.DataFrame(columns, schema=schema, orient="row"), "rows of a test", 0)


@pytest.fixture(scope="module")
def simulated() -> Transactions:
    """8,000 customers who came in the year before END, seen until 180 days after it."""
    came = np.floor(np.linspace(1, 365, 8000))
    made = buying(RATES, came, 180, seed=2)
    _, mean = spending(SPEND, np.ones(len(came)), seed=3)
    who = np.concatenate([np.arange(len(came)), made.customer])
    ago = np.concatenate([came, came[made.customer] - np.ceil(made.moment)])
    paid = np.random.default_rng(4).gamma(SPEND.p, mean[who] / SPEND.p).round(2) + 0.01
    rows = pl.DataFrame({"customer": who.astype(str), "ago": ago.astype(int), "amount": paid})
    day = pl.lit(END) - pl.duration(days=pl.col("ago"))
    amount = pl.col("amount").cast(pl.Decimal(38, 6))
    return Transactions(rows.select("customer", day=day.cast(pl.Date), amount=amount), "simulated", 0)


@pytest.fixture(scope="module")
def answer(simulated: Transactions) -> Answer:
    return answered(simulated, END, "day", paid_only=False)


def test_the_truth_is_found(answer: Answer) -> None:
    bought, spent = answer.lifetimes.purchases, answer.lifetimes.spend
    assert bought.rates is not None and spent.spend is not None
    for found, errors, truth in ((bought.rates, bought.errors, RATES), (spent.spend, spent.errors, SPEND)):
        for one, error, known in zip(found, errors, truth, strict=True):
            assert abs(one - known) < 4 * error + 0.02 * known


def test_what_follows_is_predicted(answer: Answer) -> None:
    held = answer.holdout
    assert held is not None and held.value is not None
    assert held.purchases.predicted == pytest.approx(held.purchases.actual, rel=0.06)
    assert held.value.predicted == pytest.approx(held.value.actual, rel=0.06)
    assert held.value.rmse < held.baseline_value.rmse and held.value.mae < held.baseline_value.mae
    assert held.purchases.rmse < held.baseline.rmse and held.purchases.mae < held.baseline.mae
    assert sum(group.customers for group in held.groups) == answer.counts.customers
    assert answer.counts.later == 0 and abs(answer.lifetimes.correlation) < 0.05


def test_weeks_are_days_by_seven(simulated: Transactions, answer: Answer) -> None:
    weeks = answered(simulated, END, "week", paid_only=False)
    assert weeks.lifetimes.purchases.rates is not None and answer.lifetimes.purchases.rates is not None
    in_weeks, in_days = weeks.lifetimes.purchases.rates, answer.lifetimes.purchases.rates
    assert in_weeks.alpha * 7 == pytest.approx(in_days.alpha, rel=1e-6)
    assert weeks.holdout is not None and answer.holdout is not None
    assert weeks.holdout.purchases.predicted == pytest.approx(answer.holdout.purchases.predicted, rel=1e-6)


def test_purchases_are_days_without_refunds_that_outweigh_them() -> None:
    given = _given(
        ("A", "2011-01-01", "5"), ("A", "2011-01-01", "7"), ("A", "2011-02-01", "9"), ("A", "2011-02-01", "-9"),
        ("A", "2011-03-01", "-4"), ("B", "2011-01-05", "0"), ("C", "2012-01-05", "3"),
    )  # fmt: skip
    counts = answered(given, END, "day", paid_only=False).counts
    assert (counts.transactions, counts.days, counts.refunded, counts.free) == (7, 3, 2, 1)
    assert (counts.customers, counts.repeaters, counts.later) == (2, 0, 1)
    assert answered(given, END, "day", paid_only=True).counts.customers == 1
    assert "free" in definitions(paid_only=False)["purchase"]
    assert "free" not in definitions(paid_only=True)["purchase"]
    assert "as written" in definitions(paid_only=True)["day"]


def test_few_customers_identify_nothing_and_a_file_that_ends_predicts_nothing(
    simulated: Transactions,
) -> None:
    few = answered(
        _given(("A", "2011-01-01", "5"), ("A", "2011-02-01", "5")), date(2011, 2, 1), "day", paid_only=False
    )
    assert few.lifetimes.purchases.rates is None and few.lifetimes.spend.spend is None and few.holdout is None
    last = cast(date, simulated.rows["day"].max())
    assert answered(simulated, last, "week", paid_only=False).holdout is None


def test_a_calibration_does_not_end_after_the_file(simulated: Transactions) -> None:
    last = cast(date, simulated.rows["day"].max())
    with pytest.raises(FixTheData, match=f"ends on {last + timedelta(1)}, but the file on {last}") as raised:
        answered(simulated, last + timedelta(1), "week", paid_only=False)
    assert f"--calibration-end {last}" in str(raised.value.hint)


def test_one_price_per_customer_is_not_held_out_in_money() -> None:
    """Nobody's own purchases differ: parameters there are, but which ones is not identified, so none is used."""
    rows = [
        (f"{n}", f"2011-{m:02d}-{1 + n % 27:02d}", f"{20 + n % 2 * 20}")
        for n in range(90)
        for m in range(1, 4 + n % 8)
    ]
    found = answered(_given(*rows), date(2011, 6, 30), "day", paid_only=False)
    assert found.lifetimes.spend.spend is not None and "p" in found.lifetimes.spend.unknown
    assert spend_verdict(found.lifetimes) == "not identifiable"
    assert found.holdout is not None and found.holdout.value is None
    assert found.holdout.baseline_value.actual > 0


def test_nobody_by_then_is_an_error() -> None:
    with pytest.raises(FixTheData, match="purchases from 2012-01-05 to 2012-01-05"):
        answered(_given(("C", "2012-01-05", "3")), END, "day", paid_only=False)
    for given in (_given(("C", "2012-01-05", "-3")), _given()):
        with pytest.raises(
            FixTheData, match=f"without a customer, on {len(given.rows)} days? refunds"
        ) as raised:
            answered(given, END, "day", paid_only=False)
        assert "None" not in str(raised.value.hint)
    with pytest.raises(BadSetting, match="is not a day"):
        parsed_day("30.9.1997")
