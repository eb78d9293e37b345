from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import fastavro
import pytest

from tests.sources.files import HINTS, detect_and_read, one
from tillhouse import sources
from tillhouse.errors import UnreadableFile

SCHEMA = {
    "type": "record",
    "name": "Sale",
    "fields": [
        {"name": "InvoiceNo", "type": "string"},
        {"name": "StockCode", "type": "string"},
        {"name": "Quantity", "type": "int"},
        {"name": "InvoiceDate", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {
            "name": "UnitPrice",
            "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 3},
        },
        {"name": "CustomerID", "type": ["null", "string"]},
    ],
}
SALE = {
    "InvoiceNo": "1",
    "StockCode": "A",
    "Quantity": 2,
    "InvoiceDate": datetime(2010, 12, 1, 8, 26, tzinfo=UTC),
    "UnitPrice": Decimal("2.550"),
    "CustomerID": None,
}


def avro(count: int) -> bytes:
    out = io.BytesIO()
    fastavro.writer(out, SCHEMA, [SALE] * count)
    return out.getvalue()


def test_values_become_text_exactly(tmp_path: Path) -> None:
    reading, rows = detect_and_read(one(tmp_path, avro(3), "s.avro"))
    assert (reading.feed.format, reading.feed.date_order, len(rows)) == ("avro", "year-first", 3)
    assert (rows[2]["UnitPrice"], rows[2]["Quantity"], rows[2]["CustomerID"], rows[2]["line"]) == (
        "2.550",
        "2",
        None,
        3,
    )
    assert rows[0]["InvoiceDate"] == "2010-12-01 08:26:00+00:00"


def test_ing_19_no_records(tmp_path: Path) -> None:
    reading, rows = detect_and_read(one(tmp_path, avro(0), "s.avro"))
    assert rows == [] and reading.warnings


@pytest.mark.parametrize("at", [10, 300, -30])
def test_ing_10_damaged_files_are_refused(tmp_path: Path, at: int) -> None:
    with pytest.raises(UnreadableFile, match="is a damaged Avro file"):
        sources.detect(one(tmp_path, avro(50)[:at], "s.avro"), HINTS)
