"""The calendar between the first and the last sale."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tillhouse.analytics.trading_days import trading_days

FIRST = date(2010, 12, 23)


def test_every_day_has_one_status() -> None:
    found = trading_days([FIRST + timedelta(days=3), FIRST, FIRST])
    assert found.rows() == [
        (FIRST, "trading"),
        (FIRST + timedelta(days=1), "closed"),
        (FIRST + timedelta(days=2), "closed"),
        (FIRST + timedelta(days=3), "trading"),
    ]


@pytest.mark.parametrize(("hole", "status"), [(14, "closed"), (15, "unknown")])
def test_a_hole_too_long_for_a_closure_is_unknown(hole: int, status: str) -> None:
    found = trading_days([FIRST, FIRST + timedelta(days=hole + 1)])
    assert found["status"].to_list() == ["trading", *[status] * hole, "trading"]


def test_no_days_give_no_rows() -> None:
    assert trading_days([]).is_empty()
