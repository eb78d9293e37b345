from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.sources.files import HEADER, HINTS, detect_and_read, one, read
from tillhouse import sources
from tillhouse.errors import UnmappedHeader, UnreadableFile

ROW = [536365, "85123A", "HOLDER", 6, datetime(2010, 12, 1, 8, 26), 2.55, 17850, "United Kingdom"]


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_values_become_text_and_lines_are_row_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [HEADER.split(","), ROW, [], [*ROW[:5], 0.001, None, "EIRE"]]
    reading, found = detect_and_read(one(tmp_path, workbook(("Sales", rows)), "s.xlsx"))
    assert (reading.feed.format, reading.feed.sheet, reading.feed.date_order) == (
        "excel",
        "Sales",
        "year-first",
    )
    assert [row["line"] for row in found] == [2, 4]
    assert found[0]["InvoiceNo"] == "536365"
    assert found[0]["InvoiceDate"] == "2010-12-01 08:26:00"
    assert (found[1]["UnitPrice"], found[1]["CustomerID"]) == ("0.001", None)


def test_the_first_sheet_with_a_header_that_can_be_mapped(tmp_path: Path) -> None:
    top: list[list[object]] = [["Report of December"], [], HEADER.split(","), ROW]
    data = workbook(("Notes", [["read me"]]), ("Data", top), ("More", [HEADER.split(","), ROW, ROW]))
    file = one(tmp_path, data, "s.xlsx")
    reading, found = detect_and_read(file)
    assert reading.feed.sheet == "Data" and [row["line"] for row in found] == [4]
    from dataclasses import replace

    assert len(read(file, replace(reading.feed, sheet="More"))) == 2
    with pytest.raises(UnmappedHeader, match="Its sheets are: Notes, Data, More"):
        read(file, replace(reading.feed, sheet="Gone"))


def test_ing_05_excel_serials(tmp_path: Path) -> None:
    rows: list[list[object]] = [HEADER.split(","), [*ROW[:4], 40513.99, *ROW[5:]]]
    reading, found = detect_and_read(one(tmp_path, workbook(("S", rows)), "s.xlsx"))
    assert reading.feed.date_order == "excel-serial"
    assert found[0]["InvoiceDate"] == "40513.99"


def test_ing_19_blank_workbook(tmp_path: Path) -> None:
    reading, found = detect_and_read(one(tmp_path, workbook(("S", [])), "s.xlsx"))
    assert found == [] and reading.warnings


def changed(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, content if entry == name else old.read(entry))
    return out.getvalue()


def test_ing_08_a_workbook_that_unpacks_a_hundredfold_is_refused_before_opening(tmp_path: Path) -> None:
    data = changed(workbook(("S", [HEADER.split(",")])), "xl/worksheets/sheet1.xml", b" " * (70 << 20))
    with pytest.raises(UnreadableFile, match="refused as a bomb"):
        sources.detect(one(tmp_path, data, "s.xlsx"), HINTS)


def test_ing_12_entities_are_never_expanded(tmp_path: Path) -> None:
    data = workbook(("S", [HEADER.split(","), ROW]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    canary = tmp_path / "canary.txt"
    canary.write_text("SECRET")
    laughs = f'<!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file://{canary}">]>'.encode()
    evil = sheet.replace(b"HOLDER", b"&b;&c;").replace(b"<worksheet", laughs + b"<worksheet", 1)
    assert evil.count(b"&b;&c;") == 1
    try:
        _, found = detect_and_read(one(tmp_path, changed(data, "xl/worksheets/sheet1.xml", evil), "s.xlsx"))
    except UnreadableFile:
        return
    assert not any("haha" in str(value) or "SECRET" in str(value) for row in found for value in row.values())


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    data = changed(workbook(("S", [HEADER.split(","), ROW])), "xl/workbook.xml", b"<workbook><she")
    with pytest.raises(UnreadableFile):
        sources.detect(one(tmp_path, data, "s.xlsx"), HINTS)
    with pytest.raises(UnreadableFile):
        sources.detect(one(tmp_path, b"PK\x03\x04" + bytes(100), "t.xlsx"), HINTS)


def test_ing_14_a_zip_that_is_named_a_workbook(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", "x")
    with pytest.raises(UnreadableFile, match="is a ZIP archive, not a spreadsheet"):
        sources.detect(one(tmp_path, out.getvalue(), "s.xlsx"), HINTS)
