"""A part of money against the same in fractions of whole numbers."""

from __future__ import annotations

import itertools
from decimal import Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.frames import ENGINES, Engine
from tillhouse.frame import gathered, with_share

_TYPES = {"amount": "money", "part": "integer", "whole": "integer"}
#: The usual context of Python keeps 28 digits, fewer than such products have.
_WIDE = Context(prec=80)
_UNITS = st.integers(-(10**15) + 1, 10**15 - 1)


def by_hand(millionths: int, part: int, whole: int) -> Decimal | None:
    """The share in millionths, halves away from zero."""
    if whole == 0:
        return None
    exact = Fraction(millionths * part, whole)
    rounded = int(abs(exact) + Fraction(1, 2))
    return Decimal(rounded if exact >= 0 else -rounded).scaleb(-6, _WIDE)


def shared(engine: Engine, millionths: int, part: int, whole: int) -> Decimal | None:
    columns = {"amount": [Decimal(millionths).scaleb(-6)], "part": [part], "whole": [whole]}
    found = gathered(with_share(engine(columns, _TYPES), "share", "amount", "part", "whole"))
    value: Decimal | None = found["share"][0]
    return value


def priced(engine: Engine, price: int, quantity: int) -> Decimal | None:
    """The price of one in millionths, times a quantity in millionths."""
    columns = {
        "price": [Decimal(price).scaleb(-6)],
        "quantity": [Decimal(quantity).scaleb(-6)],
        "one": [1],
    }
    types = {"price": "price", "quantity": "quantity", "one": "integer"}
    found = gathered(with_share(engine(columns, types), "product", "price", "quantity", "one"))
    value: Decimal | None = found["product"][0]
    return value


@settings(max_examples=60, deadline=None)
@given(millionths=st.integers(-(10**18) + 1, 10**18 - 1), part=_UNITS, whole=_UNITS)
@example(millionths=1, part=1, whole=2)
@example(millionths=-1, part=1, whole=2)
@example(millionths=1, part=-1, whole=-2)
@example(millionths=5, part=1, whole=0)
def test_a_share_is_exact_to_half_a_millionth(millionths: int, part: int, whole: int) -> None:
    expected = by_hand(millionths, part, whole)
    if expected is None or abs(expected) < 10**30:
        assert shared(ENGINES["polars"], millionths, part, whole) == expected


@settings(max_examples=60, deadline=None)
@given(
    price=st.integers(-(10**18) + 1, 10**18 - 1),
    quantity=st.integers(-(10**18) + 1, 10**18 - 1),
)
@example(price=3_980_000, quantity=752_000)
@example(price=1, quantity=500_000)
@example(price=-1, quantity=500_000)
@example(price=1, quantity=499_999)
@example(price=127_287_714_709_401_828, quantity=78_568_526_281_649_184)
def test_a_price_times_a_quantity_is_rounded_to_the_millionth(price: int, quantity: int) -> None:
    found = priced(ENGINES["polars"], price, quantity)
    assert found == by_hand(price, quantity, 10**6)


@pytest.mark.parametrize("quantity", [752_000, -752_000, 500_000, -500_000, 499_999, 999_999_999_999_999_999])
def test_a_price_times_a_quantity_is_the_same_on_every_engine(engine: Engine, quantity: int) -> None:
    assert [priced(engine, price, quantity) for price in (1, -3, 3_987_654)] == [
        by_hand(price, quantity, 10**6) for price in (1, -3, 3_987_654)
    ]


@pytest.mark.parametrize(("whole", "expected"), [(1_500_000, "6.666667"), (-3, "-3333333.333333"), (0, None)])
def test_a_share_of_a_quantity(engine: Engine, whole: int, expected: str | None) -> None:
    columns = {"amount": [Decimal(10)], "part": [1], "whole": [Decimal(whole).scaleb(-6)]}
    types = {"amount": "money", "part": "integer", "whole": "quantity"}
    found = gathered(with_share(engine(columns, types), "share", "amount", "part", "whole"))
    assert found["share"].to_list() == [expected and Decimal(expected)]


@pytest.mark.parametrize("millionths", [1, -1, 15_300_000, 999_999_999_999_999_999])
def test_parts_add_up_to_the_whole_on_every_engine(engine: Engine, millionths: int) -> None:
    steps = [shared(engine, millionths, part, 3) for part in (0, 1, 2, 3)]
    paid = [b - a for a, b in itertools.pairwise(steps) if a is not None and b is not None]
    assert sum(paid) == Decimal(millionths).scaleb(-6)
