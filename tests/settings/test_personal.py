"""Headers of columns about persons and of free text are known in the languages of exports; others are not taken."""

from __future__ import annotations

import pytest

from tillhouse.settings.personal import why_personal


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("Customer Name", "a person's name"),
        ("Billing Name", "a person's name"),
        ("customer_first_name", "a person's name"),
        ("recipientName", "a person's name"),
        ("Vorname", "a person's name"),
        ("Prénom", "a person's name"),
        ("Cashier", "a person's name"),
        ("Email", "an e-mail address"),
        ("Buyer E-mail", "an e-mail address"),
        ("Shipping Phone", "a telephone number"),
        ("Téléphone portable", "a telephone number"),
        ("Shipping Address1", "an address"),
        ("Ship Postal Code", "an address"),
        ("PLZ", "an address"),
        ("Notes", "free text"),
        ("Gift message", "free text"),
        ("Bemerkungen", "free text"),
        ("Date of Birth", "a date of birth"),
        ("browser_ip", "contacts"),
        ("customername", "a person's name"),
        ("Kundenname", "a person's name"),
        ("shiptoname", "a person's name"),
        ("emailaddress", "an e-mail address"),
        ("phonenumber", "a telephone number"),
        ("Straße", "an address"),
        ("deliveryaddress1", "an address"),
        ("Imię i nazwisko", "a person's name"),
        ("ordernotes", "free text"),
        ("Image URL", "contacts"),
    ],
)
def test_what_is_about_a_person_is_said(header: str, why: str) -> None:
    assert why_personal(header) == why


@pytest.mark.parametrize(
    "header",
    [
        "Region", "Segment", "Sub-Category", "Profit", "Brand", "Department", "Colour", "Size", "Season", "City",
        "State", "Ship Mode", "Product Name", "Payment Method", "Gift Card", "Margin", "Cost", "Weight", "Vendor",
        "Promotion", "Notebook", "Mailing campaign", "Cellar", "Streetwear", "Discount Code", "Supplier", "Hotel",
        "Gender", "Market", "Payment", "Linked product", "Notebooks", "Birthplace", "Addressed",
    ],
)  # fmt: skip
def test_what_is_about_sales_is_not(header: str) -> None:
    assert why_personal(header) is None
