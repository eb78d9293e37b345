"""Names of columns that say what became of a sale."""

from __future__ import annotations

import pytest

from tillhouse.evidence._flags import answer, flag, is_delivery, is_state


@pytest.mark.parametrize(
    ("header", "means"),
    [
        ("Cancelled", "cancelled"),
        ("is_voided", "cancelled"),
        ("Storno", "cancelled"),
        ("refunded", "returned"),
        ("Return", "returned"),
        ("Was Returned", "returned"),
        ("isReturn", "return"),
        ("Return Flag", "return"),
        ("Return Date", None),
        ("Cancelled At", None),
        ("Price", None),
    ],
)
def test_a_flag_is_told_by_its_name(header: str, means: str | None) -> None:
    assert flag(header) == means


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Payment Status", True),
        ("Statut", True),
        ("Refund status", True),
        ("Customer Status", False),
        ("Fulfillment Status", False),
        ("Country", False),
    ],
)
def test_a_state_of_the_sale_is_told_by_its_name(header: str, expected: bool) -> None:
    assert is_state(header) is expected


def test_answers_are_those_of_several_languages() -> None:
    assert [answer(word) for word in ("yes", "x", "1", "nein", "0", "paid")] == [
        True,
        True,
        True,
        False,
        False,
        None,
    ]


def test_states_of_parcels_are_those_of_deliveries() -> None:
    assert [is_delivery(header) for header in ("Shipping Status", "Payment Status", "Ship Date")] == [
        True,
        False,
        False,
    ]
