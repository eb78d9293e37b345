"""Who, on which day, how much: from a CSV and from columns parted by white space."""

from __future__ import annotations

import gzip
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tillhouse.answers.transactions import Asked, Transactions, transactions
from tillhouse.errors import AmbiguousReading, BadSetting, TillhouseError, UnknownName, UnreadableFile

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
