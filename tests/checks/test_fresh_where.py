"""Freshness counts only deliveries that held records, and is judged on the day it is looked at."""

from __future__ import annotations

from datetime import date, datetime

import narwhals as nw
import polars as pl

from tillhouse.checks.fresh import fresh
from tillhouse.frame import gathered

DELIVERIES = nw.from_native(
    pl.LazyFrame({"taken_at": [datetime(2011, 12, 1), datetime(2011, 12, 9)], "records": [1632, 0]})
)


def stale(today: date) -> bool:
    check = fresh("taken_at", within_days=7, today=today, where=nw.col("records") > 0)
    return not gathered(check.rows(DELIVERIES, {})).is_empty()


def test_ing_19_an_empty_delivery_does_not_reset_the_clock() -> None:
    assert not stale(date(2011, 12, 8))
    assert stale(date(2011, 12, 9))
