"""Sums of totals near the limit of what engines hold, on every engine."""

from __future__ import annotations

from decimal import Decimal

import narwhals as nw

from tests.frames import Engine, values
from tillhouse.retail.money import added, less

LARGE = Decimal("999999999999999999999.999999")
TYPES = {"a": "total", "b": "total"}


def test_totals_are_added_and_taken_off_to_the_last_digit(engine: Engine) -> None:
    frame = engine({"a": [LARGE, None], "b": [Decimal("0.000001"), LARGE]}, TYPES)
    found = frame.select(sum=added(nw.col("a"), nw.col("b")), rest=less(nw.col("a"), nw.col("b")))
    assert values(found, "sum") == [LARGE + Decimal("0.000001"), None]
    assert values(found, "rest") == [LARGE - Decimal("0.000001"), None]
