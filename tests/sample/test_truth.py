"""Sums said in pounds."""

from __future__ import annotations

import pytest

from tillhouse.sample.truth import Sum, pounds


@pytest.mark.parametrize(
    ("thousandths", "text"),
    [
        (0, "0.00"),
        (1, "0.001"),
        (2550, "2.55"),
        (-11062060, "-11062.06"),
        (10**20 + 7, "100000000000000000.007"),
    ],
)
def test_pounds_are_exact(thousandths: int, text: str):
    assert pounds(thousandths) == text


def test_unknown_money_is_counted_and_not_taken_for_nothing():
    total = Sum()
    total.add(2, 5100)
    assert total.said() == {"rows": 2, "amount": "5.10"}
    total.add(1, 0, unknown=1)
    assert total.said() == {"rows": 3, "amount": "5.10", "unknown_money_rows": 1}
