from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.frames import Engine, on_polars, values
from tillhouse.checks.unique import unique

TYPES = {"row": "integer", "shop": "text", "till": "integer"}


def test_all_rows_of_a_shared_value_break_it(engine: Engine) -> None:
    frame = engine({"row": [1, 2, 3], "shop": ["a", "b", "a"]}, TYPES)
    assert values(unique("shop").rows(frame, {}), "row") == [1, 3]


def test_a_null_is_compared_with_nothing(engine: Engine) -> None:
    frame = engine({"row": [1, 2, 3, 4], "shop": [None, None, "a", "a"], "till": [1, 1, None, None]}, TYPES)
    assert values(unique("shop").rows(frame, {}), "row") == [3, 4]
    assert values(unique("shop", "till").rows(frame, {}), "row") == []


@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.sampled_from([1, 2, None])), max_size=8))
def test_it_finds_what_counting_finds(pairs: list[tuple[str | None, int | None]]) -> None:
    counts = Counter(pairs)
    expected = [i for i, pair in enumerate(pairs) if None not in pair and counts[pair] > 1]
    shops, tills = [p[0] for p in pairs], [p[1] for p in pairs]
    frame = on_polars({"row": list(range(len(pairs))), "shop": shops, "till": tills}, TYPES)
    assert values(unique("shop", "till").rows(frame, {}), "row") == sorted(expected, key=str)


@pytest.mark.parametrize(
    ("rows", "shared"),
    [
        ([], []),
        ([(1, 0)], []),
        ([(1, 0), (1, 1), (2, 0)], []),
        ([(1, 1), (2, 0), (1, 0)], []),
        ([(1, 0), (1, 0), (2, 0)], [0, 1]),
        ([(1, 0), (2, 0), (1, 0)], [0, 2]),
        ([(1, None), (1, None), (2, 0)], []),
        ([(None, 0), (1, 0), (1, 0)], [1, 2]),
    ],
    ids=["none", "one", "rising", "falling", "twice", "twice apart", "nulls", "null first"],
)
def test_lines_in_order_and_out_of_order(
    rows: list[tuple[int | None, int | None]], shared: list[int]
) -> None:
    lines, parts = [line for line, _ in rows], [part for _, part in rows]
    types = {"row": "integer", "line": "integer", "part": "integer"}
    frame = on_polars({"row": list(range(len(rows))), "line": lines, "part": parts}, types)
    assert values(unique("line", "part").rows(frame, {}), "row") == shared


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=6), st.booleans())
def test_lines_of_numbers_are_counted_too(pairs: list[tuple[int, int]], is_sorted: bool) -> None:
    pairs = sorted(pairs) if is_sorted else pairs
    counts = Counter(pairs)
    expected = [i for i, pair in enumerate(pairs) if counts[pair] > 1]
    types = {"row": "integer", "line": "integer", "part": "integer"}
    columns = {"row": list(range(len(pairs))), "line": [p[0] for p in pairs], "part": [p[1] for p in pairs]}
    assert values(unique("line", "part").rows(on_polars(columns, types), {}), "row") == expected
