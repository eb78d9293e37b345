"""What is known of the countries that were sold to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.tables.rows import built, given, money
from tillhouse.retail.country_facts import facts


def _facts(*receipts: dict[str, Any], of: tuple[str, ...]) -> list[Any]:
    names = {str(row["country"]) for row in receipts if row.get("country")}
    known = {"EIRE": ("IE", "Ireland", "country"), "Ireland": ("IE", "Ireland", "country")}
    group = (None, "European Community", "group")
    rows = [
        {"country": name, "code": code, "name": standard, "kind": kind}
        for name in sorted(names)
        for code, standard, kind in [known.get(name, group)]
    ]
    return built(
        "country_facts", *of, receipts=given("receipts", *receipts), dim_country=given("dim_country", *rows)
    )


def test_names_that_mean_one_country_are_one_row() -> None:
    one = {"country": "EIRE", "amount": "10.00"}
    two = {"country": "Ireland", "amount": "5.00", "order_id": "2"}
    other = {"country": "Ireland", "amount": "5.00", "order_id": "3", "customer_id": "12346"}
    columns = ("country", "code", "local_currency", "net_sales", "orders", "buyers")
    assert _facts(one, two, other, of=columns) == [("Ireland", "IE", "EUR", *money("20.00"), 3, 2)]


def test_facts_come_with_their_source_and_its_year() -> None:
    ((region, population, gdp, source, year),) = _facts(
        {"country": "EIRE"}, of=("region", "population", "gdp_ppp", "source", "year")
    )
    assert (region, population, gdp) == ("Europe", facts("IE").population, facts("IE").gdp_ppp)
    assert (source, year) == ("Unicode CLDR 48.2.0", 2026)


def test_sales_are_put_in_relation_to_people() -> None:
    ((people, share),) = _facts({"country": "EIRE", "amount": "1000"}, of=("population", "sales_per_million"))
    assert share == (Decimal(1000) * 1_000_000 / people).quantize(Decimal("0.000001"))


def test_groups_and_sales_of_no_country_have_sales_and_no_facts() -> None:
    columns = ("country", "kind", "code", "population", "sales_per_million", "net_sales")
    assert _facts({"country": "European Community"}, {"country": None, "amount": "7"}, of=columns) == [
        ("European Community", "group", None, None, None, *money("15.30")),
        ("Unspecified", "unspecified", None, None, None, *money("7")),
    ]


def test_returns_lower_sales_and_are_no_orders() -> None:
    back = {"country": "EIRE", "invoice_no": "C1", "sale_lines": 0, "amount": "-5.10"}
    columns = ("net_sales", "orders", "buyers")
    assert _facts({"country": "EIRE"}, back, of=columns) == [(*money("10.20"), 1, 1)]
    assert _facts(back, of=columns) == [(*money("-5.10"), 0, 0)]


def test_currencies_stand_apart() -> None:
    found = _facts({"country": "EIRE"}, {"country": "EIRE", "currency": "EUR"}, of=("currency", "net_sales"))
    assert found == [("EUR", *money("15.30")), ("GBP", *money("15.30"))]


def test_nothing_sold_is_no_country() -> None:
    assert _facts(of=("country",)) == []
