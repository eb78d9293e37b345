"""Baskets out of text files, in both layouts."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest

from tillhouse.errors import BadQuery, UnknownName, UnmappedHeader, UnreadableFile
from tillhouse.lists.baskets.files import BasketFile, read


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
    (said,) = given(tmp_path, "1,Mon,A\n" * 20).doubts()
    assert "Every line has 3 items" in said
    assert given(tmp_path, "a,b\n" * 20 + "c\n").doubts() == []


@pytest.mark.parametrize("text", ["milk\n", "milk bread butter\nmilk tea\n", "a b\n" * 200])
def test_lines_of_one_item_are_doubted_at_any_size(tmp_path: Path, text: str) -> None:
    (said,) = given(tmp_path, text).doubts()
    assert "Every line has one item" in said
    assert given(tmp_path, text + "milk,bread\n").doubts() == []


def test_a_header_is_said_and_stays_a_basket(tmp_path: Path) -> None:
    found = given(tmp_path, "Member_number,Date,itemDescription\n1808,21-07-2015,tropical fruit\n")
    assert (found.baskets, len(found.names)) == (2, 6)
    (said,) = found.doubts()
    assert "looks like a header and counts as a basket: Member_number, Date, itemDescription." in said
    wide = given(tmp_path, "a,b,c,d,e,f,g\n" + "1,x,x,x,x,x,x\n" * 20).doubts()
    assert "a, b, c, d, e and 2 more" in wide[0]
    assert len(wide) == 1
    alone = given(tmp_path, "items\n" + "milk bread\n" * 99).doubts()
    assert ["header" in alone[0], "one item" in alone[1]] == [True, True]


def test_braces_around_every_line_are_no_part_of_items(tmp_path: Path) -> None:
    expected = [["a", "b c"], ["c"]]
    for text in ("{a,b c}\n\n{c}\n{}\n", '"{a,b c}"\r\n{}\r\n"{c}"\r\n\r\n', ' { a, "b c" } \r{c}\r{}\r\r'):
        found = given(tmp_path, text)
        assert (held(found), found.empty, found.braces) == (expected, 2, True)
    assert found.said() == "one basket a line in braces, items between commas"
    assert held(given(tmp_path, '"{a,""b,d""}"\n')) == [["a", "b,d"]]


@pytest.mark.parametrize(
    ("text", "baskets"),
    [
        ("{a,b}\nc\n", [["{a", "b}"], ["c"]]),
        ("{a},{b}\n", [["{a}", "{b}"]]),
        ("{{a,b}}\n", [["{{a", "b}}"]]),
        ("a,{b}\n", [["a", "{b}"]]),
        ("a\n{b,c}\nd\n", [["a"], ["{b", "c}"], ["d"]]),
        ('a,b\n1,"{c,d}"\n2,e\n', [["a", "b"], ["1", "{c,d}"], ["2", "e"]]),
        ('a,b\n1,"{c,d}"\n"{e}"\n', [["a", "b"], ["1", "{c,d}"], ["{e}"]]),
    ],
)
def test_braces_that_are_not_around_every_line_stay(
    tmp_path: Path, text: str, baskets: list[list[str]]
) -> None:
    found = given(tmp_path, text)
    assert (held(found), found.braces) == (baskets, False)
    assert "Items begin with { and end with }" in found.doubts()[-1]


@pytest.mark.parametrize(
    "text",
    [
        '"items"\n"{a,b c}"\n"{}"\n"{c}"\n',
        "\ufeff\r\nitems\r\n{a,b c}\r\n{c}\r\n{}\r\n",
        '"","items"\n"1","{a,b c}"\n"2","{}"\n\n"3","{c}"\n',
        '"";"items"\n"1";"{a,b c}"\n"2";"{c}"\n"3";"{}"\n',
        '"items","transactionID"\n"{a,b c}","{1"\n"{}","x"\n"{c}","y"\n',
    ],
)
def test_sets_stand_under_a_header_alone_or_beside_other_columns(tmp_path: Path, text: str) -> None:
    found = given(tmp_path, text)
    assert held(found) == [["a", "b c"], ["c"]]
    assert (found.braces, found.columns, found.empty, found.header) == (True, ("items",), 1, ())
    assert found.said() == "one basket a line in braces under the header items, items between commas"
    assert found.doubts() == []


def test_quotes_within_sets_under_a_header(tmp_path: Path) -> None:
    for text in ('"items"\n"{a,""b,d""}"\n', '"","items"\n"1","{a,""b,d""}"\n'):
        assert held(given(tmp_path, text)) == [["a", "b,d"]]
    assert given(tmp_path, "items\n" + "{a,b}\n" * 20).doubts() == []
    assert "under the header without a name" in given(tmp_path, '""\n"{a}"\n').said()


def test_braces_beside_known_line_items_make_no_baskets(tmp_path: Path) -> None:
    found = given(tmp_path, "InvoiceNo,StockCode,Note\n1,A,{x}\n1,B,{y}\n")
    assert (held(found), found.layout) == ([["A", "B"]], "rows")
    asked = given(tmp_path, '"","items"\n"1","{a,b}"\n', basket=("",), item="items")
    assert held(asked) == [["{a,b}"]]
    assert "Items begin with {" in asked.doubts()[0]


@pytest.mark.parametrize(
    ("sign", "quantity", "counts"),
    [(",", "-1", False), (";", "-1,5", False), ("\t", "- 1 000", False)]
    + [(",", left_out, False) for left_out in ("(1)", "1-", "−1")]
    + [(",", kept, True) for kept in ("1", "0", "-0", "-0.00", "", "-", "-x")],
)
def test_rows_with_a_negative_quantity_are_left_out_and_counted(
    tmp_path: Path, sign: str, quantity: str, counts: bool
) -> None:
    rows = [
        ("InvoiceNo", "StockCode", "Qty"),
        ("1", "A", "2"),
        ("C2", "A", quantity),
        ("", "B", "-1"),
        ("3", "B"),
    ]
    found = given(tmp_path, "\n".join(map(sign.join, rows)))
    assert held(found) == [["A"], *([["A"]] if counts else []), ["B"]]
    assert (found.quantity, found.returned, found.empty) == ("Qty", int(not counts), 1)


def test_quantities_that_are_no_numbers_stay_and_are_named(tmp_path: Path) -> None:
    told = ("2", "", "two", "n/a", "two", "-")
    found = given(tmp_path, "Order,Item,Qty\n" + "".join(f"{n},A,{one}\n" for n, one in enumerate(told)))
    assert (found.baskets, found.returned, found.unreadable.total()) == (6, 0, 4)
    assert found.doubts() == [
        "4 rows have a Qty that cannot be read as a number, and count as sales: 'two' (2), '-', 'n/a'."
    ]
    many = given(tmp_path, "Order,Item,Qty\n" + "".join(f"1,A,x{n}\n" for n in range(7)))
    assert many.doubts()[0].endswith("'x3', 'x4' and 2 more.")


def test_without_a_known_quantity_every_row_counts(tmp_path: Path) -> None:
    found = given(tmp_path, "InvoiceNo,StockCode,Balance\n1,A,-2\n")
    assert (held(found), found.quantity, found.returned) == ([["A"]], None, 0)
    asked = given(tmp_path, "Order,Units\n1,-2\n", basket=("Order",), item="Units")
    assert (held(asked), asked.quantity) == ([["-2"]], None)


def test_packed_and_latin_text_is_read(tmp_path: Path) -> None:
    path = tmp_path / "baskets.csv.gz"
    path.write_bytes(gzip.compress("café,thé\n".encode("latin-1")))
    assert held(read(path)) == [["café", "thé"]]


@pytest.mark.parametrize("ending", ["parquet", "json"])
def test_line_items_of_other_formats_are_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"baskets.{ending}"
    items = pl.DataFrame({"Order": ["1", "1", "2"], "Item": ["{A", "B", "A"], "Qty": [1, 2, -1]})
    getattr(items, f"write_{ending}")(path)
    found = read(path)
    assert (held(found), found.returned, found.quantity) == ([["{A", "B"]], 1, "Qty")
    assert found.said() == "one line item a row: basket in Order, item in Item"


def test_names_of_columns_are_no_line_item_where_the_format_has_them(tmp_path: Path) -> None:
    path = tmp_path / "baskets.parquet"
    pl.DataFrame({"Bon": ["x", "x"], "Ware": ["jam", "tea"]}).write_parquet(path)
    assert held(read(path, basket=("1",), item="2")) == [["jam", "tea"]]
    with pytest.raises(UnmappedHeader, match="Its header is: Bon, Ware"):
        read(path)


def test_the_order_of_lines_changes_no_number(tmp_path: Path) -> None:
    first, second = given(tmp_path, "b,a\nc\n"), given(tmp_path, "c\na,b\n")
    assert first.names == second.names == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "asked", "error", "said"),
    [
        ("", {}, BadQuery, "holds no basket"),
        ("\n,,\n", {}, BadQuery, "holds no basket"),
        ("basket,item\n", {}, BadQuery, "holds no basket, only a header: basket, item"),
        ("id,item\n,bread\n", {}, BadQuery, "holds no basket, only 1 row without a basket or an item"),
        ("Order,Item,Qty\n1,A,-1\n", {}, BadQuery, "no basket, only 1 row with a negative Qty"),
        ('a,"b\nc,d\n', {}, UnreadableFile, "at line 1 a quoted field is not closed"),
        ('a,b\nc,"d"e\n', {}, UnreadableFile, "at line 2 text follows a closing quote"),
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
