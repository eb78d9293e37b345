"""The models of any list of transactions, from the command line."""

from __future__ import annotations

import shlex
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.analytics.buyers import buying
from tests.cli.calls import Call, write_shop
from tests.cli.test_examples import COMMANDS, examples
from tillhouse.analytics.purchases import Rates

END = date(1997, 9, 30)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A shop that does not exist, written as CDNOW circulates."""
    came = np.floor(np.linspace(190, 272, 1500))
    made = buying(Rates(0.4, 50.0, 0.8, 2.4), came, 200, seed=1)
    who = [*range(1500), *made.customer]
    ago = [*came, *(came[made.customer] - np.ceil(made.moment))]
    lines = [
        f" {n + 1:05d} {n + 1:04d} {END - timedelta(days=int(days)):%Y%m%d}  1  {10 + n % 17 + at % 5:5.2f}"
        for at, (n, days) in enumerate(zip(who, ago, strict=True))
    ]
    path = tmp_path / "CDNOW_sample.txt"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_program_reads_parameters_likelihoods_and_errors(call: Call, sample: Path) -> None:
    said = call("clv", sample, "--calibration-end", END, "--json")
    assert said.code == 0, said.out
    found = said.json
    assert found["counts"]["customers"] == 1500 and found["unit"] == "week"
    assert set(found["bg_nbd"]["parameters"]) == {"r", "alpha", "a", "b"}
    assert set(found["gamma_gamma"]["standard_errors"]) == {"p", "q", "gamma"}
    assert found["bg_nbd"]["log_likelihood"] < 0 and found["bg_nbd"]["converged"]
    holdout = found["holdout"]
    assert holdout["purchases"]["predicted"] == pytest.approx(holdout["purchases"]["actual"], rel=0.2)
    assert [group["label"] for group in holdout["by_calibration_purchases"]][:2] == ["0", "1"]


def test_a_program_reads_errors_in_purchases_and_in_money_beside_each_going_on_as_before(
    call: Call, sample: Path
) -> None:
    holdout = call("clv", sample, "--calibration-end", END, "--json").json["holdout"]
    measures = ["customers", "predicted", "actual", "mae", "rmse", "correlation"]
    kinds = ("purchases", "baseline", "value", "baseline_value")
    assert all(list(holdout[kind]) == measures for kind in kinds)
    after = [line.split() for line in sample.read_text().splitlines()]
    after = [one for one in after if date.fromisoformat(one[2]) > END]
    assert (
        holdout["purchases"]["actual"]
        == holdout["baseline"]["actual"]
        == len({(one[0], one[2]) for one in after})
    )
    paid = sum(float(one[4]) for one in after)
    assert holdout["value"]["actual"] == holdout["baseline_value"]["actual"] == pytest.approx(paid)
    assert holdout["value"]["predicted"] == pytest.approx(paid, rel=0.2)


def test_a_program_reads_the_last_day_and_what_speaks_against_the_reading(call: Call, sample: Path) -> None:
    found = call("clv", sample, "--calibration-end", END, "--json").json
    days = [line.split()[2] for line in sample.read_text().splitlines()]
    last = date.fromisoformat(max(days))
    assert last > END and found["last_day"] == found["holdout"]["until"] == f"{last}"
    assert found["calibration_end"] == f"{END}" and found["warnings"] == []


def test_a_file_that_ends_with_the_calibration_says_its_last_day_and_warnings(
    call: Call, tmp_path: Path
) -> None:
    path = tmp_path / "two.csv"
    path.write_text("who,when,paid,currency\nA,2011-01-01,5,GBP\nB,2011-02-03,7,EUR\n")
    columns = ("--customer", "1", "--date", "2", "--amount", "3")
    said = call("clv", path, *columns, "--calibration-end", "2011-02-03", "--json")
    assert said.json["last_day"] == "2011-02-03" and said.json["holdout"] is None
    header, currencies = said.json["warnings"]
    assert "who, when, paid, currency" in header and "taken for a header" in header
    assert "2 currencies are added up as one: EUR, GBP" in currencies
    assert header in said.err and currencies in said.err


def test_a_price_for_an_amount_and_mistyped_days_are_said_to_people_and_programs(
    call: Call, tmp_path: Path
) -> None:
    path = tmp_path / "lines.csv"
    path.write_text("who,when,Quantity,UnitPrice\nA,2011-01-01,5,2\nB,2011-02-03,-7,3\nB,2111-02-03,1,3\n")
    columns = ("--customer", "who", "--date", "when", "--amount", "UnitPrice")
    said = call("clv", path, *columns, "--calibration-end", "2011-02-03", "--json")
    price, cancelled, later = said.json["warnings"]
    assert "the price of one" in price and "cancellations" in cancelled and "2111-02-03 (line 4)" in later
    assert price in said.err and cancelled in said.err and later in said.err
    assert said.json["counts"]["transactions"] == 3


def test_examples_warn_of_nothing(call: Call, tmp_path: Path) -> None:
    write_shop(tmp_path)
    for line in examples(COMMANDS["clv"].help or ""):
        words = [*shlex.split(line)[1:], *(() if "--json" in line else ("--json",))]
        assert call(*words).json["warnings"] == []


def test_a_decimal_mark_is_taken_as_said(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_text("who;when;paid\nA;2011-01-01;10,140\n")
    columns = ("--customer", "who", "--date", "when", "--amount", "paid", "--calibration-end", "2011-01-01")
    asked = call("clv", path, *columns)
    assert asked.code == 3 and "tillhouse clv given.csv --decimal ." in asked.err
    assert call("clv", path, *columns, "--decimal", ",").code == 0


def test_a_person_reads_definitions_models_and_what_was_predicted(call: Call, sample: Path) -> None:
    said = call("clv", sample, "--calibration-end", END, "--unit", "day").out
    for words in (
        "CDNOW_sample",
        "recency",
        "1,500 customers",
        "log-likelihood",
        "correlation",
        "value, each as before",
        "before  customers",
    ):
        assert words in said


def test_what_is_missing_is_said(call: Call, sample: Path) -> None:
    early = call("clv", sample, "--calibration-end", "1990-01-01")
    assert early.code == 3 and "Nobody bought until 1990-01-01" in early.err
    assert "tillhouse clv FILE --calibration-end" in early.err
    wrong = call("clv", sample, "--calibration-end", END, "--amount", "7")
    assert wrong.code == 4 and "No column is named 7" in wrong.err
    assert call("clv", "absent.csv", "--calibration-end", END).code == 2
