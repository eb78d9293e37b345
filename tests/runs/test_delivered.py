"""What is said of deliveries: what each brought, and what became of it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.pipeline.test_overruling import CORRECTED, FIRST, delivered
from tillhouse.books import Line
from tillhouse.errors import FixTheData, UnknownName
from tillhouse.runs.delivered import Overruling, deliveries_of, delivery_named, delivery_record


def test_deliveries_come_in_their_order_of_arrival_with_their_money(tmp_path: Path) -> None:
    shop = delivered(tmp_path, "redelivery", ("b.csv", FIRST), ("a.csv", CORRECTED))
    found = deliveries_of(shop.snapshot).deliveries
    assert [(one.name, one.records, one.books.received.amount) for one in found] == [
        ("b.csv", 2, Decimal(13)),
        ("a.csv", 3, Decimal(21)),
    ]
    assert [one.state for one in found] == ["in the books"] * 2
    assert deliveries_of(shop.snapshot, "shop").deliveries == found
    with pytest.raises(UnknownName):
        deliveries_of(shop.snapshot, "web")


def test_a_record_says_what_overrules_it(tmp_path: Path) -> None:
    shop = delivered(tmp_path, "newest", ("a.csv", FIRST), ("b.csv", CORRECTED))
    newer = delivery_named(shop.snapshot, "b.csv").key
    found = delivery_record(shop.snapshot, "a.csv")
    assert found.overruled == (Overruling("newest", newer, Line(2, Decimal(13))),)
    assert {month: books.fates["superseded"].rows for month, books in found.months.items()} == {"2024-01": 2}
    assert delivery_record(shop.snapshot, str(newer)).overruled == ()


def test_a_name_that_came_twice_is_not_enough(tmp_path: Path) -> None:
    shop = delivered(tmp_path, "replace", ("a.csv", FIRST), ("a.csv", CORRECTED))
    with pytest.raises(FixTheData, match="delivered 2 times") as raised:
        delivery_named(shop.snapshot, "a.csv")
    first = raised.value.hint.split(": ")[1].split(",")[0] if raised.value.hint else ""
    assert delivery_named(shop.snapshot, first).records == 2
