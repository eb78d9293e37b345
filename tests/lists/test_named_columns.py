"""Columns by name and by number from 1."""

from __future__ import annotations

import pytest

from tillhouse.errors import UnknownName
from tillhouse.lists.named_columns import is_data, place_of


def test_a_name_comes_before_a_number() -> None:
    assert [place_of(one, ["2", "who"], 2) for one in ("2", "1", "who")] == [0, 0, 1]
    for asked in ("0", "3", "-1", "what"):
        with pytest.raises(UnknownName, match=f"No column is named {asked}"):
            place_of(asked, ["2", "who"], 2)
    with pytest.raises(UnknownName, match="Known: 1, 2, who"):
        place_of("0", ["2", "who"], 2)


@pytest.mark.parametrize("cells", [["T1", "0"], ["2011-01-04"], ["x", "€ 1.234,50"], ["7,5", ""]])
def test_a_number_or_a_date_is_data(cells: list[str]) -> None:
    assert is_data(cells)


@pytest.mark.parametrize("cells", [[], [""], ["T1", "jam"], ["paid (€)", "85123A"]])
def test_names_and_codes_are_none(cells: list[str]) -> None:
    assert not is_data(cells)
