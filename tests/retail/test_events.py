"""What happened, word by word."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pytest

from tests.frames import Engine
from tillhouse.retail import events
from tillhouse.retail.events import EVENTS

HAPPENED: list[tuple[str, int, int, str]] = [
    ("536365", 6, 15, "sale"),
    ("536365", 6, 0, "free"),
    ("536365", -6, -15, "return"),
    ("536365", -6, 0, "write_off"),
    ("C536365", -6, -15, "cancellation"),
    ("c536365", -6, -15, "cancellation"),
    ("C536365", 6, 15, "cancellation"),
    ("C536365", -6, 0, "cancellation"),
    ("A563186", 1, -11062, "adjustment"),
    ("a563186", 1, 11062, "adjustment"),
    ("CASH-17", 6, 15, "sale"),
    ("ATM", -6, -15, "return"),
    ("C-17", 6, 15, "sale"),
    ("536365", 1, -5, "sale"),
]


@pytest.mark.parametrize("row", HAPPENED, ids=str)
def test_what_happened(engine: Engine, row: tuple[str, int, int, str]) -> None:
    columns: dict[str, Any] = {"invoice": [row[0]], "quantity": [row[1]], "amount": [row[2]]}
    types = {"invoice": "text", "quantity": "integer", "amount": "money"}
    found = engine(columns, types).select(
        event=events.event(nw.col("invoice"), nw.col("quantity"), nw.col("amount"))
    )
    assert found.collect().to_arrow()["event"].to_pylist() == [row[3]]


def test_every_event_is_shown() -> None:
    assert {row[3] for row in HAPPENED} == set(EVENTS)
