"""Signs and codes of currencies: beside amounts, in columns and in the names of columns."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from tillhouse.retail.currencies import currencies
from tillhouse.retail.currency_signs import in_name, sign, standard_currency


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("€", None, "EUR"),
        ("€", "GB", "EUR"),
        ("R$", None, "BRL"),
        ("US$", "CA", "USD"),
        ("CA $", None, "CAD"),
        ("usd", None, "USD"),
        ("CHF", "DE", "CHF"),
        ("£", None, "GBP"),
        ("£", "EG", "EGP"),
        ("£", "FR", "GBP"),
        ("$", "US", "USD"),
        ("$", "MX", "MXN"),
        ("$", "AU", "AUD"),
        ("$", "GB", ""),
        ("$", None, ""),
        ("¥", "JP", "JPY"),
        ("¥", None, ""),
        ("kr", "SE", "SEK"),
        ("kr.", "DK", "DKK"),
        ("zł", None, "PLN"),
        ("Kč", None, "CZK"),
        ("Rs.", "PK", "PKR"),
        ("₹", None, "INR"),
    ],
)
def test_a_sign_means_the_currency_of_the_country_where_it_is_of_several(
    text: str, country: str | None, code: str
) -> None:
    found = sign(text)
    assert found is not None
    assert found.meant(country) == code


@pytest.mark.parametrize("text", ["", "x", "kg", "pcs", "XYZ", "XXX", "%", "12"])
def test_what_is_no_sign_means_nothing(text: str) -> None:
    assert sign(text) is None


@pytest.mark.parametrize(
    ("name", "code", "rest"),
    [
        ("Price (EUR)", "EUR", "Price"),
        ("Unit price [usd]", "USD", "Unit price"),
        ("amount_usd", "USD", "amount"),
        ("Total €", "EUR", "Total"),
        ("EUR amount", "EUR", "amount"),
        ("Preis in EUR", "EUR", "Preis"),
        ("Price (R$)", "BRL", "Price"),
        ("Price ($)", "", "Price ($)"),
        ("Price", "", "Price"),
        ("Price (net)", "", "Price (net)"),
        ("Currency", "", "Currency"),
        ("EUR", "", "EUR"),
        ("Total ALL", "", "Total ALL"),
        ("pricing", "", "pricing"),
        ("first_try", "", "first_try"),
    ],
)
def test_the_name_of_a_column_may_hold_a_code(name: str, code: str, rest: str) -> None:
    assert in_name(name) == (code, rest)


@pytest.mark.parametrize(
    ("text", "code"),
    [("eur", "EUR"), (" GBP ", "GBP"), ("€", "EUR"), ("euro", "EUR"), ("$", "$"), ("points", "POINTS")],
)
def test_values_of_a_column_of_currencies_become_codes_where_they_name_one(text: str, code: str) -> None:
    assert standard_currency(text) == code


def test_all_listed_signs_are_lower_case_and_of_known_currencies() -> None:
    text = files("tillhouse").joinpath("data/currency_signs.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert len({row["sign"] for row in rows}) == len(rows)
    for row in rows:
        assert row["sign"] == row["sign"].casefold()
        assert row["alone"] or row["also"]
        assert {*row["alone"].split(), *row["also"].split()} <= currencies(), row
