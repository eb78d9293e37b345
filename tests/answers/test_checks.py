"""Results of checks: which are shown, in what order, and what stops a release."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.shops import Shop
from tillhouse.answers.checks import Checks, checks, violations
from tillhouse.checks import CheckResult, OnFail, Outcome
from tillhouse.errors import UnknownName


def result(
    check: str, outcome: Outcome, rows: int = 0, on_fail: OnFail = "warn", amount: str | None = None
) -> CheckResult:
    return CheckResult("sales", check, "validity", on_fail, outcome, 10, rows, amount)


FOUND = Checks(
    1,
    (
        result("good", "pass"),
        result("bad", "fail", 2, amount="-3.50"),
        result("worse", "fail", 5, "stop"),
        result("broken", "error"),
    ),
)


def test_what_is_unknown_comes_before_what_fails() -> None:
    shown = [(one.check, amount) for one, amount in FOUND.worst_first]
    assert shown == [("broken", None), ("bad", Decimal("-3.50")), ("worse", None), ("good", None)]


def test_what_passes_can_be_left_out_and_still_counts() -> None:
    failing = Checks(1, FOUND.results, is_failing=True)
    assert [one.check for one in failing.shown] == ["bad", "worse", "broken"]
    assert (failing.passed, failing.stops, len(failing.results)) == (1, 1, 4)
    assert failing.document()["total"] == 4


def test_the_check_that_most_rows_break_is_named() -> None:
    assert FOUND.most_broken is not None and FOUND.most_broken.check == "worse"
    assert Checks(1, (result("good", "pass"), result("broken", "error"))).most_broken is None


def test_rows_are_as_many_as_the_result_says(small_lake: Shop) -> None:
    found = checks(small_lake.snapshot, ["ledger"])
    (missing,) = (one for one in found.results if one.check == "not_null(customer_id)")
    broken = violations(small_lake.snapshot, "ledger", "not_null(customer_id)", 3)
    assert (broken.total, len(broken.rows)) == (missing.rows, 3)


def test_the_beginning_of_a_name_is_enough_if_only_one_has_it(small_lake: Shop) -> None:
    broken = violations(small_lake.snapshot, "ledger", "not_null(cust", 0)
    assert broken.check == "not_null(customer_id)"
    with pytest.raises(UnknownName):
        violations(small_lake.snapshot, "ledger", "not_null(", 0)
