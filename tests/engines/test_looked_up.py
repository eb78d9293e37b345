"""What few rows say of many: the same on every engine, whatever the few are."""

from __future__ import annotations

from typing import Any

import pytest

from tests.frames import Engine, on_polars, values
from tillhouse.frame import gathered, looked_up

TYPES = {"row": "integer", "shop": "text", "till": "integer", "clerk": "text", "is_open": "boolean"}
ROWS: dict[str, list[Any]] = {
    "row": [1, 2, 3, 4, 5],
    "shop": ["a", "b", "a", "b", None],
    "till": [1, 1, 2, None, 2],
}


@pytest.mark.parametrize(
    ("few", "expected"),
    [
        ([], [(1, None), (2, None), (3, None), (4, None), (5, None)]),
        ([("a", 1, "Ann")], [(1, "Ann"), (2, None), (3, None), (4, None), (5, None)]),
        ([("b", 1, "Bo"), ("a", 2, None)], [(1, None), (2, "Bo"), (3, None), (4, None), (5, None)]),
        (
            [("a", 1, "Ann"), ("a", 1, "Al")],
            [(1, "Al"), (1, "Ann"), (2, None), (3, None), (4, None), (5, None)],
        ),
    ],
    ids=["none", "one", "some", "two of one"],
)
def test_each_row_has_what_the_few_say_of_it(
    engine: Engine, few: list[tuple[Any, ...]], expected: list[tuple[int, str | None]]
) -> None:
    known = {name: [row[place] for row in few] for place, name in enumerate(("shop", "till", "clerk"))}
    known |= {"is_open": [True] * len(few)}
    found = looked_up(engine(ROWS, TYPES), engine(known, TYPES), ["shop", "till"])
    assert set(found.collect_schema().names()) == set(TYPES)
    rows = gathered(found).select("row", "clerk", "is_open").rows()
    assert sorted(((n, clerk) for n, clerk, _ in rows), key=str) == sorted(expected, key=str)
    assert all(is_open is True for _, clerk, is_open in rows if clerk)


def test_rows_stay_in_their_order() -> None:
    few = on_polars({"shop": ["b", "a"], "till": [1, 1], "clerk": ["Bo", "Ann"]}, TYPES)
    found = looked_up(
        on_polars({name: column[::-1] for name, column in ROWS.items()}, TYPES), few, ["shop", "till"]
    )
    assert gathered(found)["row"].to_list() == [5, 4, 3, 2, 1]


def test_null_is_not_looked_up() -> None:
    few = on_polars({"shop": ["b", None], "till": [None, 2], "clerk": ["Bo", "No"]}, TYPES)
    assert set(values(looked_up(on_polars(ROWS, TYPES), few, ["shop", "till"]), "clerk")) == {None}


def test_few_rows_that_say_nothing_more_add_nothing() -> None:
    frame = on_polars(ROWS, TYPES)
    assert gathered(looked_up(frame, frame.select("shop", "till").unique(), ["shop", "till"])).shape == (5, 3)
