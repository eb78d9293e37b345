from __future__ import annotations

from collections import Counter

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
