"""Product lines with the keys that were valid at the time of sale."""

from __future__ import annotations

from typing import Any

from tests.tables.rows import at, built, given, money, rows_of

LINE = {"sold_at": "2011-01-10 10:00"}


def sales(*columns: str, lines: list[dict[str, Any]], versions: list[dict[str, Any]] | None = None) -> Any:
    inputs = {
        "ledger": given("ledger", *lines),
        "customer_versions": given("customer_versions", *(versions or [])),
    }
    return built("fact_sales", *columns, **inputs)


def version(key: int, start: str, end: str, customer: str = "17850") -> dict[str, Any]:
    return {
        "month": end[:7],
        "customer_id": customer,
        "customer_key": int(customer) if customer.isdigit() else 0,
        "customer_version_key": key,
        "valid_from": at(start),
        "ends": at(end),
    }


def test_loaded_product_lines_of_every_event_keep_their_signs() -> None:
    lines = [
        {"quantity": 80995, "unit_price": "2.08"},
        {"quantity": -80995, "unit_price": "2.08", "event": "cancellation"},
        {"quantity": -2, "event": "return"},
        {"quantity": -9, "unit_price": "0", "event": "write_off"},
        {"quantity": 1, "unit_price": "0", "event": "free"},
    ]
    assert sales("quantity", "amount", "event", lines=lines) == [
        (-2, *money("-5.10"), "return"),
        (-80995, *money("-168469.60"), "cancellation"),
        (-9, *money("0"), "write_off"),
        (1, *money("0"), "free"),
        (80995, *money("168469.60"), "sale"),
    ]


def test_what_is_no_product_or_does_not_count_is_left_out() -> None:
    lines = [
        {"line_type": "postage", "stock_code": "POST"},
        {"line_type": "bad_debt", "stock_code": "B"},
        {"fate": "duplicate"},
        {"fate": "quarantined"},
        {"fate": "superseded"},
        {},
    ]
    assert sales("line_id", lines=lines) == [6]


def test_each_line_meets_the_version_valid_at_its_moment() -> None:
    versions = [version(1, "2011-01-01", "2011-01-08"), version(2, "2011-01-09 12:00", "2011-01-20")]
    lines = [{"sold_at": moment} for moment in ("2011-01-08", "2011-01-09 12:00", "2011-01-20")]
    found = sales("sold_at", "customer_version_key", lines=lines, versions=versions)
    assert [key for _, key in found] == [1, 2, 2]


def test_anonymous_lines_meet_the_anonymous_member() -> None:
    versions = [version(1, "2011-01-01", "2011-01-20"), version(9, "2010-12-01", "2011-01-31", "ANONYMOUS")]
    lines = [{"customer_id": None}, {}]
    assert sales("line_id", "customer_version_key", lines=lines, versions=versions) == [(1, 9), (2, 1)]


def test_a_price_below_a_penny_is_exact() -> None:
    lines = [{"quantity": 3, "unit_price": "0.001"}]
    assert sales("unit_price", "amount", lines=lines) == [money("0.001", "0.003")]


def test_keys_are_those_of_the_dimensions() -> None:
    products = rows_of("dim_product", product_months=given("product_months", {}))
    countries = rows_of("dim_country", receipts=given("receipts", {}))
    found = sales("date_key", "product_key", "country_key", lines=[{}, {"country": None}])
    product, country = products["product_key"][0], countries["country_key"][0]
    assert found == [(20110110, product, country), (20110110, product, None)]


def test_the_day_is_the_trading_day_not_that_of_the_clock() -> None:
    late = {"sold_at": "2011-01-11 01:30", "business_date": "2011-01-10"}
    assert sales("date_key", lines=[late]) == [20110110]
