"""What a fix sets is written as its feed writes it, or refused with what to write."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.quarantined import RIGHT, quarantine, shop
from tillhouse.errors import BadSetting
from tillhouse.quarantine.as_written import as_written, feeds_of
from tillhouse.quarantine.fixes import Change, Scope
from tillhouse.settings.feed import Feed

FEED = Feed("shop", date_order="day-first", statuses={"paid": "sale", "void": "not_sales"})
GERMAN = replace(FEED, decimal=",", thousands=".")
US = replace(FEED, date_order="month-first")
SERIAL, SECONDS = replace(FEED, date_order="excel-serial"), replace(FEED, date_order="epoch-s")


@pytest.mark.parametrize(
    ("feed", "column", "given", "written"),
    [
        (FEED, "sold_at", "2024-05-01", "01/05/2024"),
        (FEED, "sold_at", "2024-05-01 10:15", "01/05/2024 10:15:00"),
        (FEED, "sold_at", "2024-05-01T10:15:33", "01/05/2024 10:15:33"),
        (FEED, "sold_at", "01.05.2024", "01.05.2024"),
        (US, "sold_at", "2024-05-01", "05/01/2024"),
        (replace(FEED, date_format="%d.%m.%y"), "sold_at", "2024-05-01 10:15", "01.05.24 10:15:00"),
        (replace(FEED, date_order="croatian"), "sold_at", "2024-05-01", "2024-05-01"),
        (replace(FEED, date_order="year-first"), "sold_at", "2024-05-01", "2024-05-01"),
        (SERIAL, "sold_at", "2024-05-01 12:00", "45413.5"),
        (SECONDS, "sold_at", "2024-05-01", "1714521600"),
        (FEED, "unit_price", "2.50", "2.50"),
        (FEED, "discount", "10%", "10%"),
        (GERMAN, "unit_price", "1.234,50", "1.234,50"),
        (FEED, "status", "Void", "Void"),
        (FEED, "status", "", ""),
        (replace(FEED, statuses={}), "status", "Anything", "Anything"),
        (FEED, "description", "2024-05-01", "2024-05-01"),
    ],
)
def test_a_value_is_written_as_the_feed_writes_it(feed: Feed, column: str, given: str, written: str) -> None:
    (change,) = as_written([Change(column, given)], [feed])
    assert change == Change(column, written)


@pytest.mark.parametrize(
    ("feed", "column", "given", "hint"),
    [
        (FEED, "sold_at", "soon", "sold_at='31/12/2024 10:15:00'"),
        (FEED, "sold_at", "05/31/2024", "sold_at='31/12/2024 10:15:00'"),
        (FEED, "sold_at", "2024-02-31", "sold_at='31/12/2024 10:15:00'"),
        (GERMAN, "unit_price", "2.50", "unit_price=2,5"),
        (FEED, "quantity", "1,5", "quantity=1.5"),
        (FEED, "unit_price", "1.234,50", "unit_price=1234.5"),
        (FEED, "unit_price", "many", "unit_price=12.5"),
        (FEED, "status", "Lost", "'statuses.lost=sale'"),
    ],
)
def test_what_the_feed_cannot_read_is_refused(feed: Feed, column: str, given: str, hint: str) -> None:
    with pytest.raises(BadSetting) as refused:
        as_written([Change(column, given)], [feed])
    assert hint in (refused.value.hint or "")


def test_feeds_that_write_it_in_several_ways_are_fixed_one_by_one() -> None:
    with pytest.raises(BadSetting, match="several ways"):
        as_written([Change("sold_at", "2024-05-01")], [FEED, US])


def test_replaced_text_is_left_as_it_is() -> None:
    change = Change("sold_at", "2024", "2042")
    assert as_written([change], [FEED]) == [change]


def test_the_feeds_of_a_scope_are_those_of_its_records(tmp_path: Path) -> None:
    shop(tmp_path, [*RIGHT])
    assert [one.name for one in feeds_of(quarantine(tmp_path), Scope(month="2010-12"))] == ["shop"]
