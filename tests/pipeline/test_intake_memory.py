"""Taking in holds few batches: none multiplies, and those that are not kept wait for the disk."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

import polars as pl
import pytest

from tests.shops import Shop, open_shop, take_in
from tests.sources.files import HEADER, line, text
from tillhouse import sources
from tillhouse.lake.delta import Lake, StoredFile
from tillhouse.pipeline import staging
from tillhouse.pipeline.staging import Staging
from tillhouse.sources import _bounds
from tillhouse.table import Table


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    path = tmp_path / "a.csv"
    path.write_text(text(line(), line(Quantity="1"), line(Quantity="2")))
    return open_shop(tmp_path / "lake", path)


def test_names_of_unknown_columns_do_not_multiply_a_batch(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"a column without a meaning {n}" for n in range(60)]
    rows = [line(InvoiceNo=str(n)) + "," * len(names) for n in range(500)]
    path = tmp_path / "b.csv"
    path.write_text(text(*rows, header=",".join([HEADER, *names])))
    sizes, append = [], Staging.append

    def seen(staging: Staging, table: Table, rows: pl.DataFrame, prints: Mapping[str, str]) -> None:
        if table.name == "raw_sales":
            sizes.append(_bounds.weight(rows))
        append(staging, table, rows, prints)

    monkeypatch.setattr(Staging, "append", seen)
    monkeypatch.setattr(_bounds, "BATCH", 200_000)
    assert take_in(shop.settings, sources.open_all(path)) is not None
    assert sum(sizes) > 5 * _bounds.BATCH > 5 * max(sizes)


def test_rows_that_are_not_kept_wait_for_those_before_them_to_be_written(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "b.csv"
    path.write_text(text(*(line(InvoiceNo=str(n)) for n in range(200))))
    waiting, most, lock, write = 0, 0, Lock(), Lake.write

    def slow(lake: Lake, table: Table, month: str, rows: pl.DataFrame) -> StoredFile:
        nonlocal waiting
        time.sleep(0.15 if table.name == "raw_sales" else 0)
        with lock:
            waiting -= table.name == "raw_sales"
        return write(lake, table, month, rows)

    def counted(staging: Staging, table: Table, rows: pl.DataFrame, prints: Mapping[str, str]) -> None:
        nonlocal waiting, most
        with lock:
            waiting += table.name == "raw_sales"
        append(staging, table, rows, prints)
        most = max(most, waiting)

    append = Staging.append
    monkeypatch.setattr(Staging, "append", counted)
    monkeypatch.setattr(Lake, "write", slow)
    monkeypatch.setattr(staging, "MEMORY", 0)
    monkeypatch.setattr(_bounds, "BATCH", 6_000)
    assert take_in(shop.settings, sources.open_all(path)) is not None
    assert 1 <= most <= 3
