"""Rows by month: every row in one month, and months in groups that are not too large."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from tests.things import rows, things
from tillhouse.lake.rows_by_month import by_month, grouped, joined

WHOLE = replace(things, by=None)


@pytest.mark.parametrize(
    ("order", "kept"),
    [((0, 1), "in a stretch each"), ((0, 1, 0), "apart")],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_month_has_its_rows(order: tuple[int, ...], kept: str) -> None:
    months = ("2011-01", "2011-02")
    frame = pl.concat([rows(months[place], number) for number, place in enumerate(order)])
    found = by_month(things, frame)
    assert {month: sorted(some["n"]) for month, some in found.items()} == {
        month: [n for n, at in enumerate(order) if at == place] for place, month in enumerate(months)
    }


def test_a_table_without_months_is_one_part() -> None:
    frame = rows("2011-01", 1, 2)
    assert list(by_month(WHOLE, frame)) == [""]
    assert by_month(things, frame.clear()) == {}


def test_nothing_joined_is_nothing() -> None:
    assert joined([]).is_empty()
    assert joined([rows("2011-01", 1), rows("2011-02", 2)])["n"].to_list() == [1, 2]


@pytest.mark.parametrize(
    ("counts", "at_most", "groups"),
    [
        ((2, 2, 2), 4, [["0", "1"], ["2"]]),
        ((2, 2, 2), 3, [["0"], ["1"], ["2"]]),
        ((9, 1, 1), 4, [["0"], ["1", "2"]]),
        ((1, 9, 1), 4, [["0"], ["1"], ["2"]]),
        ((), 4, []),
    ],
)
def test_groups_hold_at_most_so_many_rows(
    counts: tuple[int, ...], at_most: int, groups: list[list[str]]
) -> None:
    known = {str(month): count for month, count in enumerate(counts)}
    assert grouped(known, known, at_most) == groups
