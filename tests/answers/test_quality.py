from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillhouse.answers.checks import combined
from tillhouse.answers.quality import DIMENSIONS, recommendations, scores, trends
from tillhouse.answers.scores import DimensionScore, TableScore, percent
from tillhouse.checks import Check, CheckResult, Dimension, OnFail, Outcome
from tillhouse.checks.not_null import not_null
from tillhouse.checks.row_count import row_count
from tillhouse.checks.unique import unique
from tillhouse.table import Column, Table


def result(
    rows: int = 0,
    evaluated: int = 100,
    *,
    check: str = "a",
    dimension: Dimension = "validity",
    on_fail: OnFail = "warn",
    outcome: Outcome | None = None,
    amount: str | None = None,
    of: str | None = None,
    message: str = "",
    table: str = "sales",
) -> CheckResult:
    told = outcome or ("fail" if rows else "pass")
    return CheckResult(table, check, dimension, on_fail, told, evaluated, rows, amount, message, of)


def table_score(*results: CheckResult) -> TableScore:
    (found,) = scores(results)
    return found


def dimension_score(*results: CheckResult) -> DimensionScore:
    (found,) = [d for d in table_score(*results).dimensions if d.checks]
    return found


def test_a_score_is_the_rows_that_pass_the_weakest_check_over_the_rows_looked_at() -> None:
    green, amber = result(check="green"), result(25, check="amber", amount="40.500000", of="100.000000")
    found = dimension_score(green, amber)
    assert (found.score, found.numerator, found.denominator) == (Fraction(3, 4), 75, 100)
    assert (found.amount_passed, found.amount_evaluated) == ("59.500000", "100.000000")
    assert (found.weakest, found.failed, found.checks, found.outcome) == ("amber", ("amber",), 2, "fail")


def test_a_score_reaches_nothing() -> None:
    """A formula with a floor made the worst possible table score 0.294."""
    worst = [result(100, check=d, dimension=d) for d in DIMENSIONS]
    assert table_score(*worst).score == 0
    assert {d.score for d in table_score(*worst).dimensions} == {Fraction(0)}


def test_one_check_that_fails_whole_is_not_averaged_away() -> None:
    """A weighted mean gave 0.90 to a table with one check of three failed on every row."""
    assert table_score(result(check="a"), result(check="b"), result(100, check="c")).score == 0


@given(st.lists(st.integers(0, 100), min_size=1, max_size=6), st.integers(1, 50))
def test_more_checks_never_raise_a_score(broken: list[int], extra: int) -> None:
    few = [result(rows, check=str(i)) for i, rows in enumerate(broken)]
    more = [*few, *(result(check=f"easy {i}") for i in range(extra))]
    before, after = table_score(*few).score, table_score(*more).score
    assert before is not None and after is not None and after <= before


def test_a_failed_stop_check_is_all_or_nothing() -> None:
    found = table_score(result(1, 541_909, on_fail="stop"), result(dimension="accuracy"))
    assert (found.score, found.weakest, found.outcome) == (Fraction(0), "validity", "fail")


@pytest.mark.parametrize("outcome", ["error", "not_run"])
def test_what_could_not_be_computed_is_never_green(outcome: Outcome) -> None:
    unknown = result(evaluated=0, check="odd", outcome=outcome)
    found = table_score(result(check="fine"), unknown, result(dimension="accuracy"))
    assert (found.score, found.outcome) == (None, outcome)
    validity = next(d for d in found.dimensions if d.dimension == "validity")
    assert (validity.score, validity.outcome, validity.unmeasured) == (None, outcome, ("odd",))
    assert (validity.numerator, validity.denominator) == (100, 100)


def test_what_could_not_be_computed_does_not_hide_what_failed() -> None:
    failed = result(3, check="stopped", on_fail="stop")
    found = table_score(failed, result(evaluated=0, check="odd", outcome="error"))
    assert (found.score, found.outcome) == (Fraction(0), "fail")


