"""Lines that say less than a sale does: without a code, without a number, without units."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.tables.silver.lines import FEED, booked, sale
from tillhouse.received import money
from tillhouse.settings.feed import TaxBasis

GIVEN = ("invoice_no", "stock_code", "description", "quantity", "sold_at", "amount", "kind")
TYPED = replace(
    FEED,
    columns={name: name for name in GIVEN},
    kinds={"item": "sale", "commission": "fee", "vat": "tax"},
)
BARE = {"unit_price": None, "kind": "item"}


@pytest.mark.parametrize(
    ("code", "booked_as"), [(None, "GIFT CARD SS"), ("  ", "GIFT CARD SS"), ("g-1", "G-1")]
)
def test_without_a_code_the_description_names_the_product(code: str | None, booked_as: str) -> None:
    feed = replace(TYPED, code_or_name=True)
    (line,) = booked([sale(**BARE, amount="20.00", stock_code=code, description="Gift  card ß")], feed)
    assert (line["fate"], line["stock_code"]) == ("loaded", booked_as)
    assert line["description"] == "Gift card ß"


def test_where_products_have_codes_one_without_waits() -> None:
    (line,) = booked([sale(**BARE, amount="20.00", stock_code="")], TYPED)
    assert (line["fate"], line["reasons"]) == ("quarantined", "stock_code_missing")


def test_what_has_neither_code_nor_description_waits() -> None:
    feed = replace(TYPED, code_or_name=True)
    (line,) = booked([sale(**BARE, amount="20.00", stock_code="", description="")], feed)
    assert (line["fate"], line["reasons"]) == ("quarantined", "stock_code_missing")


def test_a_fee_needs_no_number_no_code_and_no_units() -> None:
    fee = sale(kind="commission", amount="-25.00", invoice_no="", stock_code="", quantity="", description="")
    (line,) = booked([{**fee, "unit_price": None}], TYPED)
    assert (line["fate"], line["line_type"], line["event"]) == ("loaded", "fee", "adjustment")
    assert (line["amount"], line["quantity"]) == (Decimal("-25"), None)


@pytest.mark.parametrize(
    ("quantity", "amount", "fate"),
    [
        ("", "-14.99", "loaded"),
        ("", "14.99", "quarantined"),
        ("", "", "quarantined"),
        ("one", "-14.99", "quarantined"),
    ],
)
def test_money_that_is_paid_back_can_come_without_units(quantity: str, amount: str, fate: str) -> None:
    (line,) = booked([sale(**BARE, quantity=quantity, amount=amount)], TYPED)
    assert line["fate"] == fate
    assert line["event"] == ("return" if fate == "loaded" else None)


@pytest.mark.parametrize(
    ("signed", "given", "amount", "event"),
    [
        ((), "1.50", "-1.5", "adjustment"),
        (("fee",), "1.50", "1.5", "sale"),
        (("fee",), "-1.50", "-1.5", "adjustment"),
    ],
)
def test_a_fee_that_the_customer_pays_is_a_sale(
    signed: tuple[str, ...], given: str, amount: str, event: str
) -> None:
    columns = {"invoice_no": "No", "amount": "Sum", "fee": "Fee", "sold_at": "Day"}
    feed = replace(FEED, columns=columns, signed=signed)
    own = sale(unit_price=None, quantity=None, amount=given, stock_code=None, description=None)
    (line,) = booked([{**own, "role": "fee", "part": -5}], feed)
    assert (line["amount"], line["event"]) == (Decimal(amount), event)


@pytest.mark.parametrize(
    ("basis", "given", "expected"),
    [
        ("", "6.00", ("tax", "adjustment", Decimal(0), Decimal("6"))),
        ("excluded", "-6.00", ("tax", "adjustment", Decimal(0), Decimal("-6"))),
        ("included", "6.00", ("tax", "adjustment", Decimal("6"), None)),
    ],
)
def test_a_row_that_is_a_tax_on_top_has_no_amount(
    basis: TaxBasis, given: str, expected: tuple[object, ...]
) -> None:
    feed = replace(TYPED, tax_basis=basis)
    (line,) = booked([{**sale(**BARE, amount=given), "kind": "vat"}], feed)
    assert (line["line_type"], line["event"], line["amount"], line["tax"]) == expected


@pytest.mark.parametrize(
    ("basis", "kind", "received"),
    [("", "vat", 0), ("included", "vat", 6), ("", "item", 6), ("", "commission", 6)],
)
def test_the_second_path_counts_no_tax_on_top_either(basis: TaxBasis, kind: str, received: int) -> None:
    text = {"quantity": "1", "unit_price": "", "amount": "6", "kind": kind, "status": "", "part": "0"}
    assert money(text, replace(TYPED, tax_basis=basis), int) == received
