"""Text to values in the ledger: ING-04 (numbers), ING-24 (Unicode identity), ING-25 (late and future events)."""

from __future__ import annotations

import itertools
import unicodedata
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.tables.silver.lines import TOTALS, booked, line_id, sale


# ING-04: an amount is exact, or the line is quarantined with the reason.
@pytest.mark.parametrize(
    ("quantity", "unit_price", "expected"),
    [
        ("6", "2.55", "15.3"),
        ("3", "0.001", "0.003"),
        ("-74215", "1.04", "-77183.6"),
        ("1", "-11062.06", "-11062.06"),
        ("-0", "2.55", "0"),
        ("999999", "999999.999999", "999998999999.000001"),
        ("2147483648", "0.1", "214748364.8"),
        ("7", "0.142857", "0.999999"),
        ("6.5", "2.55", "16.575"),
        ("0.752", "3.98", "2.99296"),
        ("1.000", "1.29", "1.29"),
        (".5", "20", "10"),
        # More than six places: halves of a millionth are rounded away from zero.
        ("0.752123", "3.987654", "2.999206"),
        ("0.5", "0.000001", "0.000001"),
        ("-0.5", "0.000001", "-0.000001"),
        ("0.5", "0.000003", "0.000002"),
        ("0.499999", "0.000001", "0"),
        ("999999.999999", "999999.999999", "999999999998"),
        ("999999.9999995", "1", "quantity_unreadable"),
        ("1000000000000", "0.1", "quantity_unreadable"),
        ("O6", "2.55", "quantity_unreadable"),
        ("", "2.55", "quantity_unreadable"),
        (None, "2.55", "quantity_unreadable"),
        ("9223372036854775808", "1", "quantity_unreadable"),
        ("NaN", "1", "quantity_unreadable"),
        ("6", "Infinity", "price_unreadable"),
        ("6", "1e3", "6000"),
        ("6", "1.123456789", "price_unreadable"),
        ("6", "1,234.56", "price_unreadable"),
        ("6", "", "price_unreadable"),
        ("--", "£2", "quantity_unreadable"),
        ("1000000", "1000000", "amount_out_of_range"),
        ("999999999999", "999999999999", "amount_out_of_range"),
        ("999999999999999", "1", "quantity_unreadable"),
    ],
)
def test_an_amount_is_exact_or_the_line_says_why_not(
    quantity: str | None, unit_price: str, expected: str
) -> None:
    (line,) = booked([sale(quantity=quantity, unit_price=unit_price)])
    if line["fate"] == "loaded":
        exact = Fraction(quantity or 0) * Fraction(unit_price)
        assert line["amount"] == Decimal(expected) and abs(Fraction(expected) - exact) <= Fraction(
            1, 2 * 10**6
        )
    else:
        assert (line["fate"], line["reasons"], line["amount"]) == ("quarantined", expected, None)


@pytest.mark.parametrize(
    ("quantity", "total", "unit_price"),
    [
        ("3", "10.00", "3.333333"),
        ("-3", "-10.00", "3.333333"),
        ("7", "0", "0"),
        ("3", "0.000002", "0.000001"),
        ("0.75", "1.00", "1.333333"),
        ("0.000001", "999999.999999", "999999999999"),
        ("-1.5", "-0.000001", "0.000001"),
    ],
)
def test_a_line_total_rules_over_the_price_of_one(quantity: str, total: str, unit_price: str) -> None:
    (line,) = booked([sale(quantity=quantity, amount=total, unit_price=None)], TOTALS)
    assert (line["fate"], line["amount"], line["unit_price"]) == (
        "loaded",
        Decimal(total),
        Decimal(unit_price),
    )


def test_a_price_of_one_that_is_too_large_is_unknown_and_its_total_counts() -> None:
    (line,) = booked([sale(quantity="0.000001", amount="1000000", unit_price=None)], TOTALS)
    assert (line["fate"], line["amount"], line["unit_price"]) == ("loaded", Decimal("1000000"), None)


