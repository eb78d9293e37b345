"""Exports are complete, whole or absent, and no cell is a formula (ING-23)."""

from __future__ import annotations

import csv
import hashlib
import json
from decimal import Decimal
from pathlib import Path

import narwhals as nw
import openpyxl
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.shops import Shop
from tillhouse.answers import exports
from tillhouse.answers.exports import export, export_of, format_of, xlsx
from tillhouse.answers.selection import Selection
from tillhouse.engines.polars import DTYPES
from tillhouse.errors import BadQuery, StorageFailed, UnknownName
from tillhouse.frame import Frame
from tillhouse.table import Column

COLUMNS = {
    "text": Column("text", "Text of a shop."),
    "amount": Column("money", "Money."),
    "quantity": Column("integer", "A count."),
    "sold_at": Column("datetime", "A moment."),
    "day": Column("date", "A day."),
    "flag": Column("boolean", "True or false."),
}
RISKY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    '=HYPERLINK("x")',
]
HARMLESS = ["plain", "a=b", "'quoted", "", "a,b", 'say "x"', "two\nlines", "£5", None]


def rows(texts: list[str | None]) -> Frame:
    """One row for each text, with a negative amount."""
    many = len(texts)
    frame = pl.DataFrame(
        {
            "text": texts,
            "amount": [Decimal("-1.5")] * many,
            "quantity": [-3] * many,
            "sold_at": ["2011-12-09 12:50:00"] * many,
            "day": ["2011-12-09"] * many,
            "flag": [True] * many,
        },
        schema_overrides={"text": pl.String, "sold_at": pl.String, "day": pl.String},
    )
    typed = frame.with_columns(
        pl.col("amount").cast(DTYPES["money"]),
        pl.col("sold_at").str.to_datetime(),
        pl.col("day").str.to_date(),
    )
    return nw.from_native(typed.lazy())


def test_csv_holds_every_row_and_disarms_formulas(tmp_path: Path) -> None:
    done = export(rows([*RISKY, *HARMLESS]), COLUMNS, str(tmp_path / "x.csv"), "csv")
    with (tmp_path / "x.csv").open(newline="") as stored:
        header, *found = list(csv.reader(stored))
    assert header == list(COLUMNS)
    assert [row[0] for row in found] == [*("'" + text for text in RISKY), *(text or "" for text in HARMLESS)]
    assert {tuple(row[1:]) for row in found} == {
        ("-1.500000", "-3", "2011-12-09 12:50:00", "2011-12-09", "true")
    }
    assert done.rows == len(found) == len(RISKY) + len(HARMLESS)


