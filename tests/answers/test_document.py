"""JSON: exact values, rows as objects."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tillhouse.answers.document import encoded, exact, objects


@dataclass(frozen=True)
class Answer:
    """An answer that holds one value."""

    value: Any

    def document(self) -> dict[str, Any]:
        return {"value": self.value}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1.500000"), "1.50"),
        (Decimal("-0.000"), "0.00"),
        (date(2011, 12, 9), "2011-12-09"),
        (datetime(2011, 12, 9, 12, 50), "2011-12-09T12:50:00"),
        (Path("lake"), "lake"),
        ({"b", "a"}, ["a", "b"]),
        ("größer", "größer"),
        (None, None),
        (12, 12),
    ],
)
def test_values_are_exact_and_ordered(value: Any, written: Any) -> None:
    assert json.loads(encoded(Answer(value))) == {"value": written}


def test_text_stays_readable() -> None:
    assert encoded(Answer("größer")) == '{\n  "value": "größer"\n}'


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(TypeError, match="object has no JSON form"):
        encoded(Answer(object()))


def test_all_digits_of_an_amount_are_kept() -> None:
    assert [exact("9747747.934000"), exact(Decimal("1E+3"))] == ["9747747.934", "1000.00"]


def test_rows_are_objects_and_equal_names_are_told_apart() -> None:
    rows = [(1, float("inf"), b"x"), (None, [date(2011, 1, 2)], {"a": 1})]
    assert objects(("n", "n", "m"), rows) == [
        {"n": 1, "n_2": "inf", "m": "b'x'"},
        {"n": None, "n_2": ["2011-01-02"], "m": {"a": 1}},
    ]
