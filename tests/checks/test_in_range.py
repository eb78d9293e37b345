from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.frames import Engine, values
from tillhouse.checks.in_range import in_range
from tillhouse.errors import FixTheCode

TYPES = {"row": "integer", "price": "price", "day": "date"}
COLUMNS: dict[str, list[Any]] = {
    "row": [1, 2, 3],
    "price": [Decimal("0.001"), Decimal("-11062.06"), None],
    "day": [date(2011, 12, 9), date(2010, 12, 1), None],
}


@pytest.mark.parametrize(
    ("column", "bounds", "breaking"),
    [
        ("price", {"low": 0}, [2]),
        ("price", {"low": Decimal("0.0011")}, [1, 2]),
        ("price", {"low": Decimal("-11062.06"), "high": Decimal("0.001")}, []),
        ("day", {"low": date(2010, 12, 1), "high": date(2011, 12, 8)}, [1]),
    ],
)
def test_bounds_are_included_and_null_passes(
    engine: Engine, column: str, bounds: Mapping[str, Any], breaking: list[int]
) -> None:
    assert values(in_range(column, **bounds).rows(engine(COLUMNS, TYPES), {}), "row") == breaking


def test_the_predicate_is_never_null(engine: Engine) -> None:
    breaks = in_range("price", low=0).breaks
    assert breaks is not None
    assert values(engine(COLUMNS, TYPES).select(breaks=breaks), "breaks") == [False, False, True]


@pytest.mark.parametrize(
    ("bounds", "says"), [({}, "no bound"), ({"low": 0.1}, "float"), ({"high": 1.0}, "float")]
)
def test_bounds_that_are_missing_or_not_exact_are_refused(bounds: Mapping[str, Any], says: str) -> None:
    with pytest.raises(FixTheCode, match=says):
        in_range("price", **bounds)


def test_it_is_named_as_its_call_is_written() -> None:
    assert in_range("unit_price", low=0).name == "in_range(unit_price, low=0)"
