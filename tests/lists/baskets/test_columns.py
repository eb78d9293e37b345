"""Columns of line items, by name and by number, with a header and without."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lists.baskets.test_files import given, held
from tillhouse.errors import UnknownName, UnmappedHeader

BY_NUMBER = {"basket": ("1",), "item": "2"}


@pytest.mark.parametrize(
    "header",
    [
        "basket,item",
        "basket_id,item",
        "Basket ID,Item",
        "tid,item",
        "id,item",
        "transaction,item",
        "order_id,product",
    ],
)
def test_these_headers_are_known(tmp_path: Path, header: str) -> None:
    for asked in ({}, BY_NUMBER, {"basket": ("1",)}, {"item": "2"}):
        found = given(tmp_path, header + "\n1,a\n1,b\n2,a\n", **asked)
        assert (held(found), found.columns, found.doubts()) == (
            [["a", "b"], ["a"]],
            tuple(header.split(",")),
            [],
        )


def test_a_better_name_comes_first(tmp_path: Path) -> None:
    assert given(tmp_path, "id,tid,order,item\n1,2,3,a\n").columns == ("order", "item")
    assert given(tmp_path, "id,tid,item\n1,2,a\n").columns == ("tid", "item")


@pytest.mark.parametrize(
    "text",
    [
        "1,jam\n1,bread\n2,jam\n",
        "T1,jam\nT1,bread\nT2,jam\n",
        "2011-01-04,jam\n2011-01-04,bread\n5,jam\n",
        "C536,POST\n536,22423\n",
        "x,POST\nx,22423\n",
        "1,item\n1,product\n",
    ],
)
def test_no_row_is_taken_for_a_header(tmp_path: Path, text: str) -> None:
    found = given(tmp_path, text, **BY_NUMBER)
    assert len(found.item) == len(text.splitlines())
    assert (found.named, found.columns, found.doubts()) == (False, ("1", "2"), [])


def test_returns_are_unknown_without_a_header_and_that_is_said(tmp_path: Path) -> None:
    found = given(tmp_path, "1,jam,2\n1,tea,-1\n", **BY_NUMBER)
    assert (held(found), found.quantity) == ([["jam", "tea"]], None)
    assert "rows of returns count as sales" in found.doubts()[0]


def test_several_columns_in_any_order_by_number(tmp_path: Path) -> None:
    found = given(tmp_path, "a;Mon;1\nb;Mon;1\na;Tue;1\n", basket=("3", "2"), item="1")
    assert held(found) == [["a", "b"], ["a"]]
    assert found.said() == "one line item a row: basket in column 3 and column 2, item in column 1"


def test_a_header_over_numbers_is_one_by_number_too_and_that_is_said(tmp_path: Path) -> None:
    found = given(tmp_path, "Kunde,Ware\n7,jam\n,tea\n7,tea\n", **BY_NUMBER)
    assert (held(found), found.columns, found.empty) == ([["jam", "tea"]], ("Kunde", "Ware"), 1)
    assert "The first line (Kunde, Ware) is taken for a header" in found.doubts()[0]


def test_a_first_line_that_may_be_either_counts_and_is_said(tmp_path: Path) -> None:
    text = "Bon A,Ware\nx,jam\nx,tea\n"
    found = given(tmp_path, text, **BY_NUMBER)
    assert held(found) == [["Ware"], ["jam", "tea"]]
    assert "The first line (Bon A, Ware) counts as a line item." in found.doubts()[0]
    named = given(tmp_path, text, basket=("Bon A",), item="Ware")
    assert (held(named), named.doubts()) == ([["jam", "tea"]], [])


def test_a_name_that_is_a_number_is_one_of_no_header(tmp_path: Path) -> None:
    for basket in ("0", "3"):
        with pytest.raises(UnknownName, match=f"No column is named {basket}"):
            given(tmp_path, "0,jam\n0,bread\n", basket=(basket,), item="jam")
    both = given(tmp_path, "Till,What,2011\nx,jam,5\n", basket=("Till",), item="2")
    assert (held(both), both.columns) == ([["jam"]], ("Till", "What"))


def test_a_name_that_is_an_item_too_is_doubted(tmp_path: Path) -> None:
    (said,) = given(tmp_path, "T1,jam\nT1,bread\nT2,jam\n", basket=("T1",), item="jam").doubts()
    assert "its jam is an item too" in said and "--basket 1 --item 2" in said


def test_baskets_of_one_row_each_are_doubted(tmp_path: Path) -> None:
    rows = "".join(f"{n},jam\n" for n in range(20))
    (said,) = given(tmp_path, "id,item\n" + rows).doubts()
    assert "Each basket has one row" in said
    assert given(tmp_path, "id,item\n0,tea\n" + rows).doubts() == []


def test_names_given_twice_are_told_apart_by_number(tmp_path: Path) -> None:
    found = given(tmp_path, "order,item,item\n1,a,b\n", basket=("order",), item="3")
    assert held(found) == [["b"]]
    with pytest.raises(UnmappedHeader, match="2 columns are named item: 2 and 3"):
        given(tmp_path, "order,item,item\n1,a,b\n", item="item")


def test_what_is_lacking_without_a_header_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnmappedHeader, match="2 columns without names") as error:
        given(tmp_path, "1,jam\n1,tea\n", basket=("1",))
    assert "--item COLUMN" in str(error.value)
    with pytest.raises(UnknownName, match="Known: 1, 2"):
        given(tmp_path, "1,jam\n1,tea\n", basket=("1",), item="9")
