from __future__ import annotations

from typing import Any

from tests.frames import Engine, values
from tillhouse.checks.one_current import one_current

TYPES = {"id": "text", "shop": "text", "current": "boolean"}


def test_none_and_two_are_broken_and_all_their_rows_named(engine: Engine) -> None:
    frame = engine({"id": ["a", "a", "b", "c", "c"], "current": [True, False, None, True, True]}, TYPES)
    assert values(one_current("id", "current").rows(frame, {}), "id") == ["b", "c", "c"]


def test_a_key_can_be_several_columns(engine: Engine) -> None:
    columns: dict[str, list[Any]] = {
        "id": ["a", "a", "a"],
        "shop": ["x", "y", "y"],
        "current": [True, True, True],
    }
    assert values(one_current(("id", "shop"), "current").rows(engine(columns, TYPES), {}), "shop") == [
        "y",
        "y",
    ]
