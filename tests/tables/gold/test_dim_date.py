"""Which days are in `dim_date`; what a day says is tested with the calendar."""

from __future__ import annotations

from datetime import date

from tests.tables.rows import built, given, rows_of
from tillhouse.retail.calendar import Calendar


def test_whole_years_from_the_first_traded_to_the_last() -> None:
    receipts = given("receipts", {"sold_at": "2011-12-09 12:50"}, {"sold_at": "2010-12-01 08:26"})
    days = rows_of("dim_date", receipts=receipts, calendar=Calendar())
    assert days["date"].to_list() == days["date"].sort().to_list()
    assert (days["date"][0], days["date"][-1], days.height) == (date(2010, 1, 1), date(2011, 12, 31), 730)
    assert days["date_key"].n_unique() == 730


def test_the_calendar_of_the_shop_is_used() -> None:
    def holiday(calendar: Calendar) -> str | None:
        receipts = given("receipts", {"sold_at": "2011-05-01 09:00"})
        days = built("dim_date", "date_key", "holiday", receipts=receipts, calendar=calendar)
        found: dict[int, str | None] = dict(days)
        return found[20111003]

    assert holiday(Calendar(country="DE", subdivision="")) is not None
    assert holiday(Calendar()) is None


def test_nothing_traded_no_days() -> None:
    assert built("dim_date", "date", receipts=given("receipts"), calendar=Calendar()) == []
