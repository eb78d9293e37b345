"""What status and type say together of a line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.tables.silver.lines import FEED, booked, sale

SAID = replace(
    FEED,
    columns={**FEED.columns, "status": "status", "kind": "kind"},
    statuses={"paid": "sale", "returned": "return", "void": "not_sales", "open": "waiting"},
    kinds={"item": "sale", "credit": "return", "vat": "tax"},
    tax_basis="included",
)


@pytest.mark.parametrize(
    ("status", "kind", "fate", "amount"),
    [
        ("paid", "item", "loaded", "15.30"),
        ("PAID", " Item ", "loaded", "15.30"),
        ("returned", "item", "loaded", "-15.30"),
        ("paid", "credit", "loaded", "-15.30"),
        ("returned", "credit", "loaded", "-15.30"),
        ("void", "item", "not_sales", "15.30"),
        ("void", "credit", "not_sales", "15.30"),
        ("open", "credit", "not_sales", "15.30"),
        ("returned", "nobody knows", "loaded", "-15.30"),
        ("paid", "nobody knows", "quarantined", "15.30"),
        ("nobody knows", "item", "quarantined", "15.30"),
    ],
)
def test_what_is_no_sale_wins_over_a_return_and_that_over_a_sale(
    status: str, kind: str, fate: str, amount: str
) -> None:
    (line,) = booked([sale(status=status, kind=kind)], SAID)
    assert (line["fate"], line["amount"]) == (fate, Decimal(amount))


def test_a_type_of_line_is_one_whatever_its_code_says() -> None:
    taxed, goods = booked([sale(kind="vat", status="paid"), sale(line=3, kind="item", status="paid")], SAID)
    assert (taxed["line_type"], goods["line_type"]) == ("tax", "product")


def test_money_of_an_order_of_returned_goods_sells_nothing() -> None:
    feed = replace(FEED, columns={**FEED.columns, "order_tax": "tax", "shipping": "sent"})
    parts = [
        sale(part=-3, role="tax", tax="-2.00", amount=None, quantity=None, unit_price=None),
        sale(line=3, part=-1, role="postage", amount="-4.00", quantity=None, unit_price=None),
        sale(line=4, part=-3, role="tax", tax="2.00", amount=None, quantity=None, unit_price=None),
        sale(line=5, part=-1, role="postage", amount="4.00", quantity=None, unit_price=None),
    ]
    assert [line["event"] for line in booked(parts, feed)] == ["adjustment", "return", "adjustment", "sale"]
