"""Frames that note where values come from."""

from __future__ import annotations

from collections.abc import Callable

import narwhals as nw
import pytest

from tillhouse.engines import _traced
from tillhouse.engines._traced.frames import Traced
from tillhouse.errors import FixTheCode
from tillhouse.frame import (
    Frame,
    framed,
    gathered,
    looked_up,
    narrowed,
    once,
    rows_like,
    until_end,
    with_canonical_text,
    with_datetime,
    with_key,
    with_membership,
    with_share,
    with_standard_text,
)

c = nw.col
LEFT = framed(_traced.table("l", ["a", "b", "k"]))
RIGHT = framed(_traced.table("r", ["k", "v"]))


def of(frame: Frame, column: str) -> tuple[set[str], dict[str, set[str]]]:
    """What a column is computed from, and what else decides about it, its rows included, and how."""
    traced: Traced = nw.to_native(frame)
    origins = traced.whole(column)
    ways: dict[str, set[str]] = {}
    for read, way in origins.indirect:
        ways.setdefault(".".join(read), set()).add(way)
    return {".".join(read) for read in origins.direct}, ways


@pytest.mark.parametrize(
    ("expression", "direct"),
    [
        (c("a"), {"l.a"}),
        (c("a") + c("b"), {"l.a", "l.b"}),
        (1 - c("a"), {"l.a"}),
        (c("a") == c("b"), {"l.a", "l.b"}),
        (c("a") < 3, {"l.a"}),
        (~(c("a") > 3), {"l.a"}),
        (nw.lit(1), set()),
        (c("a").fill_null(c("b")), {"l.a", "l.b"}),
        (c("a").str.to_lowercase().str.contains("x"), {"l.a"}),
        (c("a").is_in([1, 2]), {"l.a"}),
        (nw.when(c("a") > 1).then(c("b")), {"l.a", "l.b"}),
        (nw.when(c("a") > 1).then(nw.lit(0)).otherwise(c("k")), {"l.a", "l.k"}),
        (nw.coalesce("a", "b"), {"l.a", "l.b"}),
        (nw.concat_str(c("a"), c("k"), separator="-"), {"l.a", "l.k"}),
        (nw.max_horizontal("a", "b"), {"l.a", "l.b"}),
        (nw.any_horizontal(c("a") > 1, c("k") > 1, ignore_nulls=True), {"l.a", "l.k"}),
    ],
)
def test_a_value_comes_from_the_columns_of_its_expression(expression: nw.Expr, direct: set[str]) -> None:
    assert of(LEFT.with_columns(x=expression), "x") == (direct, {})


def test_a_window_decides_by_its_keys_and_its_order() -> None:
    found = LEFT.with_columns(x=c("a").cum_sum().over("k", order_by=["b"]))
    assert of(found, "x") == ({"l.a"}, {"l.k": {"window"}, "l.b": {"window"}})
    assert of(found, "a") == ({"l.a"}, {})


def test_a_filter_decides_about_every_column() -> None:
    found = LEFT.filter((c("a") > 1) & (c("k") == 2)).select("b")
    assert of(found, "b") == ({"l.b"}, {"l.a": {"filter"}, "l.k": {"filter"}})


def test_a_group_decides_by_its_keys() -> None:
    found = LEFT.group_by("k").agg(c("a").sum().alias("x"), nw.len().alias("n"))
    assert of(found, "k") == ({"l.k"}, {"l.k": {"group"}})
    assert of(found, "x") == ({"l.a"}, {"l.k": {"group"}})
    assert of(found, "n") == (set(), {"l.k": {"group"}})


def test_what_all_rows_come_to_comes_from_its_column() -> None:
    assert of(LEFT.filter(c("b") > 1).select(c("a").max()), "a") == ({"l.a"}, {"l.b": {"filter"}})


def test_a_join_decides_by_the_keys_of_both_sides() -> None:
    found = LEFT.join(RIGHT.filter(c("v") > 0), on="k", how="inner")
    keys = {"l.k": {"join"}, "r.k": {"join"}, "r.v": {"filter"}}
    assert of(found, "v") == ({"r.v"}, keys)
    assert of(found, "a") == ({"l.a"}, keys)


