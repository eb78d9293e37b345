"""Discounts and taxes that are rates, turned into the money of a line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.tables.silver.lines import FEED, booked, sale

TAXED = replace(FEED, columns={**FEED.columns, "tax": "Tax"})


def tax_of(said: str, **feed: Any) -> Decimal | None:
    """The tax of a line of 6 × 2.55."""
    (line,) = booked([sale(tax=said)], replace(TAXED, **feed))
    assert line["amount"] == Decimal("15.30")
    found: Decimal | None = line["tax"]
    return found


@pytest.mark.parametrize(
    ("said", "tax_as", "basis", "tax"),
    [
        ("20", "percent", "excluded", "3.06"),
        ("0.2", "fraction", "excluded", "3.06"),
        ("20%", "amount", "excluded", "3.06"),
        ("20", "percent", "included", "2.55"),
        ("0.2", "fraction", "included", "2.55"),
        ("0.51", "unit", "", "3.06"),
        ("0.51", "unit", "included", "3.06"),
        ("20%", "unit", "excluded", "3.06"),
        ("3.06", "amount", "", "3.06"),
        ("3.06", "amount", "excluded", "3.06"),
        ("20", "percent", "", None),
        ("0.2", "fraction", "", None),
        ("20%", "amount", "", None),
    ],
)
def test_a_rate_is_money_only_where_the_basis_is_known(
    said: str, tax_as: str, basis: str, tax: str | None
) -> None:
    assert tax_of(said, tax_as=tax_as, tax_basis=basis) == (tax and Decimal(tax))
