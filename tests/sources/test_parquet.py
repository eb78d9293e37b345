from __future__ import annotations

import io
import random
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.sources.files import HINTS, detect_and_read, one, read
from tillhouse import sources
from tillhouse.errors import FixTheData, UnreadableFile


def parquet(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


SALES = pl.DataFrame(
    {
        "InvoiceNo": ["536365", "C536366"],
        "StockCode": ["85123A", ""],
        "Quantity": [6, -1],
        "InvoiceDate": [datetime(2010, 12, 1, 8, 26), datetime(2010, 12, 1, 8, 26, 0, 500_000)],
        "UnitPrice": [Decimal("2.550"), None],
        "Weight": [17850.0, 1e-7],
    }
)


def test_values_become_text_exactly(tmp_path: Path) -> None:
    reading, rows = detect_and_read(one(tmp_path, parquet(SALES), "s.parquet"))
    assert (reading.feed.format, reading.feed.date_order) == ("parquet", "year-first")
    assert [row["line"] for row in rows] == [1, 2]
    assert (rows[0]["InvoiceDate"], rows[0]["UnitPrice"], rows[0]["Weight"]) == (
        "2010-12-01 08:26:00",
        "2.550",
        "17850.0",
    )
    assert (rows[1]["StockCode"], rows[1]["UnitPrice"], rows[1]["Weight"]) == (None, None, "0.0000001")


def test_nested_columns_are_left_out_and_said_so(tmp_path: Path) -> None:
    nested = SALES.with_columns(Tags=pl.Series([["a"], ["b"]]))
    reading, rows = detect_and_read(one(tmp_path, parquet(nested), "s.parquet"))
    assert "left out: Tags (nested)" in reading.facts
    assert "Tags" not in rows[0]


def test_ing_19_no_rows(tmp_path: Path) -> None:
    reading, rows = detect_and_read(one(tmp_path, parquet(SALES.clear()), "s.parquet"))
    assert rows == [] and reading.warnings == ("s.parquet has no records.",)


@pytest.mark.parametrize("damage", ["cut", "footer", "magic"])
def test_ing_10_damaged_files_are_refused(tmp_path: Path, damage: str) -> None:
    data = bytearray(parquet(SALES))
    if damage == "cut":
        data = data[:-20]
    if damage == "footer":
        data[-8:-4] = b"\xff\xff\xff\x7f"
    if damage == "magic":
        data[-4:] = b"XXXX"
    with pytest.raises(UnreadableFile, match="is a damaged Parquet file"):
        sources.detect(one(tmp_path, bytes(data), "s.parquet"), HINTS)


def test_ing_10_flipped_bits_never_end_this_process(tmp_path: Path) -> None:
    good, feed = parquet(SALES), sources.detect(one(tmp_path, parquet(SALES), "s.parquet"), HINTS).feed
    for seed in range(8):
        data = bytearray(good)
        data[random.Random(seed).randrange(4, len(data))] ^= 0x40
        try:
            assert len(read(one(tmp_path, bytes(data), f"{seed}.parquet"), feed)) == 2
        except FixTheData as refused:
            assert refused.message


def test_rows_that_are_no_records_are_left_out(tmp_path: Path) -> None:
    """A table of a spreadsheet keeps the blank rows and the totals of its sheet."""
    rows = [
        ("1", "A", 2, "2024-01-15", 1.5),
        (None, None, None, None, None),
        ("2", "B", 1, "2024-01-16", 3.25),
        ("Total", None, 3, None, 4.75),
    ]
    names = ["InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice"]
    reading, found = detect_and_read(
        one(tmp_path, parquet(pl.DataFrame(rows, names, orient="row")), "s.parquet")
    )
    assert [row["line"] for row in found] == [1, 3]
    assert [(left.kind, left.lines) for left in reading.left_out] == [
        ("blank row", (2,)),
        ("total row", (4,)),
    ]
    assert "Total · Quantity 3 · UnitPrice 4.75" in " ".join(reading.warnings)
