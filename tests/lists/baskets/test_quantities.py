"""Quantities below 0, in the forms that tills and accounts write them."""

from __future__ import annotations

import pytest

from tillhouse.lists.baskets.quantities import is_negative


@pytest.mark.parametrize(
    "text",
    ["-1", "−1", "1-", "1−", "(1)", "( 1 )", "- 1 000", "-1.5", "-,5", "-1'000", "(1,5)", "-1e3", "-10E-1"],
)
def test_these_are_negative(text: str) -> None:
    assert is_negative(text) is True


@pytest.mark.parametrize(
    "text", ["1", "+1", "0", "-0", "−0.00", "(0)", "0-", "1 000,5", "1e3", "1e-3", "-0e3"]
)
def test_these_are_not(text: str) -> None:
    assert is_negative(text) is False


@pytest.mark.parametrize(
    "text", ["-", "()", ".", "x", "-x", "2 pcs", "--1", "-(1)", "(1", "1)", "1-2", "-1-", "e3"]
)
def test_these_are_no_numbers(text: str) -> None:
    assert is_negative(text) is None
