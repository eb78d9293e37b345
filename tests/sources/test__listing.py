"""Lists of any file: split as Python's own reader splits them, in rows and in columns."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from itertools import product
from pathlib import Path

import polars as pl
import pytest

from tests.sources.test_excel import workbook
from tillhouse.errors import UnmappedHeader, UnreadableFile
from tillhouse.sources import BETWEEN, SIGNS, Listing, _listing, listing


def of(text: str) -> Listing:
    return Listing("list.csv", text)


def fields(text: str, delimiter: str = ",") -> list[list[str]] | None:
    """The fields of each record without space around them, which no list takes for a part of them."""
    try:
        return [[one.strip() for one in row.fields] for row in of(text).rows(delimiter)]
    except UnreadableFile:
        return None


def by_python(text: str) -> list[list[str]] | None:
    try:
        rows = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True, strict=True)
        return [[one.strip() for one in row] for row in rows]
    except csv.Error:
        return None


def test_every_short_text_is_split_as_python_splits_it() -> None:
    texts = ["".join(letters) for length in range(8) for letters in product('a," \n', repeat=length)]
    differing = [text for text in texts if fields(text) != by_python(text)]
    assert differing == []
    # Both kinds are among them.
    assert sum(by_python(text) is None for text in texts) > 1_000
    assert sum('"' in text and by_python(text) is not None for text in texts) > 1_000


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_way_and_records_keep_their_lines(end: str) -> None:
    text = end.join(["a,b", "", '"c', 'd",e', "f"])
    rows = [(row.line, list(row.fields)) for row in of(text).rows(",")]
    assert rows == [(1, ["a", "b"]), (2, []), (3, [f"c{end}d", "e"]), (5, ["f"])]


def test_white_space_parts_fields_without_quotes() -> None:
    assert fields(' 1\t 2  3 \n\n"a b"\n', " ") == [["1", "2", "3"], [], ['"a', 'b"']]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('a\n"b\nc\n', "at commas: at line 2 a quoted field is not closed"),
        ('a\n"b"c\n', "at line 2 text follows a closing quote"),
        ('"' + "a\n" * 200, "at line 1 a quoted field is not closed"),
        ('"' + "a" * 70_000 + "\n" + "b\n" * 3, "at line 1 a quoted field is not closed"),
    ],
)
def test_what_cannot_be_split_is_named_by_its_line(text: str, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words) as raised:
        list(of(text).rows(","))
    assert "quotes in it are doubled" in str(raised.value.hint)


@pytest.mark.parametrize(
    ("text", "most_met", "in_every_line"),
    [
        ("a;b\nc;d,e,f\n", ",", ";"),
        ("who;paid\nA;10,5\nB;2,5\n", ";", ";"),
        ("a|b\n\nc|d\n", "|", "|"),
        ("1 2\n3\n", " ", " "),
        ("whole milk\nbread\n", ",", " "),
        ("", ",", " "),
    ],
)
def test_what_parts_fields_is_told_by_the_top(text: str, most_met: str, in_every_line: str) -> None:
    assert (of(text).delimiter(ragged=True), of(text).delimiter(ragged=False)) == (most_met, in_every_line)
    assert set(BETWEEN) == {*SIGNS, " ", ""}


def test_columns_are_as_wide_as_the_first_record_and_filled_up() -> None:
    frame = of('\na, b,c\n\n1,"x ""y""\nz"\n,,\n2,3,\n').table(",")
    assert frame.columns == ["1", "2", "3", "line"]
    assert frame.rows() == [("a", " b", "c", 2), ("1", 'x "y"\nz', None, 4), ("2", "3", None, 7)]


def test_columns_parted_by_white_space() -> None:
    assert of(' 1  "2 \n\n\t3 4\n').table(" ").rows() == [("1", '"2', 1), ("3", "4", 3)]


@pytest.mark.parametrize("text", ["", "\n \n", ",,\n,\n"])
def test_a_list_of_nothing_has_no_rows(text: str) -> None:
    assert of(text).table(",").is_empty()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,2\n1,2,3\n", "at line 3 it has more fields than the first"),
        ('a,b\n"1,2\n', "at line 2 a quoted field is not closed"),
        ('a,b\n"1"x,2\n', "at line 2 text follows a closing quote"),
    ],
)
def test_what_does_not_fit_into_columns_is_named_by_its_line(text: str, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        of(text).table(",")


def test_rows_and_columns_hold_the_same() -> None:
    text = "".join(f'{n},"item {n % 7}, large",{n / 8}\n' for n in range(5_000))
    rows = [(*row.fields, row.line) for row in of(text).rows(",")]
    assert of(text).table(",").rows() == rows


def test_other_formats_give_their_names_as_the_first_row(tmp_path: Path) -> None:
    frame = pl.DataFrame({"id": ["1", "2"], "item": ["jam", None]})
    frame.write_parquet(tmp_path / "a.parquet")
    frame.write_ndjson(tmp_path / "a.jsonl")
    sheet = workbook(("Any", [["id", "item"], [1, "jam"], [], [2, None]]))
    (tmp_path / "a.xlsx").write_bytes(sheet)
    for name, last in (("a.parquet", 2), ("a.jsonl", 2), ("a.xlsx", 4)):
        found = listing(tmp_path / name, "lists")
        assert found.text is None
        assert found.delimiter(ragged=True) == found.delimiter(ragged=False) == ""
        assert [list(row.fields) for row in found.rows("")] == [["id", "item"], ["1", "jam"], ["2", ""]]
        assert [row.line for row in found.rows("")][0::2] == [0, last]
        assert found.table("").rows()[1:] == [("1", "jam", found.table("")["line"][1]), ("2", None, last)]


def test_sales_in_a_sheet_still_need_a_header_that_means_something(tmp_path: Path) -> None:
    from tests.sources.files import HINTS, one
    from tillhouse.sources import detect

    file = one(tmp_path, workbook(("Any", [["id", "item"], [1, "jam"]])), "a.xlsx")
    with pytest.raises(UnmappedHeader):
        detect(file, HINTS)


@pytest.mark.parametrize("name", ["a.csv", "a.dat", "a.csv.gz", "a.zip"])
def test_text_is_read_whatever_it_is_called_and_packed_in(tmp_path: Path, name: str) -> None:
    path, data = tmp_path / name, "café,{thé\n".encode("cp1252")
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("inner.csv", data)
    else:
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    assert listing(path, "lists").text == "café,{thé\n"


def test_text_in_braces_is_no_json(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("{a,b}\n")
    assert listing(tmp_path / "a.txt", "lists").text == "{a,b}\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_text(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes("ä,b\n".encode(encoding))
    assert listing(tmp_path / "a.csv", "lists").text == "ä,b\n"


def test_what_is_no_list_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("x\n")
    with pytest.raises(UnreadableFile, match="holds 2 files; lists are read from one"):
        listing(tmp_path, "lists")
    (tmp_path / "a.csv").write_bytes(b"\x7fELF\0\0\0")
    with pytest.raises(UnreadableFile, match=r"a.csv is not a text file: its content is a program \(ELF\)"):
        listing(tmp_path / "a.csv", "lists")
    monkeypatch.setattr(_listing, "LARGEST", 1)
    with pytest.raises(UnreadableFile, match="the limit for a list"):
        listing(tmp_path / "b.csv", "lists")
