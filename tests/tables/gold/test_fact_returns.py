"""Returns and the sales they take back, as stories; any story is tested in `test_matching_and_history`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tables.rows import at, built, given, money

JANUARY, LATER, FEBRUARY, MARCH = "2011-01-10 10:00", "2011-01-10 10:16", "2011-02-10", "2011-03-10"
SHOWN = ("invoice_no", "sale_invoice_no", "quantity", "amount", "unmatched")


def sale(invoice: str, quantity: int, moment: str, **said: Any) -> dict[str, Any]:
    return {"invoice_no": invoice, "quantity": quantity, "sold_at": moment, "unit_price": "1.04", **said}


def back(invoice: str, quantity: int, moment: str, **said: Any) -> dict[str, Any]:
    return sale(invoice, quantity, moment, **{"event": "cancellation", **said})


def returns(*lines: dict[str, Any], past: tuple[dict[str, Any], ...] = ()) -> list[Any]:
    earlier = [{**row, "line_id": 100 + n} for n, row in enumerate(past)]
    return built(
        "fact_returns", *SHOWN, ledger=given("ledger", *lines), past_ledger=given("ledger", *earlier)
    )


def test_a_giant_order_cancelled_after_16_minutes_leaves_nothing() -> None:
    giant = {"stock_code": "23166", "customer_id": "12346"}
    lines = (sale("541431", 74215, JANUARY, **giant), back("C541433", -74215, LATER, **giant))
    assert returns(*lines) == [("C541433", "541431", -74215, *money("-77183.60"), None)]


def test_the_nearest_earlier_sale_comes_first() -> None:
    lines = [sale("1", 5, JANUARY), sale("2", 5, FEBRUARY), back("C3", -4, MARCH)]
    assert returns(*lines) == [("C3", "2", -4, *money("-4.16"), None)]


def test_one_return_over_two_sales() -> None:
    lines = [sale("1", 5, JANUARY), sale("2", 5, FEBRUARY), back("C3", -7, MARCH)]
    assert returns(*lines) == [
        ("C3", "1", -2, *money("-2.08"), None),
        ("C3", "2", -5, *money("-5.20"), None),
    ]


def test_a_line_total_that_is_not_units_times_price_is_shared_by_units() -> None:
    lines = [sale("1", 1, JANUARY), sale("2", 2, FEBRUARY), back("C3", -3, MARCH, amount="-10")]
    assert returns(*lines) == [
        ("C3", "1", -1, *money("-3.333333"), None),
        ("C3", "2", -2, *money("-6.666667"), None),
    ]


def test_two_returns_share_what_was_sold() -> None:
    lines = [sale("1", 5, JANUARY), back("C2", -3, FEBRUARY), back("C3", -3, MARCH)]
    assert returns(*lines) == [
        ("C2", "1", -3, *money("-3.12"), None),
        ("C3", "1", -2, *money("-2.08"), None),
        ("C3", None, -1, *money("-1.04"), "more_returned_than_sold"),
    ]


def test_a_sale_of_an_earlier_month_is_found() -> None:
    lines = returns(back("C2", -3, FEBRUARY), past=(sale("1", 5, JANUARY),))
    assert lines == [("C2", "1", -3, *money("-3.12"), None)]


def test_what_the_past_took_back_already_is_gone() -> None:
    past = (sale("1", 5, JANUARY), back("C2", -4, LATER))
    assert returns(back("C3", -2, FEBRUARY), past=past) == [
        ("C3", "1", -1, *money("-1.04"), None),
        ("C3", None, -1, *money("-1.04"), "more_returned_than_sold"),
    ]


@pytest.mark.parametrize("invoice", ["C1", "1", "3"])
def test_a_sale_of_the_same_moment_is_not_later(invoice: str) -> None:
    """Whatever the numbers of the invoices: a return of one moment comes after the sale of that moment."""
    lines = (back(invoice, -1, JANUARY), sale("2", 1, JANUARY))
    assert returns(*lines) == [(invoice, "2", -1, *money("-1.04"), None)]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"sold_at": MARCH}, "no_earlier_sale"),
        ({"unit_price": "1.05"}, "no_earlier_sale"),
        ({"customer_id": "99999"}, "no_earlier_sale"),
        ({"stock_code": "22423"}, "no_earlier_sale"),
        ({"currency": "EUR"}, "no_earlier_sale"),
        ({"event": "free", "amount": "0"}, "no_earlier_sale"),
        ({"fate": "duplicate"}, "no_earlier_sale"),
        ({"customer_id": None}, "no_earlier_sale"),
    ],
    ids=str,
)
def test_another_sale_is_not_taken(said: dict[str, Any], reason: str) -> None:
    lines = [sale("1", 5, JANUARY) | said, back("C2", -1, FEBRUARY)]
    assert returns(*lines) == [("C2", None, -1, *money("-1.04"), reason)]


def test_an_anonymous_return_belongs_to_nobodys_sale() -> None:
    lines = [sale("1", 5, JANUARY, customer_id=None), back("C2", -1, FEBRUARY, customer_id=None)]
    assert returns(*lines) == [("C2", None, -1, *money("-1.04"), "no_customer")]


def test_write_offs_and_what_does_not_count_are_no_returns() -> None:
    lines = [
        sale("1", 5, JANUARY),
        back("2", -3, FEBRUARY, event="write_off", unit_price="0"),
        back("C3", -3, FEBRUARY, fate="quarantined"),
        back("C4", -3, FEBRUARY, fate="duplicate"),
    ]
    assert returns(*lines) == []


def test_months_and_moments_of_both_sides_are_kept() -> None:
    ledger = given("ledger", sale("1", 5, JANUARY), back("2", -1, FEBRUARY, event="return"))
    columns = ("month", "sale_month", "returned_at", "sold_at", "event", "line_id", "sale_line_id")
    assert built("fact_returns", *columns, ledger=ledger, past_ledger=given("ledger")) == [
        ("2011-02", "2011-01", at(FEBRUARY), at(JANUARY), "return", 2, 1)
    ]