def test_a_left_join_with_one_row_for_each_leaves_the_rows_alone() -> None:
    few = RIGHT.group_by("k").agg(c("v").sum())
    found = LEFT.join(few, on="k", how="left")
    assert of(found, "v") == ({"r.v"}, {"l.k": {"join"}, "r.k": {"join", "group"}})
    assert of(found, "a") == ({"l.a"}, {})
    many = LEFT.join(RIGHT, on="k", how="left")
    assert of(many, "a") == ({"l.a"}, {"l.k": {"join"}, "r.k": {"join"}})


@pytest.mark.parametrize("how", ["semi", "anti"])
def test_a_join_that_only_filters_adds_no_column(how: str) -> None:
    found = LEFT.join(RIGHT, on="k", how=how)  # type: ignore[arg-type]
    assert found.columns == ["a", "b", "k"]
    assert of(found, "a")[1] == {"l.k": {"join"}, "r.k": {"join"}}


def test_columns_of_one_name_are_told_apart() -> None:
    found = LEFT.join(RIGHT.rename({"v": "a"}), on="k", how="inner")
    assert of(found, "a_right")[0] == {"r.v"}


def test_an_order_decides_only_where_some_rows_are_taken() -> None:
    assert of(LEFT.sort("b"), "a") == ({"l.a"}, {})
    assert of(LEFT.sort("b").head(3), "a") == ({"l.a"}, {"l.b": {"sort"}})


def test_distinct_rows_are_decided_by_their_columns() -> None:
    assert of(LEFT.select("a", "b").unique(), "a") == ({"l.a"}, {"l.a": {"group"}, "l.b": {"group"}})


def test_frames_that_follow_each_other_add_up() -> None:
    other = RIGHT.filter(c("k") > 1).select(a=c("v"))
    assert of(nw.concat([LEFT.select("a"), other]), "a") == ({"l.a", "r.v"}, {"r.k": {"filter"}})


@pytest.mark.parametrize(
    ("change", "direct", "ways"),
    [
        (lambda f: with_key(f, "x", "a", "b"), {"l.a", "l.b"}, {}),
        (lambda f: with_share(f, "x", "a", "b", "k"), {"l.a", "l.b", "l.k"}, {}),
        (lambda f: with_datetime(f, "x", "a", ["%Y"], "UTC"), {"l.a"}, {}),
        (lambda f: with_canonical_text(f, ["a"]).with_columns(x=c("a")), {"l.a"}, {}),
        (lambda f: with_standard_text(f, "a", str.upper).with_columns(x=c("a")), {"l.a"}, {}),
        (lambda f: with_membership(f, "x", "k", RIGHT), set(), {"l.k": {"join"}, "r.k": {"group", "join"}}),
        (
            lambda f: looked_up(f, RIGHT, ["k"]).rename({"v": "x"}),
            {"r.v"},
            {"l.k": {"join"}, "r.k": {"join"}},
        ),
        (lambda f: narrowed(once(f), "k", RIGHT).rename({"a": "x"}), {"l.a"}, {}),
        (lambda f: rows_like(f, {"x": [1]}, {"x": "integer"}), set(), {}),
    ],
)
def test_what_narwhals_lacks_is_traced_as_well(
    change: Callable[[Frame], Frame], direct: set[str], ways: dict[str, set[str]]
) -> None:
    assert of(change(LEFT), "x") == (direct, ways)


def test_the_end_of_the_data_is_a_filter() -> None:
    window = framed(_traced.table("observation_window", ["last_day"]))
    found = until_end(LEFT, window, "b")
    assert of(found, "a") == ({"l.a"}, {"l.b": {"filter"}, "observation_window.last_day": {"filter"}})


def test_rows_are_refused() -> None:
    with pytest.raises(FixTheCode, match="computed_from"):
        gathered(LEFT)


def test_a_column_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match="z"):
        LEFT.select("z")
