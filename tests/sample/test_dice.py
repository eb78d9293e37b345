"""Rolls are SplitMix64, the same number by number and by column."""

from __future__ import annotations

import polars as pl

from tillhouse.sample.dice import Dice, key, part, roll, rolls


def test_rolls_are_those_of_splitmix64():
    # The first outputs of the published generator from state 0; each step of it is the next number here.
    assert [roll(n) for n in (1, 2, 3)] == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


def test_a_column_of_rolls_is_the_rolls_of_its_numbers():
    start = key(7, "line")
    frame = pl.DataFrame({"i": [0, 1, 62, 1_000_000]}).with_columns(found=rolls(pl.col("i"), start))
    assert frame["found"].to_list() == [roll(start + i) for i in frame["i"]]
    parts = frame.select(part(pl.col("found"), 20, 1000)).to_series().to_list()
    assert parts == [(roll(start + i) >> 20) % 1000 for i in frame["i"]]


def test_streams_and_seeds_differ():
    assert len({key(seed, stream) for seed in range(50) for stream in ("line", "odd", "again")}) == 150


def test_distinct_numbers_are_distinct_and_in_range():
    found = Dice(1, "faults").distinct(90, 100)
    assert len(set(found)) == 90
    assert all(0 <= n < 100 for n in found)
    assert Dice(1, "faults").distinct(90, 100) == found
