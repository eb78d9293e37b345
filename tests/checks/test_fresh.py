from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.frames import Engine, values
from tillhouse.checks.fresh import fresh
from tillhouse.frame import gathered

TYPES = {"at": "datetime"}


@pytest.mark.parametrize(("days", "found"), [(2, []), (1, [date(2011, 12, 9)])])
def test_days_are_counted_from_the_day_of_the_latest_moment(
    engine: Engine, days: int, found: list[date]
) -> None:
    frame = engine({"at": [datetime(2010, 12, 1, 8, 26), datetime(2011, 12, 9, 23, 59)]}, TYPES)
    assert values(fresh("at", days, today=date(2011, 12, 11)).rows(frame, {}), "latest") == found


def test_a_table_without_a_moment_is_not_fresh(engine: Engine) -> None:
    assert values(fresh("at", 10_000).rows(engine({"at": [None]}, TYPES), {}), "latest") == [None]


def test_today_is_read_when_the_check_runs(engine: Engine) -> None:
    yesterday = datetime.now() - timedelta(days=1)
    assert len(gathered(fresh("at", 2).rows(engine({"at": [yesterday]}, TYPES), {}))) == 0