def test_dimensions_without_a_check_are_named_and_not_scored() -> None:
    found = table_score(result())
    assert found.score == 1
    assert set(found.unchecked) == set(DIMENSIONS) - {"validity"}
    assert {d.outcome for d in found.dimensions if not d.checks} == {"not_run"}


def test_a_check_that_saw_no_rows_has_no_share() -> None:
    found = table_score(result(evaluated=0))
    assert (found.score, found.outcome) == (None, "pass")


def test_months_are_put_together_before_they_are_scored() -> None:
    november = result(1, 10, amount="1.10", of="10.00")
    december = result(0, 30, amount="0", of="20.00")
    (both,) = combined([november, december])
    assert (both.rows, both.evaluated, both.amount, both.evaluated_amount) == (1, 40, "1.100000", "30.000000")
    assert (both.outcome, both.message) == ("fail", "1 of 40 rows breaks it.")
    assert dimension_score(november, december).score == Fraction(39, 40)
    assert dimension_score(november, result(evaluated=0, outcome="error")).score is None


@pytest.mark.parametrize(
    ("part", "text"),
    [(Fraction(1), "100.00"), (Fraction(541_908, 541_909), "99.99"), (Fraction(0), "0.00"), (None, None)],
)
def test_percent_rounds_down_so_that_only_all_is_all(part: Fraction | None, text: str | None) -> None:
    assert percent(part) == text


def test_scores_are_json() -> None:
    words = json.loads(json.dumps(table_score(result(1, 3)).document()))
    assert (words["table"], words["score"], words["dimensions"][1]["failed"]) == ("sales", "66.66", ["a"])
    (trend, _) = trends([(1, [result(1, 4)]), (2, [result()])])
    assert json.loads(json.dumps(trend.document()))["scores"] == ["75.00", "100.00"]


def test_trends_compare_with_the_release_before_and_over_the_last_n() -> None:
    history = [(n, [result(broken)]) for n, broken in ((1, 90), (2, 50), (3, 20), (4, 30))]
    whole, validity = trends(history, last=3)
    assert (whole.table, whole.dimension, validity.dimension) == ("sales", None, "validity")
    assert validity.releases == (2, 3, 4)
    assert validity.scores == (Fraction(1, 2), Fraction(4, 5), Fraction(7, 10))
    assert (validity.change, validity.change_over) == (Fraction(-1, 10), Fraction(1, 5))
    assert validity.points == -10


def test_a_trend_from_or_to_the_unknown_is_unknown() -> None:
    unknown = result(evaluated=0, outcome="not_run")
    assert [t.change for t in trends([(1, [unknown]), (2, [result()])])] == [None, None]
    assert [t.change for t in trends([(1, [result()]), (2, [unknown])])] == [None, None]
    assert [t.change for t in trends([(1, [result()])])] == [None, None]
    assert [t.points for t in trends([(1, [result()])])] == [None, None]
    assert trends([]) == []


def sales(*checks: Check) -> Table:
    columns = {"id": Column("text", "")}
    return Table("sales", "silver", ("id",), columns, lambda frame: frame, "tests", checks=checks)


def test_recommendations_come_by_money_then_rows() -> None:
    named, alone, enough = not_null("customer_id"), unique("id", advice="Ask the till."), row_count(low=9)
    found = recommendations(
        [
            result(50, check=alone.name, amount="0.100000", of="9"),
            result(2, check=named.name, amount="-8003.205000", of="9"),
            result(1, 1, check=enough.name, message="rows 4"),
            result(check="green"),
            result(evaluated=0, check="odd", outcome="error", message="No such column."),
        ],
        [sales(named, alone, enough)],
    )
    assert [r.text for r in found] == [
        "sales: 2 of 100 rows (2.00 %), -8,003.20, break not_null(customer_id). "
        "Have the source deliver customer_id, or map its header in the feed's columns.",
        "sales: 50 of 100 rows (50.00 %), 0.10, break unique(id). Ask the till.",
        "sales: row_count(low=9) found rows 4. See whether a delivery is missing or came in twice: "
        "tillhouse statement.",
        "sales: odd could not be computed. No such column.",
    ]
