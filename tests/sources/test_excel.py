from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from tests.sources.files import HEADER, HINTS, detect_and_read, one, read
from tillhouse import sources
from tillhouse.cli import program
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
        "",
        "year-first",
    )
    assert [row["line"] for row in found] == [2, 4]
    assert found[0]["InvoiceNo"] == "536365"
    assert found[0]["InvoiceDate"] == "2010-12-01 08:26:00"
    assert (found[1]["UnitPrice"], found[1]["CustomerID"]) == ("0.001", None)


def test_all_visible_sheets_of_one_header_are_read_and_the_others_named(tmp_path: Path) -> None:
    names = HEADER.split(",")
    top: list[list[object]] = [["Report of December"], [], names, ROW]
    sheets = [("Notes", [["read me"]]), ("2023", top), ("Pivot", [["Country", "Sum"], ["EIRE", 3]])]
    lower: list[list[object]] = [[name.lower() for name in reversed(names)], ROW[::-1], ROW[::-1]]
    file = one(tmp_path, workbook(*sheets, ("2024", lower)), "s.xlsx")
    reading, found = detect_and_read(file)
    assert [row["line"] for row in found] == [4, 6, 7]
    assert {row["StockCode"] for row in found} == {"85123A"}
    assert reading.facts == ("spreadsheet", "sheets 2023 (from line 4), 2024 (from line 6)")
    assert [(left.kind, left.says) for left in reading.left_out] == [
        ("line above the header", ("Report of December",)),
        ("sheet", ("Notes", "Pivot")),
    ]


def test_a_feed_names_one_sheet_or_several(tmp_path: Path) -> None:
    rows: list[list[object]] = [HEADER.split(","), ROW]
    file = one(tmp_path, workbook(("A", rows), ("B, C", [*rows, ROW]), ("D", [*rows, ROW, ROW])), "s.xlsx")
    feed = sources.detect(file, HINTS).feed
    counts = {"": 6, "*": 6, "A": 1, "B, C": 2, "A,D": 4}
    assert {sheet: len(read(file, replace(feed, sheet=sheet))) for sheet in counts} == counts
    asked = sources.detect(file, replace(HINTS, sheet="D"), ("sheet",))
    assert (asked.feed.sheet, asked.records) == ("D", 3)
    assert [left.says for left in asked.left_out] == [("A", "B, C")]


@pytest.mark.parametrize("sheet", ["Gone", "A,Gone"])
def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path, sheet: str) -> None:
    rows: list[list[object]] = [HEADER.split(","), ROW]
    file = one(tmp_path, workbook(("A", rows), ("B", rows)), "s.xlsx")
    feed = replace(sources.detect(file, HINTS).feed, sheet=sheet)
    with pytest.raises(UnmappedHeader, match=r"has no sheet Gone\. Its sheets are: A, B"):
        read(file, feed)
    with pytest.raises(UnmappedHeader, match="has no sheet Gone"):
        sources.source_of(file).records(file, feed)


def test_a_hidden_sheet_is_named_and_not_read(tmp_path: Path) -> None:
    rows: list[list[object]] = [HEADER.split(","), ROW]
    book = openpyxl.load_workbook(io.BytesIO(workbook(("A", rows), ("Old", rows))))
    book["Old"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    reading, found = detect_and_read(one(tmp_path, out.getvalue(), "s.xlsx"))
    assert (len(found), [left.says for left in reading.left_out]) == (1, [("Old (hidden)",)])


def test_rows_of_a_sheet_that_are_no_records_are_left_out(tmp_path: Path) -> None:
    names, blank = HEADER.split(","), [" ", None, "", None, None, None, None, None]
    rows: list[list[object]] = [["Sales", None], ["Who", None, "What"], names, ROW, blank, ROW]
    rows += [["Total", None, None, 12, None, 5.1, None, None], ["Page 1 of 1"], names]
    reading, found = detect_and_read(one(tmp_path, workbook(("S", rows)), "s.xlsx"))
    assert [row["line"] for row in found] == [4, 6]
    assert {left.kind: left.lines for left in reading.left_out} == {
        "line above the header": (1, 2),
        "total row": (7,),
        "note": (8,),
        "repeated header": (9,),
    }
    assert "Total · Quantity 12 · UnitPrice 5.1" in " ".join(reading.warnings)


def test_empty_columns_beside_the_table_are_none(tmp_path: Path) -> None:
    rows: list[list[object]] = [[*HEADER.split(","), None, " "], [*ROW, None, None], [*ROW, None, "seen"]]
    reading, found = detect_and_read(one(tmp_path, workbook(("S", rows)), "s.xlsx"))
    assert reading.unmapped == ("column 10",)
    assert [row["column 10"] for row in found] == [None, "seen"]


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


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with a workbook of two years that was opened as feed `shop`."""
    rows: list[list[object]] = [HEADER.split(","), ROW]
    (tmp_path / "in").mkdir()
    one(
        tmp_path / "in",
        workbook(("2023", rows), ("2024", [*rows, [*ROW[:4], datetime(2011, 1, 3), *ROW[5:]]])),
        "s.xlsx",
    )
    (tmp_path / "in" / "~$s.xlsx").write_bytes(b"abc")
    return tmp_path


def test_a_feed_that_names_another_sheet_is_refused_with_the_sheets_there_are(shop: Path) -> None:
    root = ("--root", str(shop / "lake"))
    run = CliRunner()
    opened = run.invoke(program, [*root, "open", str(shop / "in"), "--name", "shop", "--yes", "--json"])
    document = json.loads(opened.output)
    assert document["reading"]["left_out"] == ["~$s.xlsx (a lock of an open document)"]
    for sheet, said in (("NoSuch", "Its sheets are: 2023, 2024"), ("2024", "was taken in by sheet")):
        run.invoke(program, [*root, "config", "feed", "shop", f"sheet={sheet}"])
        refused = run.invoke(program, [*root, "run"])
        assert said in str(refused.exception)
    run.invoke(program, [*root, "config", "feed", "shop", "sheet="])
    assert "Nothing new" in run.invoke(program, [*root, "run"]).output


@pytest.mark.parametrize(
    ("cells", "decimal"), [(("0,532 kg", "1,720 kg"), ","), ((2.5, "3"), "."), ((2.5, "0.25"), ".")]
)
def test_text_in_cells_decides_the_mark_and_numbers_follow_it(
    tmp_path: Path, cells: tuple[object, object], decimal: str
) -> None:
    rows = [[*ROW[:3], cell, *ROW[4:]] for cell in cells]
    file = one(tmp_path, workbook(("Sales", [HEADER.split(","), *rows])), "s.xlsx")
    reading, found = detect_and_read(file)
    assert reading.feed.decimal == decimal
    assert [row["UnitPrice"] for row in found] == [f"2{decimal}55"] * 2
    assert [row["StockCode"] for row in found] == ["85123A"] * 2


def test_a_workbook_that_a_password_locks_says_so(tmp_path: Path) -> None:
    locked = (
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(40)
    )
    with pytest.raises(UnreadableFile, match=r"s\.xlsx is protected by a password"):
        detect_and_read(one(tmp_path, locked, "s.xlsx"))
