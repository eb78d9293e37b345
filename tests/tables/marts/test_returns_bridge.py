"""Net sales by the day of the return and by the day of the sale, and what lies between."""

from __future__ import annotations

from typing import Any

from tests.tables.rows import built, given, money

SHOWN = ("month", "by_event_date", "moved_out", "moved_in", "by_sale_date", "difference", "unmatched")


def back(month: str, sale_month: str | None, amount: str, **said: Any) -> dict[str, Any]:
    return {"month": month, "sale_month": sale_month, "amount": amount, **said}


def bridge(booked: dict[str, str], *returns: dict[str, Any]) -> list[Any]:
    days = [{"business_date": f"{month}-10", "amount": amount} for month, amount in booked.items()]
    inputs = {
        "sales_bridge": given("sales_bridge", *days),
        "fact_returns": given("fact_returns", *returns),
    }
    return built("returns_bridge", *SHOWN, **inputs)


def test_a_return_moves_to_the_month_of_its_sale() -> None:
    assert bridge({"2011-01": "100", "2011-02": "20"}, back("2011-02", "2011-01", "-30")) == [
        ("2011-01", *money("100", "0", "-30", "70", "-30", "0")),
        ("2011-02", *money("20", "30", "0", "50", "30", "0")),
    ]


def test_a_return_of_its_own_month_or_without_a_sale_stays() -> None:
    returns = [back("2011-01", "2011-01", "-5"), back("2011-01", None, "-7.001")]
    assert bridge({"2011-01": "100"}, *returns) == [
        ("2011-01", *money("100", "0", "0", "100", "0", "-7.001"))
    ]


def test_the_difference_sums_to_zero_and_both_readings_to_the_books() -> None:
    months = {"2011-01": "100.001", "2011-02": "-20", "2011-03": "60"}
    returns = [
        back("2011-02", "2011-01", "-30.333333"),
        back("2011-03", "2011-01", "-0.001"),
        back("2011-03", "2011-02", "-3"),
        back("2011-03", None, "-4"),
    ]
    rows = bridge(months, *returns)
    sums = [sum(row[n] for row in rows) for n in range(1, len(SHOWN))]
    booked = money("140.001")[0]
    assert sums[0] == sums[3] == booked
    assert sums[4] == 0
    assert [row[5] for row in rows] == list(money("-30.334333", "27.333333", "3.001"))


def test_currencies_are_not_mixed() -> None:
    euros = {"business_date": "2011-01-10", "amount": "9", "currency": "EUR"}
    inputs = {
        "sales_bridge": given("sales_bridge", euros, {"amount": "5"}),
        "fact_returns": given("fact_returns", back("2011-02", "2011-01", "-2", currency="EUR")),
    }
    found = built("returns_bridge", "month", "currency", "by_sale_date", **inputs)
    assert found == [
        ("2011-01", "EUR", *money("7")),
        ("2011-01", "GBP", *money("5")),
        ("2011-02", "EUR", *money("2")),
    ]
