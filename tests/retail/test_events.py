"""What happened, word by word."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import narwhals as nw
import pytest

from tests.frames import Engine
from tillhouse.retail import events
from tillhouse.retail.events import EVENTS

PREFIXES = {"C": "cancellation", "A": "adjustment"}
HAPPENED: list[tuple[str, str, str | None, str, str]] = [
    ("536365", "product", "6", "15", "sale"),
    ("536365", "product", "0.752", "3", "sale"),
    ("536365", "product", None, "15", "sale"),
    ("536365", "product", "6", "0", "free"),
    ("536365", "product", "-6", "-15", "return"),
    ("536365", "product", "-0.5", "-15", "return"),
    ("536365", "product", "1", "-5", "return"),
    ("536365", "product", None, "-5", "return"),
    ("536365", "discount", "1", "-5", "sale"),
    ("536365", "fee", None, "-5", "adjustment"),
    ("536365", "fee", "-1", "-5", "return"),
    ("536365", "product", "-6", "0", "write_off"),
    ("C536365", "product", "-6", "-15", "cancellation"),
    ("c536365", "product", "-6", "-15", "cancellation"),
    ("C536365", "product", "6", "15", "cancellation"),
    ("C536365", "product", "-6", "0", "cancellation"),
    ("A563186", "bad_debt", "1", "-11062", "adjustment"),
    ("a563186", "bad_debt", "1", "11062", "adjustment"),
    ("CASH-17", "product", "6", "15", "sale"),
    ("ATM", "product", "-6", "-15", "return"),
    ("C-17", "product", "6", "15", "sale"),
]
WITHOUT_PREFIXES = [
    ("C1001", "product", "2", "10", "sale"),
    ("A1001", "product", "-1", "-5", "return"),
]
TYPES = {"invoice": "text", "line_type": "text", "quantity": "quantity", "amount": "money"}


def happened(engine: Engine, row: tuple[str, str, str | None, str, str], prefixes: dict[str, str]) -> str:
    """The event of one line."""
    values = (row[0], row[1], None if row[2] is None else Decimal(row[2]), Decimal(row[3]))
    columns: dict[str, Any] = {name: [value] for name, value in zip(TYPES, values, strict=True)}
    said = [nw.col(name) for name in TYPES]
    found = engine(columns, TYPES).select(event=events.event(prefixes, *said)).collect()
    return str(found.to_arrow()["event"].to_pylist()[0])


@pytest.mark.parametrize("row", HAPPENED, ids=str)
def test_what_happened(engine: Engine, row: tuple[str, str, str | None, str, str]) -> None:
    assert happened(engine, row, PREFIXES) == row[4]


@pytest.mark.parametrize("row", WITHOUT_PREFIXES, ids=str)
def test_a_letter_means_nothing_where_no_prefix_is_declared(
    engine: Engine, row: tuple[str, str, str | None, str, str]
) -> None:
    assert happened(engine, row, {}) == row[4]


def test_every_event_is_shown() -> None:
    assert {row[4] for row in HAPPENED} == set(EVENTS)
