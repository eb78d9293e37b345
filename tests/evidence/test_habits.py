from __future__ import annotations

import polars as pl
import pytest

from tillhouse.evidence.habits import MOST_VALUES, Habits, departures, together
from tillhouse.settings.feed import Feed

FEED = Feed("f", columns={"status": "State"})
USUAL = {"Order": ["1"] * 20, "State": ["paid"] * 10 + ["Cancelled"] * 10, "Note": [None] * 10 + ["x"] * 10}


def habits(**columns: list[str | None]) -> Habits:
    found = Habits()
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    found.add(frame, frame.columns, FEED)
    return found


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"State": ["PAID "] * 20}, []),
        ({"State": ["paid"] * 19 + ["refunded"]}, ["The status refunded was never there before."]),
        ({"Order": ["1"] * 10 + [None] * 10}, ["Order is missing in 50% of the records, before in 0%."]),
        ({"Note": [None] * 13 + ["x"] * 7}, []),
        ({"Tip": ["1"] * 20}, ["1 column is new: Tip."]),
        ({"Note": None}, ["1 column is not there any more: Note."]),
    ],
)
def test_a_change_of_habit_is_named(changed: dict[str, list[str | None] | None], expected: list[str]) -> None:
    usual = together([habits(**USUAL).kept, habits(**USUAL).kept])
    now = {name: values for name, values in {**USUAL, **changed}.items() if values is not None}
    assert [one.says for one in departures(habits(**now), usual, usual)] == expected


def test_the_first_delivery_departs_from_nothing() -> None:
    assert departures(habits(**USUAL), Habits(), Habits()) == []


def test_few_records_say_nothing_of_missing_values() -> None:
    usual = together([habits(**USUAL).kept])
    few = habits(Order=[None] * 5, State=["paid"] * 5, Note=["x"] * 5)
    assert departures(few, usual, usual) == []


def test_a_column_of_many_values_says_nothing_by_a_new_one_and_stays_small() -> None:
    many = habits(State=[str(n) for n in range(MOST_VALUES + 1)])
    assert many.values == {"status": None}
    assert departures(habits(State=["new"]), together([many.kept]), together([many.kept])) == []
    assert len(many.kept) < 200
