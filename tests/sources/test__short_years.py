"""Dates of three numbers of two digits: what changes most often is no year."""

from __future__ import annotations

import polars as pl
import pytest

from tillhouse.errors import AmbiguousReading
from tillhouse.sources._dates import DateTally


def tally(*batches: list[str]) -> DateTally:
    found = DateTally("Date")
    for batch in batches:
        found.add(pl.Series("Date", batch))
    return found


@pytest.mark.parametrize("clock", ["", " 10:15"])
def test_a_year_that_may_stand_first_is_asked_about(clock: str) -> None:
    with pytest.raises(AmbiguousReading) as refusal:
        tally([f"24-03-{day}{clock}" for day in ("28", "29", "30", "31")]).order("f.csv")
    assert "24-03-28" in refusal.value.message
    assert "28 March 2024 (year first) or 24 March 2028 (day first)" in refusal.value.message
    assert '--date-format "%y-%m-%d"' in (refusal.value.hint or "")


@pytest.mark.parametrize(
    ("batches", "order"),
    [
        ([["28-03-24", "29-03-24", "30-03-24"]], "day-first"),
        ([["04-30-22", "04-29-22"]], "month-first"),
        ([["13-03-24"]], "day-first"),
        ([["24/03/28", "24/03/29"], ["31/12/2024"]], "day-first"),
        ([["1/2/10", "12/31/10"]], "month-first"),
    ],
)
def test_years_that_cannot_stand_first_or_hardly_change_are_not_asked_about(
    batches: list[list[str]], order: str
) -> None:
    assert tally(*batches).order("f.csv") == order


def test_a_format_decides() -> None:
    found = DateTally("Date", "%y-%m-%d")
    found.add(pl.Series("Date", ["24-03-28", "24-03-29"]))
    assert found.confidence("year-first") == 1.0
