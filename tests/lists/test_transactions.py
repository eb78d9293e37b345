"""Who, on which day, how much: from a CSV and from columns parted by white space."""

from __future__ import annotations

import gzip
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.sources.test_excel import workbook
from tillhouse.errors import (
    AmbiguousReading,
    BadSetting,
    FixTheData,
    TillhouseError,
    UnknownName,
    UnmappedHeader,
    UnreadableFile,
)
from tillhouse.lists.named_columns import is_data
from tillhouse.lists.transactions import Asked, Transactions, transactions

MASTER = " 00001 19970101  1   11.77\r\n 00002 19970112 12   77.00\r\n"
SAMPLE = " 00004 0001 19970101  2   29.33\n 00021 0002 19970118  2  129.73\n"
CSV = "who,when,paid,note\nA1,2011-03-01,12.50,x\nB2,2011-03-02 10:00,-3,y\n"
NAMED = Asked("who", "when", "paid")


def _read(folder: Path, text: str, asked: Asked = Asked()) -> Transactions:
    path = folder / "given.txt"
    path.write_text(text, newline="")
    return transactions(path, asked)


_OF_MASTER = [("00001", date(1997, 1, 1), "11.77"), ("00002", date(1997, 1, 12), "77")]
_OF_SAMPLE = [("0001", date(1997, 1, 1), "29.33"), ("0002", date(1997, 1, 18), "129.73")]


@pytest.mark.parametrize(
    ("text", "layout", "rows"),
    [
        (MASTER, "CDNOW_master", _OF_MASTER),
        (" id  day cds  dollars\r\n" + MASTER, "CDNOW_master", _OF_MASTER),
        (SAMPLE, "CDNOW_sample", _OF_SAMPLE),
    ],
)
def test_the_layouts_of_cdnow_are_known(
    tmp_path: Path, text: str, layout: str, rows: list[tuple[str, date, str]]
) -> None:
    found = _read(tmp_path, text)
    assert layout in found.layout and "customer is column" in found.layout
    assert found.rows.rows() == [(who, day, Decimal(paid)) for who, day, paid in rows]


def test_columns_are_named_or_numbered_from_1(tmp_path: Path) -> None:
    named, numbered = _read(tmp_path, CSV, NAMED), _read(tmp_path, CSV, Asked("1", "2", "3"))
    assert named.rows.rows() == numbered.rows.rows() == [
        ("A1", date(2011, 3, 1), Decimal("12.5")),
        ("B2", date(2011, 3, 2), Decimal(-3)),
    ]  # fmt: skip
    master = _read(tmp_path, MASTER, Asked(customer="3"))
    assert master.rows["customer"].to_list() == ["1", "12"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (CSV.replace(",", ";"), NAMED),
        (CSV.replace(",", "\t"), NAMED),
        (CSV.replace(",", ";").replace("12.50", "12,50"), NAMED),
        (CSV.removeprefix("who,when,paid,note\n"), Asked("1", "2", "3")),
        ("\ufeff" + CSV, NAMED),
    ],
)
def test_delimiters_marks_and_headers_are_found(tmp_path: Path, text: str, asked: Asked) -> None:
    assert _read(tmp_path, text, asked).rows["amount"].to_list() == [Decimal("12.5"), Decimal(-3)]


@pytest.mark.parametrize(
    "line",
    [
        "C{}, 2011-01-09, 46.88",
        "C{};2011-01-09;46,88",
        "C{};9.1.2011 10:00;1.234,50",
        "C{}; ;€ 5",
        "C{};x; 5 ",
    ],
)
def test_a_first_line_with_a_date_or_a_number_is_no_header(line: str) -> None:
    cells = line.format("A").split("," if ", " in line else ";")
    assert is_data([one.strip() for one in cells]) and not is_data(["who", "when", "paid (€)", ""])


def test_no_record_is_taken_for_a_header(tmp_path: Path) -> None:
    numbered = Asked("1", "2", "3")
    for line in ("C{:04d}, 2011-01-09, 46.88\n", "C{:04d};2011-01-09;46,88\n"):
        found = _read(tmp_path, "".join(line.format(n) for n in range(25)), numbered)
        assert len(found.rows) == 25 and not found.doubts
        assert found.rows["customer"][0] == "C0000" and found.rows["amount"][0] == Decimal("46.88")


