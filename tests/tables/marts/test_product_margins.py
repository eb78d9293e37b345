"""What products earn, by the cost of the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.tables.rows import given, money, rows_of

Sale = tuple[str, str, int | Decimal, str]
Cost = tuple[str, str | None, str]
_FIGURES = (
    "billed_lines",
    "lines_without_cost",
    "net_product_sales",
    "sales_without_cost",
    "cost",
    "margin",
    "verdict",
)
_DATES = st.dates(date(2011, 1, 1), date(2011, 1, 12)).map(str)
_CENTS = st.integers(0, 999).map(lambda cents: f"{Decimal(cents) / 100}")
_SALES = st.lists(
    st.tuples(st.sampled_from("AB"), _DATES, st.integers(-5, 9), _CENTS), min_size=1, max_size=12
)
_COSTS = st.lists(
    st.tuples(st.sampled_from("AB"), st.none() | _DATES, _CENTS), max_size=6, unique_by=lambda cost: cost[:2]
)


def margins(sales: Sequence[Sale], costs: Sequence[Cost], **more: str) -> dict[str, dict[str, Any]]:
    """The rows of `product_margins` by stock code. sales: code, day, units, price. costs: code, since, of one unit."""
    lines = [
        {"stock_code": code, "sold_at": f"{day} 10:00", "quantity": units, "unit_price": price}
        | {"event": "sale" if units > 0 else "return"}
        for code, day, units, price in sales
    ]
    codes = sorted({code for code, *_ in sales})
    net = {
        code: sum(units * Decimal(price) for own, _, units, price in sales if own == code) for code in codes
    }
    products = [
        {"stock_code": code, "product_key": place, "name": code, "net_product_sales": f"{net[code]}"}
        for place, code in enumerate(codes)
    ]
    known = [
        {
            "stock_code": code,
            "valid_from": since,
            "cost": cost,
            **more,
            "fetched_at": f"2012-01-01 00:{place:02}",
        }
        for place, (code, since, cost) in enumerate(costs)
    ]
    found = rows_of(
        "product_margins",
        ledger=given("ledger", *lines),
        product_sales=given("product_sales", *products),
        product_costs=given("product_costs", *known),
    )
    return {row["stock_code"]: row for row in found.to_dicts()}


def judge(rows: Mapping[str, Mapping[str, Any]], sales: Sequence[Sale], costs: Sequence[Cost]) -> None:
    """What must hold, line by line: each bears the cost in force on its day, or is named as without one."""
    for code, row in rows.items():
        cost, lines, without = Decimal(0), 0, Decimal(0)
        for own, day, units, price in sales:
            held = [
                (since or "", Decimal(each))
                for of, since, each in costs
                if of == own and (since or "") <= day
            ]
            if own == code and held:
                cost += units * max(held)[1]
            elif own == code:
                lines, without = lines + 1, without + units * Decimal(price)
        assert (row["lines_without_cost"], row["sales_without_cost"]) == (lines, without)
        if row["verdict"] == "no cost":
            assert (row["cost"], row["margin"], lines) == (None, None, row["billed_lines"])
            continue
        assert row["cost"] == cost, f"{code} costs {row['cost']}, {cost} by the day of each line"
        assert row["net_product_sales"] == without + row["cost"] + row["margin"]
        assert (row["verdict"] == "known") == (lines == 0)


_CHANGED: list[Sale] = [
    ("A", "2011-01-09", 10, "3"),
    ("A", "2011-01-10", 10, "3"),
    ("A", "2011-01-11", -4, "3"),
]
_CHANGE: list[Cost] = [("A", None, "1.25"), ("A", "2011-01-10", "2"), ("A", "2026-01-01", "2.9")]


def test_a_cost_holds_from_its_day_until_the_next() -> None:
    rows = margins(_CHANGED, _CHANGE)
    assert tuple(rows["A"][name] for name in _FIGURES) == (3, 0, *money("48", "0", "24.5", "23.5"), "known")
    judge(rows, _CHANGED, _CHANGE)


def test_todays_cost_on_old_sales_would_be_seen() -> None:
    """The same judgement of margins by the latest cost alone, and by the costs of months."""
    for wrong in ([("A", None, "2.9")], [("A", None, "1.25")]):
        with pytest.raises(AssertionError, match="by the day of each line"):
            judge(margins(_CHANGED, wrong), _CHANGED, _CHANGE)


def test_lines_and_money_without_a_cost_are_named() -> None:
    sales: list[Sale] = [
        ("A", "2011-01-09", 2, "5"),
        ("A", "2011-01-10", 1, "5"),
        ("B", "2011-01-10", 1, "7"),
    ]
    rows = margins(sales, [("A", "2011-01-10", "6")])
    assert tuple(rows["A"][name] for name in _FIGURES) == (2, 1, *money("15", "10", "6", "-1"), "partly")
    assert tuple(rows["B"][name] for name in _FIGURES) == (1, 1, *money("7", "7"), None, None, "no cost")


def test_a_cost_in_another_currency_is_none() -> None:
    rows = margins([("A", "2011-01-09", 2, "5")], [("A", None, "1")], currency="EUR")
    assert rows["A"]["verdict"] == "no cost"


def test_a_correction_holds_and_codes_are_read_as_those_of_sales() -> None:
    rows = margins([("A", "2011-01-09", 2, "5")], [("A", None, "1"), (" a ", None, "0.333333")])
    assert (rows["A"]["cost"], rows["A"]["margin"]) == money("0.666666", "9.333334")


def test_units_given_away_or_written_off_bear_no_cost() -> None:
    lines = [
        {"quantity": 6, "unit_price": "0", "event": "free"},
        {"quantity": -6, "unit_price": "0", "event": "write_off"},
    ]
    products = given("product_sales", {"stock_code": "85123A", "product_key": 1, "net_product_sales": "0"})
    costs = given("product_costs", {"cost": "1"})
    inputs = {"ledger": given("ledger", *lines), "product_sales": products, "product_costs": costs}
    assert rows_of("product_margins", **inputs).select(_FIGURES).rows() == [
        (0, 0, *money("0", "0"), None, None, "no cost")
    ]


@hypothesis.settings(max_examples=15, deadline=None, derandomize=True)
@hypothesis.given(_SALES, _COSTS)
def test_margins_by_brute_force(sales: list[Sale], costs: list[Cost]) -> None:
    rows = margins([sale for sale in sales if sale[2]], costs)
    judge(rows, [sale for sale in sales if sale[2]], costs)


def test_a_shop_without_products() -> None:
    assert margins([], [("A", None, "1")]) == {}


def test_a_cost_times_a_weight_is_rounded_to_the_millionth() -> None:
    weighed: list[Sale] = [("A", "2011-01-09", Decimal("0.752123"), "5")]
    rows = margins(weighed, [("A", None, "3.987654")])
    assert tuple(rows["A"][name] for name in _FIGURES) == (
        1,
        0,
        *money("3.760615", "0", "2.999206", "0.761409"),
        "known",
    )
