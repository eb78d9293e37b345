"""Columns without a meaning, as text."""

from __future__ import annotations

import polars as pl

from tillhouse.evidence._extra import beside


def test_wanted_columns_are_read_and_those_of_lists_are_not() -> None:
    lines = pl.DataFrame({"extra": ['{"a":"x","b":[1],"c":2}', None, '{"a":null,"c":true}']})
    found = beside(lines, lambda name: name != "d")
    assert {name: values.to_list() for name, values in found.items()} == {
        "a": ["x", None, None],
        "c": ["2", None, "true"],
    }


def test_without_such_columns_nothing_is_read() -> None:
    assert beside(pl.DataFrame({"extra": [None]}, schema={"extra": pl.String}), lambda _: True) == {}