def test_a_header_that_is_assumed_is_said_where_columns_are_numbered(tmp_path: Path) -> None:
    assert "taken for a header" in _read(tmp_path, CSV, Asked("1", "2", "3")).doubts[0]
    assert _read(tmp_path, CSV, NAMED).doubts == ()


def test_blank_lines_are_no_records_and_lines_keep_their_numbers(tmp_path: Path) -> None:
    found = _read(tmp_path, CSV.replace("note\n", "note\n\n") + "\n,,,\n \n", NAMED)
    assert (len(found.rows), found.anonymous) == (2, 0)
    for above in ("", "\n", "\n\n"):
        line = 4 + len(above)
        with pytest.raises(UnreadableFile, match=rf"line {line}\).*three"):
            _read(tmp_path, above + CSV.replace("note\n", "note\n\n").replace("-3", "three"), NAMED)


def test_names_of_columns_are_taken_without_space_around_them(tmp_path: Path) -> None:
    text = CSV.replace("who,when,paid,note", "who, when , paid,note")
    assert len(_read(tmp_path, text, NAMED).rows) == 2


def test_a_file_that_is_no_text_is_refused_as_such(tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    pl.DataFrame({"who": ["A"], "paid": [1.0]}).write_parquet(path)
    with pytest.raises(UnreadableFile, match="not a text file: its content is a Parquet file"):
        transactions(path, NAMED)


@pytest.mark.parametrize("ending", ["parquet", "xlsx", "json", "ndjson"])
def test_a_list_in_another_format_gives_the_same_transactions(tmp_path: Path, ending: str) -> None:
    expected = _read(tmp_path, CSV, NAMED)
    frame = pl.read_csv(CSV.encode(), infer_schema=False)
    path = tmp_path / f"given.{ending}"
    if ending == "xlsx":
        path.write_bytes(workbook(("Sheet", [frame.columns, *map(list, frame.rows())])))
    else:
        getattr(frame, f"write_{ending}")(path)
    for asked in (NAMED, Asked("1", "2", "3")):
        found = transactions(path, asked)
        assert found.rows.equals(expected.rows)
        assert found.layout.startswith("4 columns; customer is column 1 (who)")


def test_a_record_of_another_format_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "given.parquet"
    pl.read_csv(CSV.replace("-3", "three").encode(), infer_schema=False).write_parquet(path)
    with pytest.raises(UnreadableFile, match=r"line 2\) has three as amount"):
        transactions(path, NAMED)


def test_a_record_that_ends_early_is_filled_up(tmp_path: Path) -> None:
    found = _read(tmp_path, CSV + "C3,2011-03-03,4\n", NAMED)
    assert found.rows.rows()[-1] == ("C3", date(2011, 3, 3), Decimal(4))


def test_a_record_of_several_lines_is_one(tmp_path: Path) -> None:
    found = _read(
        tmp_path, CSV + 'C3,2011-03-03,4,"two, or\nthree, lines, and, more"\nD4,2011-03-04,5,z\n', NAMED
    )
    assert found.rows["customer"].to_list() == ["A1", "B2", "C3", "D4"]


def test_a_compressed_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "given.csv.gz"
    path.write_bytes(gzip.compress(CSV.encode()))
    assert len(transactions(path, NAMED).rows) == 2


def test_transactions_of_nobody_are_counted(tmp_path: Path) -> None:
    found = _read(tmp_path, CSV + ",2011-03-05,7,z\n", NAMED)
    assert (len(found.rows), found.anonymous) == (2, 1)


def test_the_order_of_dates_is_decided_or_said(tmp_path: Path) -> None:
    text = CSV.replace("2011-03-01", "01/03/2011").replace("2011-03-02 10:00", "02/03/2011")
    with pytest.raises(AmbiguousReading, match="Cannot tell day from month") as raised:
        _read(tmp_path, text, NAMED)
    assert "tillhouse clv" in str(raised.value.hint)
    said = _read(tmp_path, text, Asked("who", "when", "paid", "day-first"))
    assert said.rows["day"].to_list() == [date(2011, 3, 1), date(2011, 3, 2)]


@pytest.mark.parametrize(
    "written",
    [
        "2011-07-01T23:30:00-04:00",
        "2011-07-01T23:30:00Z",
        "2011-07-01 23:30:00.5 +0100",
        "2011-07-01 00:10+14",
        "2011-07-01T23:30",
        "01/07/2011 23:30-04:00",
        "1309563000",
    ],
)
def test_a_day_is_counted_as_it_is_written(tmp_path: Path, written: str) -> None:
    order = "day-first" if "/" in written else None
    found = _read(tmp_path, f"who,when,paid\nA,{written},5\n", Asked("who", "when", "paid", order))
    assert found.rows["day"].to_list() == [date(2011, 7, 1)]


def test_an_offset_that_is_no_time_is_no_day(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="has 2011-07-01Z as date"):
        _read(tmp_path, CSV.replace("2011-03-01", "2011-07-01Z"), NAMED)


def test_the_decimal_mark_is_decided_or_said(tmp_path: Path) -> None:
    text = "who;when;paid\nA;2011-03-01;10,140\nB;2011-03-02;2,500\n"
    with pytest.raises(AmbiguousReading, match="Cannot tell the decimal mark") as raised:
        _read(tmp_path, text, NAMED)
    assert "tillhouse clv given.txt --decimal ." in str(raised.value.hint)
    for mark, paid in ((".", ["10140", "2500"]), (",", ["10.14", "2.5"])):
        said = _read(tmp_path, text, Asked("who", "when", "paid", decimal=mark))
        assert said.rows["amount"].to_list() == [Decimal(one) for one in paid]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("who,when,paid\n", "holds no transactions: its only line is a header .who, when, paid."),
        ("who;when;paid\n\n", "holds no transactions: its only line"),
        (" id day cds dollars\n", "holds no transactions: its only line"),
        (",,,\n", "holds no transactions"),
    ],
)
def test_a_file_without_transactions_is_said_to_have_none(tmp_path: Path, text: str, words: str) -> None:
    for asked in (NAMED, Asked()):
        with pytest.raises(FixTheData, match=words):
            _read(tmp_path, text, asked)


