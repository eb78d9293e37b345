"""Money by currency as people read it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tillhouse.retail.sums import merged, said, several


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ({}, "0.00"),
        ({"EUR": "12"}, "12.00 EUR"),
        ({"USD": "3", "EUR": "12"}, "12.00 EUR + 3.00 USD"),
        ({"EUR": "12", "USD": "-3"}, "12.00 EUR − 3.00 USD"),
        ({"EUR": "-1234.5", "USD": "0"}, "−1,234.50 EUR"),
        ({"EUR": "12", "XXX": "3"}, "12.00 EUR + 3.00"),
    ],
)
def test_each_currency_has_its_amount(amounts: dict[str, str], expected: str) -> None:
    assert said({code: Decimal(amount) for code, amount in amounts.items()}) == expected


def test_a_currency_without_money_is_none_of_several() -> None:
    assert not several([{"EUR": Decimal(1)}, {"USD": Decimal(0)}])
    assert several([{"EUR": Decimal(1)}, {"USD": Decimal(-1)}])


def test_merging_adds_within_a_currency() -> None:
    assert merged({"EUR": Decimal(1)}, {"EUR": Decimal(2), "USD": Decimal(3)}) == {
        "EUR": Decimal(3),
        "USD": Decimal(3),
    }
