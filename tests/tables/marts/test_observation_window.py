"""From which day to which analytics look; a date after its delivery moves none of them."""

from __future__ import annotations

from datetime import date

from tests.tables.rows import built, given, money

COLUMNS = (
    "currency",
    "first_day",
    "last_day",
    "lines_until",
    "amount",
    "lines_after",
    "amount_after",
    "latest_day",
)
LATE = {"sold_at": "2111-01-12 10:00", "issues": "sold_after_delivery"}


def day(number: int) -> date:
    return date(2011, 1, number)


def test_the_data_end_with_the_last_day_that_can_be() -> None:
    ledger = given(
        "ledger",
        {},
        {"sold_at": "2011-01-12 10:00", "event": "return", "quantity": -1},
        LATE | {"issues": "no_customer,sold_after_delivery"},
        {"currency": "EUR"},
        {"sold_at": "2011-01-20 10:00", "fate": "quarantined"},
    )
    assert built("observation_window", *COLUMNS, ledger=ledger) == [
        ("EUR", day(10), day(12), 1, *money("15.30"), 0, *money("0"), day(10)),
        ("GBP", day(10), day(12), 2, *money("12.75"), 1, *money("15.30"), date(2111, 1, 12)),
    ]


def test_a_late_line_of_a_day_that_others_traded_is_in_it() -> None:
    ledger = given("ledger", {"issues": "sold_after_delivery"}, {"sold_at": "2011-01-12 10:00"})
    assert built("observation_window", "last_day", "lines_until", "lines_after", ledger=ledger) == [
        (day(12), 2, 0)
    ]


def test_a_line_without_a_day_is_not_after_it() -> None:
    ledger = given("ledger", {}, {"sold_at": None, "business_date": None})
    assert built("observation_window", "lines_until", "lines_after", ledger=ledger) == [(2, 0)]


def test_where_all_dates_are_late_the_clock_is_wrong() -> None:
    found = built(
        "observation_window", "last_day", "lines_until", "lines_after", ledger=given("ledger", LATE)
    )
    assert found == [(date(2111, 1, 12), 1, 0)]


def test_nothing_sold_has_no_window() -> None:
    assert built("observation_window", *COLUMNS, ledger=given("ledger")) == []
