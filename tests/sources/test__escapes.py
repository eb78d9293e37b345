"""Escapes of MySQL and of spreadsheets stand for what they stand for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.sources.files import HINTS, detect_and_read, one, read
from tillhouse import sources

HEADER = "Order ID,SKU,Name,Qty,Date,Price"


def names(tmp_path: Path, *lines: str) -> list[object]:
    return [row["Name"] for row in detect_and_read(one(tmp_path, "\n".join([HEADER, *lines]) + "\n"))[1]]


def test_backslashes_before_quotes_are_escapes_where_only_so_lines_can_be_split(tmp_path: Path) -> None:
    lines = [
        r'1001,P1,"RECORD FRAME 7\" SINGLE",1,2024-01-15 10:00,5.00',
        r'1002,P2,"Frame \"Oak\", large",2,2024-01-16 10:00,3.00',
        r'1003,P3,"C:\\temp",1,2024-01-16 10:00,3.00',
        '1004,P3,"two\\\nlines",1,2024-01-16 10:00,3.00',
    ]
    reading, rows = detect_and_read(one(tmp_path, "\n".join([HEADER, *lines]) + "\n"))
    assert [row["Name"] for row in rows] == [
        'RECORD FRAME 7" SINGLE',
        'Frame "Oak", large',
        "C:\\temp",
        "two\nlines",
    ]
    assert (reading.feed.escape, reading.raw) == ("\\", {})


@pytest.mark.parametrize("field", [r'"C:\"', r'"12\"', "C:\\"])
def test_a_backslash_at_the_end_of_a_field_is_a_backslash(tmp_path: Path, field: str) -> None:
    lines = [f"100{number},P1,{field},1,2024-01-15 10:00,5.00" for number in range(3)]
    assert names(tmp_path, *lines) == [field.strip('"')] * 3


def test_where_both_readings_leave_damage_the_one_that_leaves_less_is_taken(tmp_path: Path) -> None:
    whole = [rf'10{number},P1,"folder\",1,2024-01-15 10:00,5.00' for number in range(5)]
    reading, _ = detect_and_read(
        one(tmp_path, "\n".join([HEADER, *whole, r'2,P1,"7\" x",1,2024-01-15,5.00']) + "\n")
    )
    assert (reading.feed.escape, reading.raw) == ("", {"text_after_quote": 1})


def test_a_feed_may_say_that_nothing_is_an_escape(tmp_path: Path) -> None:
    file = one(tmp_path, HEADER + "\n" + r'1,P1,"7\" x",1,2024-01-15,5.00' + "\n1,P2,Pen,1,2024-01-15,5.00\n")
    reading = sources.detect(file, HINTS, ("escape",))
    assert reading.raw == {"text_after_quote": 1}
    assert len(read(file, replace(reading.feed, escape="\\"))) == 2


@pytest.mark.parametrize("code", ['="0012"', '"=""0012"""'])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_code_that_a_spreadsheet_was_told_to_keep_is_the_text_within(
    tmp_path: Path, code: str, end: str
) -> None:
    text = end.join(
        [HEADER, f"1001,{code},Pen,1,2024-01-15 10:00,{code}", f'{code},P2,"Ink, red",1,2024-01-15,1.00', ""]
    )
    reading, rows = detect_and_read(one(tmp_path, text))
    assert [(row["Order ID"], row["SKU"], row["Price"]) for row in rows] == [
        ("1001", "0012", "0012"),
        ("0012", "P2", "1.00"),
    ]
    assert reading.raw == {}


def test_an_equals_sign_elsewhere_is_text(tmp_path: Path) -> None:
    assert names(tmp_path, '1,P1,"a=""b""",1,2024-01-15,1.00', "1,P1,a=b,1,2024-01-15,1.00") == [
        'a="b"',
        "a=b",
    ]