# ING-24: one documented canonical form: NFC, nothing invisible, trimmed, spaces collapsed, codes upper case.
SAME = (
    ("description", "Café", unicodedata.normalize("NFD", "Café")),
    ("description", "Café", "Ca\u200dfé"),
    ("description", "Café", "\ufeffCafé"),
    ("description", "TEA SET", "  TEA   SET "),
    ("description", "TEA SET", "TEA\u00a0SET"),
    ("description", "TEA SET", "TEA\tSET"),
    ("description", "TEASET", "TEA\u00adSET"),
    ("customer_id", "17850", " 17850 "),
    ("customer_id", "17850", "17850.0"),
    ("customer_id", "17850", "17850\u200b"),
    ("stock_code", "85123A", "85123a"),
    ("stock_code", "85123A", "\u00a085123A"),
    ("stock_code", "ÉTÉ1", unicodedata.normalize("NFD", "été1")),
    ("invoice_no", "536365", "536365.0"),
    ("country", "Österreich", unicodedata.normalize("NFD", "Österreich")),
    ("currency", "EUR", "eur"),
)
OTHER = (
    ("stock_code", "10", "10.0"),
    ("description", "Cafe", "Café"),
    ("description", "CAFE", "Cafe"),
    ("stock_code", "85123A", "85123А"),
    ("stock_code", "85123O", "851230"),
    ("stock_code", "I1", "İ1"),
    ("customer_id", "17850", "017850"),
    ("invoice_no", "536365", "5363650"),
)


@pytest.mark.parametrize(("column", "one", "other"), SAME, ids=[f"{c}:{o!r}" for c, _, o in SAME])
def test_two_ways_to_write_one_thing_are_one_thing(column: str, one: str, other: str) -> None:
    first, second = booked([sale(**{column: one}), sale(delivery=2, **{column: other})])
    assert first[column] == second[column]
    assert (first["fate"], second["fate"]) == ("loaded", "duplicate")


@pytest.mark.parametrize(("column", "one", "other"), OTHER, ids=[f"{c}:{o!r}" for c, _, o in OTHER])
def test_things_that_only_look_alike_stay_apart(column: str, one: str, other: str) -> None:
    first, second = booked([sale(**{column: one}), sale(delivery=2, **{column: other})])
    assert first[column] != second[column]
    assert (first["fate"], second["fate"]) == ("loaded", "loaded")


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\u200b", "nan", "NULL", "None", "Anonymous"])
def test_an_empty_customer_is_nobody(text: str) -> None:
    (line,) = booked([sale(customer_id=text)])
    assert (line["fate"], line["customer_id"]) == ("loaded", None)


@pytest.mark.parametrize("column", ["invoice_no", "stock_code"])
@pytest.mark.parametrize("text", [None, "", " \u200b "])
def test_a_sale_without_its_identity_is_quarantined(column: str, text: str | None) -> None:
    (line,) = booked([sale(**{column: text})])
    assert (line["fate"], line["reasons"]) == ("quarantined", f"{column}_missing")


# ING-25: an event stands where it happened, whenever it came.
def test_the_order_of_arrival_changes_nothing() -> None:
    moments = ("2024-03-01 08:00:00", "2023-01-26 08:00:00", "2024-03-02 08:00:00")
    records = [sale(line=n, sold_at=m, invoice_no=str(n)) for n, m in enumerate(moments, 2)]
    expected = {line["line_id"]: line for line in booked(records)}
    for shuffled in itertools.permutations(records):
        assert {line["line_id"]: line for line in booked(shuffled)} == expected


def test_an_event_400_days_late_is_booked_in_its_own_month() -> None:
    (line,) = booked([sale(sold_at="2023-01-26 08:00:00")])
    assert (line["month"], line["business_date"].isoformat(), line["fate"]) == (
        "2023-01",
        "2023-01-26",
        "loaded",
    )


def test_an_event_after_its_delivery_is_loaded_and_named() -> None:
    past, future = booked([sale(), sale(line=3, sold_at="2024-06-02 00:00:00")])
    assert (past["issues"], future["issues"]) == (None, "sold_after_delivery")
    assert (future["fate"], future["month"]) == ("loaded", "2024-06")


@pytest.mark.parametrize("problem", ["too_few_fields", "encoding", "unclosed_quote"])
def test_a_line_that_could_not_be_split_has_that_reason_alone(problem: str) -> None:
    bare = dict.fromkeys(("invoice_no", "stock_code", "quantity", "sold_at", "unit_price"))
    (line,) = booked([sale(**bare, raw="536365,85123A", problem=problem)])
    assert (line["fate"], line["reasons"], line["month"]) == ("quarantined", problem, "unknown")
    assert line["line_id"] == line_id(1, 2)