def test_one_of_two_columns_of_a_name_is_asked_for_by_number(tmp_path: Path) -> None:
    text = CSV.replace("note", "paid").replace(",x", ",1").replace(",y", ",2")
    with pytest.raises(UnmappedHeader, match="2 columns are named paid: 3 and 4") as raised:
        _read(tmp_path, text, NAMED)
    assert "by its number, such as 3" in str(raised.value.hint)
    by_number = _read(tmp_path, text, Asked("who", "when", "4"))
    assert by_number.rows["amount"].to_list() == [Decimal(1), Decimal(2)]


@pytest.mark.parametrize(
    ("text", "asked", "error", "words"),
    [
        (CSV, Asked(), BadSetting, "Which column is the customer is not said; the file has who, when, paid"),
        (CSV, Asked("who", "whem", "paid"), UnknownName, "No column is named whem"),
        (CSV, Asked("who", "when", "9"), UnknownName, "No column is named 9"),
        (CSV.replace("-3", "three"), NAMED, UnreadableFile, "line 3.*three as amount, read from column 3 .paid."),
        (CSV.replace("2011-03-02 10:00", "2011-02-31"), NAMED, UnreadableFile, "2011-02-31 as date"),
        (CSV.replace("12.50", ""), NAMED, UnreadableFile, "nothing as amount"),
        ("", NAMED, UnreadableFile, "is empty"),
        (CSV + "a,b,c,d,e,f\n", NAMED, UnreadableFile, "does not split"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(
    tmp_path: Path, text: str, asked: Asked, error: type[TillhouseError], words: str
) -> None:
    with pytest.raises(error, match=words) as raised:
        _read(tmp_path, text, asked)
    assert raised.value.hint
