"""Exports of other countries and years spell columns and values otherwise: the books of the sample stay the same."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.dialects.test_dialects import SAMPLES, booked, by_hand, opened

SPELLINGS: Mapping[str, Mapping[str, str]] = {
    "ebay_transactions": {
        "Ship to country": "Post to country",
        "Shipping and handling": "Postage and packaging",
        "Final Value Fee - fixed": "Final value fee – fixed",
        "Final Value Fee - variable": "Final value fee – variable",
        "Shipping label": "Postage label",
    },
    "shopify": {
        "Lineitem sku": "Lineitem SKU",
        "Lineitem compare at price": "Lineitem compare-at price",
        "Cancelled at": "Canceled at",
    },
    "square_transactions": {"Tender Note": "Other Tender Note", "Device Name": "Device Nickname"},
    "stripe_payments": {"Created (UTC)": "Created date (UTC)"},
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_the_books_are_those_of_the_sample(name: str, tmp_path: Path) -> None:
    text = SAMPLES[name].read_text("utf-8")
    for old, new in SPELLINGS[name].items():
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "export.csv"
    file.write_text(text, "utf-8")
    said = opened(tmp_path / "lake", file)
    expected = by_hand(name)
    assert booked(tmp_path / "lake", list(expected[0])) == expected, said


def test_payments_of_the_test_mode_are_no_sales(tmp_path: Path) -> None:
    header = "id,Created date (UTC),Amount,Amount Refunded,Currency,Status,Mode"
    rows = [
        "ch_1,2026-07-10 18:37:41,10.00,0.00,usd,Paid,Live",
        "ch_2,2026-07-11 18:37:41,7.00,0.00,usd,Paid,Test",
    ]
    file = tmp_path / "export.csv"
    file.write_text("\n".join([header, *rows, ""]), "utf-8")
    opened(tmp_path / "lake", file)
    assert [row["fate"] for row in booked(tmp_path / "lake", ["line", "part", "fate"])] == [
        "loaded",
        "not_sales",
    ]
