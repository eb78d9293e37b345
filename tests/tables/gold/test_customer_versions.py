"""Which versions of customers were in use in which month."""

from __future__ import annotations

from typing import Any

from tests.tables.rows import at, built, given, rows_of
from tillhouse.frame import Frame
from tillhouse.retail.events import ANONYMOUS

SHOWN = ("month", "customer_id", "valid_from", "ends")


def versions(*receipts: dict[str, Any]) -> list[Any]:
    return built("customer_versions", *SHOWN, **inputs(*receipts))


def inputs(*receipts: dict[str, Any]) -> dict[str, Frame]:
    rows = given("receipts", *receipts)
    return {"receipts": rows, "dim_customer": given("dim_customer", *_customers(rows))}


def _customers(receipts: Frame) -> list[dict[str, Any]]:
    return list(rows_of("dim_customer", receipts=receipts).iter_rows(named=True))


def test_a_move_within_a_month_is_two_versions_of_it() -> None:
    found = versions(
        {"sold_at": "2011-01-05 10:00", "country": "France"},
        {"sold_at": "2011-01-06 10:00", "country": "France"},
        {"sold_at": "2011-01-20 10:00", "country": "Spain"},
        {"sold_at": "2011-02-01 10:00", "country": "Spain"},
    )
    assert found == [
        ("2011-01", "17850", at("2011-01-05 10:00"), at("2011-01-06 10:00")),
        ("2011-01", "17850", at("2011-01-20 10:00"), at("2011-01-20 10:00")),
        ("2011-02", "17850", at("2011-01-20 10:00"), at("2011-02-01 10:00")),
    ]


def test_a_month_without_a_receipt_of_the_customer_has_no_row() -> None:
    found = versions({"sold_at": "2011-01-05"}, {"sold_at": "2011-03-05"})
    assert [month for month, *_ in found] == ["2011-01", "2011-03"]


def test_a_later_customer_changes_nothing_of_an_earlier_month() -> None:
    known = {"sold_at": "2011-01-05"}
    alone = versions(known)
    both = versions(known, {"sold_at": "2011-12-05", "customer_id": "99999"})
    assert [row for row in both if row[0] == "2011-01"] == alone


def test_anonymous_receipts_meet_the_one_member() -> None:
    found = versions({"sold_at": "2011-01-05", "customer_id": None, "country": None})
    assert [(month, customer) for month, customer, *_ in found] == [("2011-01", ANONYMOUS)]
