"""A function of text is computed for each text once, and every row has the value of its text."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillhouse.retail.written import distinct
from tillhouse.retail.written.distinct import per_distinct, per_run

_LONG = ["a"] * 3000 + [None] * 2000 + ["b"] * 3000 + ["a"] * 100
_MIXED = ["a", None, "b", "a"] * 2000


def lengths(text: pl.Series) -> pl.Series:
    return text.str.len_bytes().cast(pl.Int64)


@pytest.mark.parametrize("text", [[], [None], [None] * 5000, ["é", "", None, "é"], _LONG, _MIXED])
@pytest.mark.parametrize("way", [per_distinct, per_run])
def test_each_row_has_the_value_of_its_text(way: object, text: list[str | None]) -> None:
    series = pl.Series("said", text, dtype=pl.String)
    found = way(series, lengths)  # type: ignore[operator]
    assert found.to_list() == [None if one is None else len(one.encode()) for one in text]
    assert found.dtype == pl.Int64


@pytest.mark.parametrize("text", [_LONG, _MIXED, ["a", "b", None]])
def test_the_function_sees_each_text_once(text: list[str | None]) -> None:
    seen: list[str] = []

    def noted(some: pl.Series) -> pl.Series:
        seen.extend(some)
        return some.str.to_uppercase()

    found = per_distinct(pl.Series(text, dtype=pl.String), noted)
    assert sorted(seen) == ["a", "b"]
    assert found.to_list() == [one and one.upper() for one in text]


def test_text_that_stays_is_not_copied() -> None:
    for text in (_LONG, _MIXED):
        series = pl.Series(text, dtype=pl.String)
        assert per_distinct(series, lambda some: some.str.to_lowercase()) is series


@given(st.lists(st.sampled_from(["a", "b", "cc", "", None])), st.integers(1, 6))
def test_runs_are_as_single_rows(text: list[str | None], seen: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(distinct, "_SEEN", seen)
        found = per_distinct(pl.Series(text, dtype=pl.String), lengths)
    assert found.to_list() == [None if one is None else len(one) for one in text]
