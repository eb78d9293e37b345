"""Folded tables as lines: what a receipt says of its lines, and what the ledger is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.tables.rows import given
from tillhouse.catalog import catalog
from tillhouse.metrics.lines import of_bridge, of_ledger, of_receipts, with_products

BOUGHT: tuple[tuple[str, tuple[Mapping[str, Any], ...], tuple[str | None, str | None]], ...] = (
    ("a product", ({},), ("sale", "product")),
    ("a product and postage", ({}, {"line_type": "postage"}), ("sale", "product")),
    ("postage alone", ({"line_type": "postage"},), ("sale", None)),
    ("a product at a price and its opposite", ({}, {"unit_price": "-2.55"}), ("sale", "product")),
    ("nothing: it came back", ({"event": "return", "quantity": -6},), (None, None)),
    (
        "no country, and prices that cancel",
        ({"country": None}, {"country": None, "unit_price": "-2.55"}),
        ("sale", "product"),
    ),
)


@pytest.mark.parametrize(("lines", "words"), [case[1:] for case in BOUGHT], ids=[case[0] for case in BOUGHT])
def test_a_receipt_says_whether_a_product_was_sold(
    lines: tuple[Mapping[str, Any], ...], words: tuple[str | None, str | None]
) -> None:
    ledger = given("ledger", *lines)
    receipts = catalog()["receipts"].body(ledger=ledger)
    assert with_products(receipts, ledger).select("event", "line_type").collect().rows() == [words]
    assert of_receipts(receipts).select("event").collect().rows() == [words[:1]]


def test_a_line_that_does_not_count_sells_nothing() -> None:
    """A duplicate of a product line on an invoice that only charges postage."""
    ledger = given("ledger", {"line_type": "postage"}, {"fate": "duplicate"})
    receipts = catalog()["receipts"].body(ledger=ledger)
    assert with_products(receipts, ledger).select("line_type").collect().rows() == [(None,)]


def test_all_forms_hold_the_same_money_and_lines() -> None:
    ledger = given(
        "ledger", {}, {"event": "return", "quantity": -2}, {"country": "Spain", "customer_id": None}
    )
    forms = (
        of_ledger(ledger),
        of_bridge(catalog()["sales_bridge"].body(ledger=ledger)),
        of_receipts(catalog()["receipts"].body(ledger=ledger)),
    )
    sums = [form.select("lines", "amount").collect() for form in forms]
    assert len({(found["lines"].sum(), found["amount"].sum()) for found in sums}) == 1