def test_xlsx_holds_no_formula_and_numbers_stay_numbers(tmp_path: Path) -> None:
    export(rows([*RISKY, *HARMLESS]), COLUMNS, str(tmp_path / "x.xlsx"), "xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert sum(cell.data_type == "f" for cell in cells) == 0
    texts = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert [text for text in texts[: len(RISKY)] if not str(text).startswith("'")] == []
    assert {row[1].value for row in sheet.iter_rows(min_row=2)} == {-1.5}
    assert {row[2].value for row in sheet.iter_rows(min_row=2)} == {-3}
    assert {row[3].value.isoformat() for row in sheet.iter_rows(min_row=2)} == {"2011-12-09T12:50:00"}  # type: ignore[union-attr]


def test_ndjson_keeps_text_and_exact_money(tmp_path: Path) -> None:
    export(rows([*RISKY, *HARMLESS]), COLUMNS, str(tmp_path / "x.ndjson"), "ndjson")
    found = [json.loads(line) for line in (tmp_path / "x.ndjson").read_text().splitlines()]
    assert [row["text"] for row in found] == [*RISKY, *HARMLESS]
    assert found[0]["amount"] == "-1.500000"
    assert found[0]["sold_at"] == "2011-12-09T12:50:00"


@pytest.mark.parametrize("table", ["ledger", "daily_sales", "dim_customer", "repairs"])
def test_parquet_is_the_table(table: str, small_lake: Shop, tmp_path: Path) -> None:
    columns = small_lake.snapshot.table(table).columns
    export(small_lake.snapshot.frame(table), columns, str(tmp_path / "x.parquet"), "parquet")
    assert_frame_equal(pl.read_parquet(tmp_path / "x.parquet"), small_lake.table(table))


@pytest.mark.parametrize("form", ["csv", "ndjson", "parquet", "xlsx"])
def test_the_hash_and_size_are_those_of_the_file(form: str, small_lake: Shop, tmp_path: Path) -> None:
    path = tmp_path / f"x.{form}"
    columns = small_lake.snapshot.table("daily_sales").columns
    done = export(small_lake.snapshot.frame("daily_sales"), columns, str(path), form)
    assert done.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (done.bytes, done.rows) == (path.stat().st_size, small_lake.release.tables["daily_sales"].rows)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_no_rows_still_make_a_file(form: str, tmp_path: Path) -> None:
    done = export(rows([]), COLUMNS, str(tmp_path / "x"), form)
    assert done.rows == 0
    assert (tmp_path / "x").read_text() == {"csv": ",".join(COLUMNS) + "\n", "ndjson": ""}[form]


def test_a_full_sheet_goes_on_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert xlsx.SHEET_ROWS == 2**20
    monkeypatch.setattr(xlsx, "SHEET_ROWS", 4)
    export(rows([str(n) for n in range(7)]), COLUMNS, str(tmp_path / "x.xlsx"), "xlsx")
    sheets = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets
    texts = [[row[0].value for row in sheet.iter_rows()] for sheet in sheets]
    assert texts == [["text", "0", "1", "2"], ["text", "3", "4", "5"], ["text", "6"]]


def test_a_number_a_spreadsheet_would_round_is_text(tmp_path: Path) -> None:
    columns = {"quantity": COLUMNS["quantity"], "amount": COLUMNS["amount"]}
    frame = pl.LazyFrame(
        {
            "quantity": [1261767443987439512, 999],
            "amount": [Decimal("999999999999.123456"), Decimal("999.5")],
        },
        schema={"quantity": pl.Int64, "amount": pl.Decimal(18, 6)},
    )
    export(nw.from_native(frame), columns, str(tmp_path / "x.xlsx"), "xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    assert sheet is not None
    found = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)]
    assert found == [("1261767443987439512", "999999999999.123456"), (999, 999.5)]


def test_a_text_no_cell_can_hold_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadQuery, match="does not fit"):
        export(rows(["x" * 40_000]), COLUMNS, str(tmp_path / "x.xlsx"), "xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("mine")
    with pytest.raises(BadQuery, match="exists"):
        export(rows(["a"]), COLUMNS, str(path), "csv")
    assert path.read_text() == "mine"
    export(rows(["a"]), COLUMNS, str(path), "csv", force=True)
    assert path.read_text().startswith("text,")


def test_a_failing_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.csv"
    path.write_text("mine")

    def failing(*_: object) -> tuple[str, int]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exports, "_hashed", failing)
    with pytest.raises(StorageFailed, match="full"):
        export(rows(["a"]), COLUMNS, str(path), "csv", force=True)
    assert [p.name for p in tmp_path.iterdir()] == ["x.csv"]
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    ("target", "given", "form"),
    [
        ("x.csv", None, "csv"),
        ("x.XLSX", None, "xlsx"),
        ("-", None, "csv"),
        ("-", "ndjson", "ndjson"),
        ("x", "csv", "csv"),
    ],
)
def test_the_ending_names_the_format(target: str, given: str | None, form: str) -> None:
    assert format_of(target, given) == form


@pytest.mark.parametrize(("target", "given"), [("x", None), ("x.pdf", None), ("-", "xlsx"), ("x.csv", "cvs")])
def test_what_is_no_format_is_refused(target: str, given: str | None) -> None:
    with pytest.raises((BadQuery, UnknownName)):
        format_of(target, given)


def test_rows_of_a_table_come_in_the_order_of_its_key_or_as_asked(small_lake: Shop, tmp_path: Path) -> None:
    held = small_lake.snapshot
    done = export_of(held, "daily_sales", Selection(), str(tmp_path / "x.csv"), "csv")
    days = pl.read_csv(tmp_path / "x.csv")["business_date"].to_list()
    assert days == sorted(days)
    assert (done.table, done.release, done.rows) == ("daily_sales", held.release.number, len(days))
    back = Selection(columns=("business_date",), order_by=("-business_date",))
    export_of(held, "daily_sales", back, str(tmp_path / "y.csv"), "csv")
    found = pl.read_csv(tmp_path / "y.csv")
    assert (found.columns, found.rows()) == (["business_date"], [(day,) for day in reversed(days)])
