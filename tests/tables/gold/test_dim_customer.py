"""Customers and the history of their country, as a story of receipts."""

from __future__ import annotations

from typing import Any

from tests.tables.rows import at, built, given
from tillhouse.retail.events import ANONYMOUS

SHOWN = ("customer_id", "country", "version", "valid_from", "valid_to", "is_current")
FIRST, SECOND, THIRD = "2011-01-10 10:00", "2011-02-10 10:00", "2011-03-10 10:00"


def customers(*receipts: dict[str, Any]) -> list[Any]:
    return [row for row in built("dim_customer", *SHOWN, receipts=given("receipts", *receipts)) if row[1]]


def test_one_country_is_one_version() -> None:
    assert customers({"sold_at": SECOND}, {"sold_at": FIRST}) == [
        ("17850", "France", 1, at(FIRST), None, True)
    ]


def test_a_move_and_a_move_back_are_three_versions() -> None:
    moves = [
        {"sold_at": THIRD, "country": "France"},
        {"sold_at": FIRST, "country": "France"},
        {"sold_at": SECOND, "country": "Spain"},
    ]
    assert customers(*moves) == [
        ("17850", "France", 1, at(FIRST), at(SECOND), False),
        ("17850", "France", 3, at(THIRD), None, True),
        ("17850", "Spain", 2, at(SECOND), at(THIRD), False),
    ]


def test_of_two_countries_at_one_moment_the_first_by_alphabet_is_taken() -> None:
    assert customers({"sold_at": FIRST, "country": "Spain"}, {"sold_at": FIRST, "country": "EIRE"}) == [
        ("17850", "EIRE", 1, at(FIRST), None, True)
    ]


def test_late_data_takes_its_place_in_the_history() -> None:
    known = [{"sold_at": FIRST, "country": "France"}, {"sold_at": THIRD, "country": "France"}]
    assert len(customers(*known)) == 1
    assert len(customers(*known, {"sold_at": SECOND, "country": "Spain"})) == 3


def test_anonymous_sales_are_one_member_and_no_customer() -> None:
    receipts = given(
        "receipts",
        {"sold_at": SECOND, "customer_id": None, "country": "France"},
        {"sold_at": THIRD, "customer_id": None, "country": "Spain"},
        {"sold_at": FIRST},
    )
    assert built("dim_customer", *SHOWN, receipts=receipts) == [
        ("17850", "France", 1, at(FIRST), None, True),
        (ANONYMOUS, None, 1, at(FIRST), None, True),
    ]


def test_an_empty_shop_has_no_customers() -> None:
    assert built("dim_customer", *SHOWN, receipts=given("receipts")) == []


def test_versions_share_the_key_of_the_customer_whatever_else_is_known() -> None:
    alone = given("receipts", {"sold_at": FIRST})
    later = given("receipts", {"sold_at": SECOND, "country": "Spain"}, {"sold_at": FIRST})
    keys = ("customer_id", "customer_key", "version", "customer_version_key")
    first, _anonymous = built("dim_customer", *keys, receipts=alone)
    again, moved, _anonymous = built("dim_customer", *keys, receipts=later)
    assert again == first
    assert moved[1] == first[1] and moved[3] != first[3]
