"""Two readers of numbers that share no code say the same of everything that may stand in a file."""

from __future__ import annotations

from random import Random
from typing import Any, cast

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dbt.moments import amounts
from tests.retail.written.test_decimals import WRITTEN
from tillhouse.received import reader
from tillhouse.retail.written.decimals import decimals
from tillhouse.retail.written.numbers import READINGS
from tillhouse.settings.feed import Feed

Marks = tuple[str, str]
ODD_NUMBERS = st.one_of(
    st.text("0123456789.,+-()eE '\u00a0\u202f\u2212$\u20acR", max_size=12),
    st.from_regex(r"[+-]?[0-9]{1,17}([.,][0-9]{0,22})?", fullmatch=True),
    st.from_regex(r"[0-9]{1,3}([.,' ][0-9]{2,3}){1,4}([.,][0-9]{1,3})?", fullmatch=True),
    st.from_regex(r"-?[0-9]{1,13}([.,][0-9]{0,15})?[eE][+-]?[0-9]{1,2}", fullmatch=True),
    st.from_regex(r"[-+(]?[$ ]{0,2}[-+(]? ?[0-9]{1,4}[.,]?[0-9]{0,2}[-+)]?[ $]{0,2}[-+)]?", fullmatch=True),
)


def _differing(texts: list[str], marks: Marks) -> list[tuple[str, Any, Any]]:
    feed = Feed("f", "f", decimal=cast("Any", marks[0]), thousands=cast("Any", marks[1]))
    first = [None if value is None else int(value.scaleb(6)) for value in decimals(pl.Series(texts), *marks)]
    second = list(map(reader(feed), texts))
    return [three for three in zip(texts, first, second, strict=True) if three[1] != three[2]]


@pytest.mark.parametrize("marks", READINGS, ids="".join)
def test_both_readers_agree_on_what_people_and_programs_write(marks: Marks) -> None:
    texts = [*amounts(Random(5), 3_000), *(text for text, _, _ in WRITTEN)]
    assert _differing(texts, marks) == []


@given(st.lists(ODD_NUMBERS, min_size=20, max_size=60), st.sampled_from(READINGS))
def test_both_readers_agree_on_whatever_stands_there(texts: list[str], marks: Marks) -> None:
    assert _differing(texts, marks) == []


def test_readers_that_differ_are_found() -> None:
    """The control: the same text by other marks."""
    point = decimals(pl.Series(["1.234"]), ".", "")[0]
    assert int(point.scaleb(6)) != reader(Feed("f", "f", decimal=",", thousands="."))("1.234")
