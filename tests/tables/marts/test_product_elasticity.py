"""Price elasticities, and why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from math import exp
from random import Random
from typing import Any

import pytest

from tests.tables.rows import built, calendar_of, given, money

FIRST = date(2011, 1, 2)
PRICES = ("2.00", "2.00", "1.60", "1.80", "2.00")
Lines = Iterator[dict[str, Any]]


def sold(code: str, week: int, price: str, units: float, **said: Any) -> dict[str, Any]:
    day = (FIRST + timedelta(days=7 * week + said.pop("day", 1))).isoformat()
    return {"stock_code": code, "sold_at": day, "unit_price": price, "quantity": max(round(units), 1), **said}


def others(weeks: int = 40) -> Lines:
    """Products enough to tell the weeks by, of elasticity −2, in a season."""
    for n in range(6):
        chance = Random(n)
        for week in range(weeks):
            price = PRICES[(week + n) % 5]
            units = 400 * (1 + week % 13 / 6) * float(price) ** -2 * exp(chance.gauss(0, 0.1))
            yield sold(f"1000{n}", week, price, units)


def answer(*lines: dict[str, Any], columns: tuple[str, ...] = ("verdict",)) -> Any:
    """What is said of the product X among the others."""
    rows = [*others(), *lines]
    names = given("dim_product", {"stock_code": "X1", "name": "HEART"}, {"stock_code": "10000"})
    inputs = {
        "ledger": given("ledger", *rows),
        "dim_date": calendar_of(*(row["sold_at"] for row in rows)),
        "dim_product": names,
    }
    found = built("product_elasticity", "stock_code", *columns, **inputs)
    return [row[1:] for row in found if row[0] == "X1"]


def demand(week: int, price: str, elasticity: float) -> float:
    noise = Random(week).gauss(0, 0.1)
    return 300 * (1 + week % 13 / 6) * float(price) ** elasticity * exp(noise)


def test_a_known_elasticity_is_recovered_within_its_interval() -> None:
    lines = [sold("X1", n, PRICES[n % 5], demand(n, PRICES[n % 5], -1.2)) for n in range(40)]
    columns = ("name", "weeks", "prices", "price_changes", "elasticity_low", "elasticity_high", "verdict")
    [(name, weeks, prices, changes, low, high, verdict)] = answer(*lines, columns=columns)
    assert (name, weeks, prices, changes, verdict) == ("HEART", 40, 3, 24, "identified")
    assert low < -1.2 < high
    # And the interval says something: it leaves out the elasticity of the others.
    assert low > -2


def discounts(cheap: float) -> Lines:
    """Two lines a week at either price: who takes many pays less."""
    for week in range(40):
        chance = Random(week)
        for day in range(3):
            much = chance.random() < cheap
            yield sold("X1", week, "1.60" if much else "2.00", 50 if much else 5, day=day)


def test_discounts_for_quantity_are_no_answer_to_price() -> None:
    [(verdict, of_the_week, estimate)] = answer(
        *discounts(0.4), columns=("verdict", "of_the_week", "elasticity")
    )
    assert verdict == "not identifiable: price depends on the buyer, not on the week"
    assert of_the_week < 0.3
    assert estimate is None


def test_the_price_of_a_week_is_that_of_most_lines_and_not_of_most_units() -> None:
    bulk = [sold("X1", n, "1.00", 900, day=3) for n in range(0, 40, 4)]
    usual = [sold("X1", n, PRICES[n % 5], 20, day=day) for n in range(40) for day in (1, 2)]
    prices = answer(*bulk, *usual, columns=("prices", "price_low", "price_high"))
    assert prices == [(3, *money("1.60", "2.00"))]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([sold("X1", n, PRICES[n % 5], 9) for n in range(19)], "sold in fewer than 20 weeks"),
        ([sold("X1", n, "2", 9) for n in range(0, 40, 2)], "sold in fewer than 80 % of its weeks"),
        ([sold("X1", n, "2", 9 + n) for n in range(40)], "one usual price"),
        (
            [sold("X1", n, "2" if n % 15 else "1", 9) for n in range(40)],
            "fewer than 4 weeks away from the usual price",
        ),
        ([sold("X1", n, "2" if n < 20 else "1", 9) for n in range(40)], "fewer than 3 changes of price"),
        ([sold("X1", n, "2" if n % 2 else "2.04", 9) for n in range(40)], "price varies by less than 5 %"),
        (
            [sold("X1", n, PRICES[n % 5], demand(n, PRICES[n % 5], 3)) for n in range(40)],
            "demand rises with the price",
        ),
    ],
)
def test_what_the_data_cannot_tell_is_said_and_not_guessed(lines: list[dict[str, Any]], reason: str) -> None:
    columns = ("verdict", "elasticity", "elasticity_low", "elasticity_high")
    assert answer(*lines, columns=columns) == [(f"not identifiable: {reason}", None, None, None)]


def test_a_product_alone_cannot_be_told_from_its_weeks() -> None:
    lines = [sold("X1", n, PRICES[n % 5], 9 + n % 4) for n in range(40)]
    inputs = {
        "ledger": given("ledger", *lines),
        "dim_date": calendar_of(*(row["sold_at"] for row in lines)),
        "dim_product": given("dim_product", {"stock_code": "X1"}),
    }
    verdicts = built("product_elasticity", "verdict", **inputs)
    assert verdicts == ["not identifiable: too few other products to tell weeks by"]


def test_only_products_sold_at_a_price_count() -> None:
    rows = (
        {"event": "free", "unit_price": "0"},
        {"event": "cancellation", "quantity": -6},
        {"line_type": "postage"},
        {"fate": "duplicate"},
        {"stock_code": "X1", "currency": "EUR"},
    )
    inputs = {
        "ledger": given("ledger", *rows),
        "dim_date": calendar_of("2011-01-10"),
        "dim_product": given("dim_product"),
    }
    assert built("product_elasticity", "stock_code", "currency", "weeks", **inputs) == [("X1", "EUR", 1)]
    nothing = inputs | {"ledger": given("ledger"), "dim_date": calendar_of()}
    assert built("product_elasticity", "stock_code", **nothing) == []


def test_by_weight_it_is_what_it_is_by_piece() -> None:
    lines = [sold("X1", n, PRICES[n % 5], demand(n, PRICES[n % 5], -1.2)) for n in range(40)]
    weighed = [{**line, "quantity": Decimal(line["quantity"]) / 1000} for line in lines]
    columns = ("weeks", "price_changes", "verdict", "elasticity", "elasticity_low", "elasticity_high")
    assert answer(*weighed, columns=columns) == answer(*lines, columns=columns)
