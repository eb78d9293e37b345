"""What a plan would change, counted by month and by table."""

from __future__ import annotations

from decimal import Decimal

from tests.shops import Shop
from tillhouse.pipeline.stages import Candidate
from tillhouse.runs.planned import MonthChange, planned


def test_the_first_release_changes_everything_it_holds(small_lake: Shop) -> None:
    release, books = small_lake.release, small_lake.statement
    plan = planned(small_lake.settings, Candidate(release, None, ("sales.csv",)))
    assert (plan.number, plan.taken) == (release.number, ("sales.csv",))
    assert sum(month.difference for month in plan.months) == books.fates["loaded"].amount
    assert sum(month.rows["quarantined"] for month in plan.months) == books.fates["quarantined"].rows
    assert {name: one.rows for name, one in plan.tables.items() if one.rows} == {
        name: state.rows for name, state in release.tables.items() if state.rows
    }
    assert list(plan.tables["ledger"].months) == list(release.tables["ledger"].partitions)


def test_a_release_like_the_one_before_changes_nothing(small_lake: Shop) -> None:
    plan = planned(small_lake.settings, Candidate(small_lake.release, small_lake.release, ()))
    assert (plan.months, plan.tables) == ((), {})


def test_the_difference_of_a_month_follows_from_its_ends() -> None:
    month = MonthChange("2011-11", "GBP", Decimal("5.00"), Decimal("3.50"), {"loaded": 2})
    assert month.document()["difference"] == Decimal("-1.50")
