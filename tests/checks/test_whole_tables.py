"""The checks that judge a table as a whole, and those that need another table."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.frames import Engine, values
from tillhouse.checks.fresh import fresh
from tillhouse.checks.one_current import one_current
from tillhouse.checks.refers_to import refers_to
from tillhouse.checks.row_count import row_count
from tillhouse.errors import FixTheCode

TYPES = {"id": "text", "at": "datetime", "current": "boolean"}


@pytest.mark.parametrize(("low", "high", "found"), [(1, None, []), (3, None, [2]), (None, 1, [2]), (2, 2, [])])
def test_row_count_finds_the_count(engine: Engine, low: int | None, high: int | None, found: list[int]) -> None:
    assert values(row_count(low, high).rows(engine({"id": ["a", "b"]}, TYPES), {}), "rows") == found


def test_row_count_sees_an_empty_table(engine: Engine) -> None:
    assert values(row_count(low=1).rows(engine({"id": []}, TYPES), {}), "rows") == [0]


@pytest.mark.parametrize(("days", "found"), [(2, []), (1, [date(2011, 12, 9)])])
def test_fresh_counts_days_from_the_latest_moment(engine: Engine, days: int, found: list[date]) -> None:
    frame = engine({"at": [datetime(2010, 12, 1, 8, 26), datetime(2011, 12, 9, 23, 59)]}, TYPES)
    assert values(fresh("at", days, today=date(2011, 12, 11)).rows(frame, {}), "latest") == found


def test_a_table_without_a_date_is_not_fresh(engine: Engine) -> None:
    assert values(fresh("at", 10_000).rows(engine({"at": [None]}, TYPES), {}), "latest") == [None]


def test_today_is_read_when_the_check_runs(engine: Engine) -> None:
    yesterday = datetime.now() - timedelta(days=1)
    assert len(fresh("at", 2).rows(engine({"at": [yesterday]}, TYPES), {}).collect()) == 0


def test_refers_to_lets_null_pass_and_knows_no_null(engine: Engine) -> None:
    customers = engine({"id": ["a", None]}, TYPES)
    sales = engine({"id": ["a", "A", None]}, TYPES)
    check = refers_to("id", "customers.id")
    assert check.needs == ("customers",)
    assert values(check.rows(sales, {"customers": customers}), "id") == ["A"]


@pytest.mark.parametrize("target", ["customers", ".id", "customers.", "lake.customers.id"])
def test_refers_to_wants_table_and_column(target: str) -> None:
    with pytest.raises(FixTheCode, match="points to"):
        refers_to("id", target)


def test_one_current_names_all_rows_of_the_thing(engine: Engine) -> None:
    frame = engine({"id": ["a", "a", "b", "c", "c"], "current": [True, False, False, True, True]}, TYPES)
    assert values(one_current("id", "current").rows(frame, {}), "id") == ["b", "c", "c"]
