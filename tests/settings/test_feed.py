"""What a feed decides, and the values it refuses."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import pytest

from tillhouse.errors import BadSetting, UnknownName
from tillhouse.settings.feed import Feed, saved_feed

FEED = Feed("shop", "sales.csv")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"date_order": "middle-first"}, "date_order is 'middle-first'"),
        ({"duplicates": "some"}, "duplicates is 'some'"),
        ({"decimal": ";"}, "decimal is ';'"),
        ({"thousands": "_"}, "thousands is '_'"),
        ({"decimal": ",", "thousands": ","}, "decimal and thousands are both ','"),
        ({"day_ends": "24:00"}, "day_ends is '24:00'"),
        ({"day_ends": "4:00"}, "day_ends is '4:00'"),
        ({"delimiter": ""}, "delimiter is ''"),
        ({"delimiter": ",,"}, "delimiter is ',,'"),
        ({"quote": "ab"}, "quote is 'ab'"),
        ({"currency": "pounds"}, "currency is 'pounds'"),
        ({"encoding": "foo"}, "no encoding is named 'foo'"),
        ({"time_zone": "Europe/Londn"}, "no time zone is named 'Europe/Londn'"),
        ({"time_zone": "../London"}, "no time zone is named '../London'"),
    ],
    ids=str,
)
def test_a_value_that_cannot_be_used_is_named_with_its_place(change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadSetting) as refused:
        replace(FEED, **change).checked("[feeds.shop] in FILE")
    assert refused.value.message.startswith("[feeds.shop] in FILE")
    assert says in refused.value.message


@pytest.mark.parametrize(
    "change", [{"columns": {"unit_prise": "Price"}}, {"duplicate_key": ("unit_prise",)}], ids=str
)
def test_an_unknown_meaning_is_answered_by_the_nearest(change: dict[str, Any]) -> None:
    with pytest.raises(UnknownName, match=r"unit_prise\.\nDid you mean unit_price\?"):
        replace(FEED, **change).checked("FILE")


@pytest.mark.parametrize(
    "change",
    [{"day_ends": "04:30"}, {"time_zone": "Asia/Kolkata"}, {"decimal": ",", "thousands": "."}],
    ids=str,
)
def test_a_value_that_can_be_used_passes(change: dict[str, Any]) -> None:
    replace(FEED, **change).checked("FILE")


def test_a_feed_comes_back_from_a_release_as_it_was() -> None:
    feed = replace(FEED, duplicate_key=("invoice_no", "stock_code"), columns={"unit_price": "Price"})
    assert saved_feed(json.loads(json.dumps(asdict(feed)))) == feed


def test_only_what_decides_the_meaning_of_text_is_part_of_the_reading() -> None:
    assert replace(FEED, name="other", path="elsewhere/*.csv").reading == FEED.reading
    words: dict[str, Any] = {
        "columns": {"unit_price": "Price"},
        "date_order": "day-first",
        "currency": "EUR",
        "duplicates": "keep",
        "duplicate_key": ("invoice_no",),
        "day_ends": "04:00",
        "line_types": {"X": "fee"},
        "time_zone": "UTC",
    }
    changed = {replace(FEED, **{name: value}).reading for name, value in words.items()}
    assert len(changed | {FEED.reading}) == len(words) + 1
