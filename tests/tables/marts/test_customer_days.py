"""Days on which customers bought."""

from __future__ import annotations

from datetime import date

from tests.tables.rows import built, given, money

_NONE = {"sale_lines": 0, "sold": "0", "reversed": "-5.10", "amount": "-5.10"}


def _returned(**row: object) -> dict[str, object]:
    usual = {
        "line_id": 1,
        "month": "2011-03",
        "sale_month": "2011-01",
        "sale_invoice_no": "536365",
        "sale_order_id": "536365",
        "sold_at": "2011-01-10 10:00",
        "customer_id": "17850",
        "amount": "-5.10",
    }
    return {**usual, **row}


def test_a_return_is_booked_on_the_day_of_its_sale() -> None:
    receipts = given(
        "receipts", {}, {"sold_at": "2011-03-10", "order_id": "C1", **_NONE}, {"sold_at": "2011-03-11"}
    )
    assert built(
        "customer_days",
        "business_date",
        "product_orders",
        "sold",
        "returned",
        "net",
        receipts=receipts,
        fact_returns=given("fact_returns", _returned()),
    ) == [
        (date(2011, 1, 10), 1, *money("15.30", "-5.10", "10.20")),
        (date(2011, 3, 11), 1, *money("15.30", "0", "15.30")),
    ]


def test_two_invoices_of_a_day_are_one_row() -> None:
    receipts = given("receipts", {}, {"order_id": "2", "sold_at": "2011-01-10 12:00"})
    days = built(
        "customer_days", "product_orders", "net", receipts=receipts, fact_returns=given("fact_returns")
    )
    assert days == [(2, *money("30.60"))]


def test_returns_without_a_sale_and_of_other_things_are_in_no_row() -> None:
    unmatched = _returned(sale_month=None, sale_order_id=None, sold_at=None)
    postage = _returned(line_id=2, line_type="postage")
    back = given("fact_returns", unmatched, postage)
    assert built("customer_days", "returned", receipts=given("receipts", {}), fact_returns=back) == [
        *money("0")
    ]


def test_anonymous_sales_are_nobodys_days() -> None:
    receipts = given("receipts", {"customer_id": None})
    assert built("customer_days", "net", receipts=receipts, fact_returns=given("fact_returns")) == []
