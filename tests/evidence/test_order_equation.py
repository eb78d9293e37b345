"""Orders that state their total: whether tax is on top, and whether a refund is in the lines already."""

from __future__ import annotations

import shlex
from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from tillhouse.evidence.finding import Finding, option
from tillhouse.evidence.order_equation import Watch
from tillhouse.settings.feed import Feed
from tillhouse.shaping import Shaper

HEADERS = {
    "invoice_no": "No",
    "quantity": "Qty",
    "unit_price": "Price",
    "sold_at": "Day",
    "order_tax": "Tax",
    "refund": "Paid back",
    "order_total": "Total",
}
FEED = Feed("shop", "orders.csv", columns=HEADERS)


def row(number: str, quantity: str, price: str, tax: str, back: str, total: str) -> dict[str, Any]:
    """A record."""
    values = (number, quantity, price, "2024-03-05", tax, back, total)
    return {**dict(zip(HEADERS.values(), values, strict=True)), "raw": "", "problem": None}


def found(rows: list[dict[str, Any]], feed: Feed = FEED, size: int = 100) -> dict[str, Finding]:
    """What records say, in batches of a size."""
    watch, shaper = Watch(feed), Shaper(feed)
    numbered = [{**one, "line": n} for n, one in enumerate(rows, 2)]
    for start in range(0, len(rows), size):
        batch = pl.DataFrame(numbered[start : start + size], schema_overrides={"problem": pl.String})
        watch.add(shaper.lines(batch))
    return {one.name: one for one in watch.found(feed)}


ON_TOP = [row(str(n), "2", "10.00", "4.00", "0", "24.00") for n in range(5)]
WITHIN = [row(str(n), "2", "12.00", "4.00", "0", "24.00") for n in range(5)]


@pytest.mark.parametrize(("rows", "basis"), [(ON_TOP, "excluded"), (WITHIN, "included")])
@pytest.mark.parametrize("size", [1, 2, 100])
def test_the_totals_show_whether_tax_is_on_top(rows: list[dict[str, Any]], basis: str, size: int) -> None:
    said = found(rows, size=size)
    assert said["tax_basis"].feed == {"tax_basis": basis}
    assert (said["tax_basis"].lines, set(said)) == (5, {"tax_basis"})


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_an_order_that_is_cut_by_a_batch_is_added_up_whole(size: int) -> None:
    halves = [[row(n, "1", "10.00", "2.00", "0", "22.00"), row(n, "1", "10.00", "", "", "")] for n in "abc"]
    assert set(found([one for pair in halves for one in pair], size=size)) == {"tax_basis"}


@pytest.mark.parametrize("size", [1, 100])
def test_the_last_order_counts_too(size: int) -> None:
    said = found([*ON_TOP, row("9", "2", "10.00", "4.00", "0", "25.00")], size=size)
    assert (said["order_total_differs"].lines, said["order_total_differs"].amount) == (1, Decimal("1.00"))
    assert not said["order_total_differs"].is_question


def test_a_refund_of_a_whole_order_is_still_to_be_taken_off() -> None:
    assert set(found([*ON_TOP, row("9", "2", "10.00", "4.00", "24.00", "24.00")])) == {"tax_basis"}


def test_lines_that_may_be_what_is_left_are_asked_about() -> None:
    asked = found([*ON_TOP, row("9", "1", "10.00", "4.00", "12.00", "24.00")])["refund_twice"]
    assert asked.is_question
    assert asked.proposed is not None and asked.instead is not None
    assert (asked.amount, asked.proposed.amount, asked.instead.amount) == (
        Decimal("12.00"),
        Decimal("-2.00"),
        Decimal("10.00"),
    )
    assert shlex.split(asked.proposed.options[0]) == ["--column", "refund=Paid back"]
    assert asked.instead.options == ("--without refund",)


def test_where_each_row_is_an_order_rows_of_one_number_are_not_added_up() -> None:
    rows = [row("1", "2", "10.00", "4.00", "0", "24.00") for _ in range(3)]
    feed = replace(FEED, order="line", per_line=("order_tax",))
    assert set(found(rows, feed)) == {"tax_basis"}
    assert "order_total_differs" in found(rows)


@pytest.mark.parametrize(
    ("value", "typed"), [("a=b", "--column a=b"), ("a=It's", """--column 'a=It'"'"'s'""")]
)
def test_an_option_can_be_typed_as_it_is_shown(value: str, typed: str) -> None:
    assert option("column", value) == typed
    assert shlex.split(option("column", value)) == ["--column", value]


RATED = replace(FEED, columns={**HEADERS, "tax": "Tax"} | {"order_total": "Total"}, tax_as="percent")
RATED = replace(RATED, columns={name: said for name, said in RATED.columns.items() if name != "order_tax"})


@pytest.mark.parametrize(("price", "basis"), [("10.00", "excluded"), ("12.00", "included")])
def test_totals_say_what_rates_of_tax_are_of(price: str, basis: str) -> None:
    rows = [row(str(n), "2", price, "20", "0", "24.00") for n in range(5)]
    assert found(rows, RATED)["tax_basis"].feed == {"tax_basis": basis}


def test_a_whole_order_paid_back_with_a_tax_of_its_lines_is_named() -> None:
    rows = [row(str(n), "2", "10.00", "20%", ("0", "24.00")[n == 1], "24.00") for n in range(5)]
    named = found(rows, RATED)["refund_with_tax"]
    assert (named.lines, named.amount) == (1, Decimal("4.00"))
    assert "refund_with_tax" not in found([{**one, "Paid back": "5.00"} for one in rows], RATED)


def test_orders_of_two_currencies_are_summed_apart() -> None:
    feed = replace(FEED, columns={**HEADERS, "currency": "Cur"})
    rows = [
        {**row("1", "2", "5.00", "0.00", "", "12.00"), "Cur": "EUR"},
        {**row("2", "1", "7.00", "0.00", "", "8.00"), "Cur": "USD"},
        {**row("3", "1", "7.00", "0.00", "", "7.00"), "Cur": "USD"},
    ]
    one = found(rows, feed)["order_total_differs"]
    assert "by 2.00 EUR + 1.00 USD" in one.says
    assert one.currencies == {"EUR": Decimal(2), "USD": Decimal(1)}
    same = found([{**each, "Cur": "EUR"} for each in rows], feed)["order_total_differs"]
    assert "by 3.00." in same.says
