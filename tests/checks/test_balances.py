from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from tests.frames import Engine, values
from tillhouse.checks.balances import balances
from tillhouse.errors import FixTheCode

TYPES = {"row": "integer", "received": "integer", "loaded": "integer", "money": "total", "other": "total"}
COLUMNS: dict[str, list[Any]] = {
    "row": [1, 2, 3],
    "received": [3, 3, 3],
    "loaded": [3, 2, None],
    "money": [Decimal("9747747.934"), Decimal("0.000001"), Decimal(1)],
    "other": [Decimal("-9747747.934"), Decimal("0"), Decimal(1)],
}


@pytest.mark.parametrize(
    ("columns", "minus", "equals", "breaking"),
    [
        (("received",), ("loaded",), 0, [2, 3]),
        (("received", "loaded"), (), 6, [2, 3]),
        (("money", "other"), (), 0, [2, 3]),
        (("money",), ("other",), Decimal("0.000001"), [1, 3]),
    ],
)
def test_the_last_digit_counts_and_the_unknown_does_not_balance(
    engine: Engine, columns: Sequence[str], minus: Sequence[str], equals: int | Decimal, breaking: list[int]
) -> None:
    check = balances(*columns, minus=minus, equals=equals)
    assert values(check.rows(engine(COLUMNS, TYPES), {}), "row") == breaking


def test_the_predicate_is_never_null(engine: Engine) -> None:
    breaks = balances("received", minus=("loaded",)).breaks
    assert breaks is not None
    assert values(engine(COLUMNS, TYPES).select(breaks=breaks), "breaks") == [False, True, True]


def test_nothing_to_add_is_refused() -> None:
    with pytest.raises(FixTheCode, match="no columns"):
        balances(minus=("loaded",))


def test_it_is_named_as_its_call_is_written() -> None:
    assert balances("received", minus=("loaded", "gone")).name == "balances(received, minus=loaded|gone)"
