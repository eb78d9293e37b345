"""Daily workbooks of the reference data give what its text gives: the first 40 days here, all 305 when asked.

`TILLHOUSE_WORKBOOKS=305` opens all of them; writing and reading them takes some minutes.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import polars as pl

from tests.shops import Shop, in_england, open_shop, take_in
from tillhouse.lake.snapshot import Snapshot
from tillhouse.sources import open_all

DAYS = int(os.environ.get("TILLHOUSE_WORKBOOKS", "40"))
FIRST = 20  # days that are opened first; the rest comes in a second run


def of_days(path: Path) -> dict[str, pl.DataFrame]:
    """The lines of the first days, as text, by day."""
    text = pl.read_csv(path.read_bytes().decode("iso-8859-1").encode(), infer_schema=False)
    moment = pl.col("InvoiceDate").str.to_datetime("%m/%d/%Y %H:%M")
    dated = text.with_columns(InvoiceDate=moment, day=moment.dt.date().cast(pl.String))
    parts = dated.partition_by("day", as_dict=True, include_key=False, maintain_order=True)
    return {str(day): lines for (day,), lines in [*parts.items()][:DAYS]}


def write_workbook(lines: pl.DataFrame, path: Path) -> None:
    """A sheet with dates as dates, and quantities, prices and customers as numbers."""
    from xlsxwriter import Workbook

    numbers = [lines.columns.index(name) for name in ("Quantity", "UnitPrice", "CustomerID")]
    with Workbook(path, {"constant_memory": True}) as book:
        sheet, moment = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, lines.columns)
        for row, cells in enumerate(lines.iter_rows(), 1):
            for place, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    sheet.write_datetime(row, place, cell, moment)
                elif cell is not None and place in numbers:
                    sheet.write_number(row, place, float(cell))
                elif cell is not None:
                    sheet.write_string(row, place, cell)


def test_daily_workbooks_give_the_books_of_one_text_file(reference_file: Path, tmp_path: Path) -> None:
    days, text = tmp_path / "days", tmp_path / "sales.csv"
    days.mkdir()
    parts = of_days(reference_file)
    pl.concat(parts.values()).write_csv(text, datetime_format="%Y-%m-%d %H:%M:%S")
    for day, lines in parts.items():
        write_workbook(lines, days / f"{day}.xlsx")
    expected = open_shop(in_england(tmp_path / "of_text"), text, currency="GBP")
    files = open_all(days)
    shop = open_shop(in_england(tmp_path / "of_sheets"), files[-1].path, currency="GBP")
    for delivered in (files[FIRST:-1], files[:FIRST]):
        take_in(shop.settings, delivered)
    latest = Shop(shop.settings, Snapshot(shop.settings).release)
    assert latest.statement.received == expected.statement.received
    assert latest.fingerprints == expected.fingerprints
