"""Small files for the tests of sources, and the few words that all of them use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse import sources
from tillhouse.settings.feed import Feed

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
HINTS = Feed(name="shop", path="shop.csv")
ROW = ["536365", "85123A", "HOLDER", "6", "2010-12-01 08:26:00", "2.55", "17850", "United Kingdom"]


def line(**values: str) -> str:
    """A well-formed line with some values of its own."""
    names = HEADER.split(",")
    row = dict(zip(names, ROW, strict=True)) | values
    return ",".join(row[name] for name in names)


def text(*lines: str, header: str = HEADER, end: str = "\n") -> str:
    return end.join([header, *lines]) + end


def one(path: Path, content: str | bytes, name: str = "shop.csv") -> sources.Opened:
    """The content as one delivered file."""
    file = path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return sources.open_all(file)[0]


def read(file: sources.Opened, feed: Feed) -> list[dict[str, object]]:
    """All rows of all batches; and the second count must agree with them."""
    source = sources.source_of(file, feed)
    rows = [row for batch in source.batches(file, feed) for row in batch.frame.iter_rows(named=True)]
    assert source.records(file, feed) == len(rows)
    return rows


def detect_and_read(file: sources.Opened) -> tuple[sources.Reading, list[dict[str, object]]]:
    reading = sources.detect(file, HINTS)
    rows = read(file, reading.feed)
    assert reading.records == len(rows)
    return reading, rows


def problems(rows: list[dict[str, object]]) -> list[tuple[object, object]]:
    return [(row["line"], row["problem"]) for row in rows if row["problem"]]


def reference() -> Path:
    """The folder with the reference data, or the test is skipped."""
    folder = Path(__file__).parents[3] / "shared" / "data"
    if not (folder / "OnlineRetail.csv.gz").exists():
        pytest.skip("the reference data is not beside the repository (../shared/data)")
    return folder
