"""Baskets out of text files, in both layouts."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tillhouse.answers.basket_files import BasketFile, read
from tillhouse.errors import BadQuery, UnknownName, UnmappedHeader, UnreadableFile


def given(folder: Path, text: str, **asked: object) -> BasketFile:
    path = folder / "baskets.csv"
    path.write_bytes(text.encode())
    return read(path, **asked)  # type: ignore[arg-type]


def held(found: BasketFile) -> list[list[str]]:
    baskets: list[list[str]] = [[] for _ in range(found.baskets)]
    for basket, item in zip(found.basket, found.item, strict=True):
        baskets[basket].append(found.names[item])
    return baskets


def test_a_line_is_a_basket_and_quoted_items_hold_commas(tmp_path: Path) -> None:
    found = given(tmp_path, 'milk,"ham, cooked",milk\r\n\r\nrolls/buns\r\n,,\r\n"say ""hi""",  milk\r\n')
    assert held(found) == [["milk", "ham, cooked", "milk"], ["rolls/buns"], ['say "hi"', "milk"]]
    assert (found.layout, found.empty) == ("lines", 2)
    assert found.said() == "one basket a line, items between commas"


@pytest.mark.parametrize(
    ("text", "baskets"),
    [
        ("a;b\nc\n", [["a", "b"], ["c"]]),
        ("a\tb c\n", [["a", "b c"]]),
        ("1 2  3 \n4\n", [["1", "2", "3"], ["4"]]),
        ("whole milk\nrye bread\n", [["whole milk"], ["rye bread"]]),
        ("milk,milk\n", [["milk", "milk"]]),
        ("\ufeffmilk,tea", [["milk", "tea"]]),
    ],
)
def test_what_parts_items_is_seen(tmp_path: Path, text: str, baskets: list[list[str]]) -> None:
    assert held(given(tmp_path, text)) == baskets


def test_line_items_are_known_by_the_names_of_columns(tmp_path: Path) -> None:
    text = "InvoiceNo,StockCode,Quantity\n1,A,2\n2,B,1\n1,C,1\n,D,1\n3,,1\n4\n"
    found = given(tmp_path, text)
    assert held(found) == [["A", "C"], ["B"]]
    assert (found.layout, found.empty) == ("rows", 3)
    assert found.said() == "one line item a row: basket in InvoiceNo, item in StockCode"


def test_columns_are_named_where_their_names_say_nothing(tmp_path: Path) -> None:
    text = "Member,Day,What\n1,Mon,A\n1,Tue,B\n1,Mon,C\n"
    found = given(tmp_path, text, basket=("Member", "Day"), item="What")
    assert held(found) == [["A", "C"], ["B"]]


def test_lines_that_look_like_rows_are_doubted(tmp_path: Path) -> None:
    assert "Every line has 3 items" in given(tmp_path, "Member,Day,What\n" + "1,Mon,A\n" * 20).doubt()
    assert given(tmp_path, "a,b\n" * 20 + "c\n").doubt() == ""


def test_packed_and_latin_text_is_read(tmp_path: Path) -> None:
    path = tmp_path / "baskets.csv.gz"
    path.write_bytes(gzip.compress("café,thé\n".encode("latin-1")))
    assert held(read(path)) == [["café", "thé"]]


def test_the_order_of_lines_changes_no_number(tmp_path: Path) -> None:
    first, second = given(tmp_path, "b,a\nc\n"), given(tmp_path, "c\na,b\n")
    assert first.names == second.names == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "asked", "error", "said"),
    [
        ("", {}, BadQuery, "holds no basket"),
        ("\n,,\n", {}, BadQuery, "holds no basket"),
        ('a,"b\nc,d\n', {}, UnreadableFile, "at line 2"),
        ("a\0b", {}, UnreadableFile, "not a text file"),
        ("Order,Thing\n1,A\n", {"basket": ("Ordr",)}, UnknownName, "Did you mean Order"),
        ("Order,Thing\n1,A\n", {"item": "Thin"}, UnknownName, "Did you mean Thing"),
        ("Zone,Thing\n1,A\n", {"item": "Thing"}, UnmappedHeader, "--basket COLUMN"),
        ("Order,Thing\n1,A\n", {"basket": ("Order",)}, UnmappedHeader, "--item COLUMN"),
    ],
)
def test_what_cannot_be_read_is_said(
    tmp_path: Path, text: str, asked: dict[str, object], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        given(tmp_path, text, **asked)


def test_one_file_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="There is no file"):
        read(tmp_path / "none.csv")
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("x\n")
    with pytest.raises(UnreadableFile, match="2 files"):
        read(tmp_path)
