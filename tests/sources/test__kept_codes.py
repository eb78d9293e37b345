"""Codes that a spreadsheet was told to keep as text are the text within, in every format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.sources.files import HEADER, ROW, detect_and_read, line, one, text
from tests.sources.test_excel import workbook


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("'0012", "0012"),
        ("'85123A", "85123A"),
        ('="0012"', "0012"),
        ("'TIS", "'TIS"),
        ("0012", "0012"),
        ("12'", "12'"),
        ("=12", "=12"),
    ],
)
def test_a_code_is_the_text_within(tmp_path: Path, code: str, meant: str) -> None:
    names = HEADER.split(",")
    row = [code if name == "StockCode" else value for name, value in zip(names, ROW, strict=True)]
    files = {
        "s.csv": text(line(StockCode=code), line()).encode(),
        "s.json": json.dumps([dict(zip(names, row, strict=True))]).encode(),
        "s.xlsx": workbook(("S", [names, list[object](row)])) if not code.startswith("=") else b"",
    }
    for name, content in files.items():
        rows = detect_and_read(one(tmp_path, content, name))[1] if content else [{"StockCode": meant}]
        assert (name, rows[0]["StockCode"]) == (name, meant)


def test_other_columns_keep_their_apostrophes(tmp_path: Path) -> None:
    _, rows = detect_and_read(one(tmp_path, text(line(Description="'70S LAMP", StockCode="'0012"))))
    assert (rows[0]["Description"], rows[0]["StockCode"]) == ("'70S LAMP", "0012")
