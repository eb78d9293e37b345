"""Lines by position: any stretch is the same as part of a longer one, and reversals point at sales."""

from __future__ import annotations

import polars as pl
import pytest

from tillhouse.sample.lines import BLOCK, Lines
from tillhouse.sample.shop import open_shop

COUNT = 60_000


@pytest.fixture(scope="module")
def lines() -> Lines:
    return Lines(open_shop(COUNT, 4), COUNT, 4)


@pytest.fixture(scope="module")
def rows(lines: Lines) -> pl.DataFrame:
    return lines.rows(0, COUNT)


def test_each_position_is_one_line_in_order_of_time(rows: pl.DataFrame):
    assert rows["i"].to_list() == list(range(COUNT))
    assert rows["day"].is_sorted()
    assert rows["number"].is_sorted()


def test_a_stretch_is_the_same_alone(lines: Lines, rows: pl.DataFrame):
    start, stop = 100 * BLOCK, 131 * BLOCK
    assert lines.rows(start, stop).equals(rows[start:stop])


def test_an_invoice_has_one_customer_one_day_and_one_country(rows: pl.DataFrame):
    same = rows.group_by("number").agg(pl.col("buyer", "day", "country", "prefix").n_unique())
    assert same.select(pl.col("buyer", "day", "country", "prefix").max()).row(0) == (1, 1, 1, 1)


def test_a_reversal_takes_back_one_earlier_sale_of_the_same_customer_item_and_price(rows: pl.DataFrame):
    taken = rows.filter(pl.col("reverses").is_not_null())
    assert taken.height > COUNT // 100
    assert taken["reverses"].is_unique().all()
    sale = taken.join(rows, left_on="reverses", right_on="i", suffix="_sold")
    assert sale.height == taken.height
    same = [pl.col(name) == pl.col(f"{name}_sold") for name in ("buyer", "item", "text", "price")]
    within = (
        (pl.col("quantity") < 0)
        & (-pl.col("quantity") <= pl.col("quantity_sold"))
        & (pl.col("i") > pl.col("reverses"))
    )
    before = (pl.col("day_sold") < pl.col("day")) | (pl.col("minute_sold") <= pl.col("minute"))
    assert sale.select(pl.all_horizontal(*same, within, before).all()).item()


def test_some_lines_repeat_the_line_before(rows: pl.DataFrame):
    repeats = rows.filter(
        ~pl.struct("number", "item", "text", "quantity", "price", "minute").is_first_distinct()
    )
    assert 0.005 < repeats.height / COUNT < 0.03
