"""What a command says first of values that nobody knows."""

from __future__ import annotations

import pytest

from tillhouse.evidence._guess import guessed


@pytest.mark.parametrize(
    ("value", "is_negative", "header", "word"),
    [
        ("h", False, "VBTYP", "return"),
        ("b", False, "VBTYP", "not_sales"),
        ("c", False, "VBTYP", "sale"),
        ("re", True, "AUART", "sale"),
        ("10", False, "ABGRU", "not_sales"),
        ("10", False, "Status", "sale"),
        ("angebotsanfrage", False, "Vorgang", "not_sales"),
        ("rückläufer", False, "Vorgang", "return"),
        ("return requested", False, "Status", "refunded"),
        ("not paid", False, "Status", "waiting"),
        ("commissie", True, "Type", "fee"),
        ("zorp", False, "Status", "sale"),
    ],
)
def test_each_value_has_a_likely_meaning(value: str, is_negative: bool, header: str, word: str) -> None:
    assert guessed(value, is_negative, header) == word
