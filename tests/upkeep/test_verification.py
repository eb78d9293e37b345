"""What is stored is what was published, or the table and the month are named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from tests.histories import copied, data_files, forged
from tests.shops import Shop
from tillhouse.errors import BooksDoNotClose
from tillhouse.upkeep import verification
from tillhouse.upkeep.verification import Verification, verified


def verify(shop: Shop) -> Verification:
    """The verification of a shop's release."""
    return verified(shop.settings, shop.release)


def file_of(shop: Shop, table: str) -> tuple[Path, str]:
    """One file of a table, and its month."""
    path = Path(shop.snapshot.paths(table)[0])
    return path, path.parent.name.removeprefix("month=")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("ledger", pl.col("description").fill_null("x") + "x"),
        ("ledger", (pl.col("quantity") + 1).alias("quantity")),
        ("daily_sales", (pl.col("orders") + 1).alias("orders")),
    ],
)
def test_other_content_is_found(table: str, change: pl.Expr, small_lake: Shop, tmp_path: Path) -> None:
    shop, month = forged(copied(small_lake, tmp_path), table, change)
    assert [(f.table, f.month) for f in verify(shop).findings] == [(table, month)]


def test_other_money_in_the_delivered_text_does_not_fit_the_books(small_lake: Shop, tmp_path: Path) -> None:
    shop, month = forged(copied(small_lake, tmp_path), "raw_sales", pl.lit("7").alias("quantity"))
    assert ("statement", month) in {(f.table, f.month) for f in verify(shop).findings}


def test_a_release_as_published_has_no_findings(small_lake: Shop) -> None:
    done = verify(small_lake)
    assert done.findings == ()
    assert done.rows == sum(state.rows for state in small_lake.release.tables.values())
    assert done.files == len(data_files(small_lake.settings.root))
    assert done.bytes == sum(path.stat().st_size for path in data_files(small_lake.settings.root))


@pytest.mark.parametrize("table", ["raw_sales", "ledger", "daily_sales", "dim_customer"])
def test_a_missing_file_is_named(table: str, small_lake: Shop, tmp_path: Path) -> None:
    shop = copied(small_lake, tmp_path)
    path, month = file_of(shop, table)
    path.unlink()
    (found, *_) = verify(shop).findings
    assert (found.table, found.month) == (table, month if month != "all" else "")
    assert "is missing" in found.what


def test_a_short_file_is_named(small_lake: Shop, tmp_path: Path) -> None:
    shop = copied(small_lake, tmp_path)
    path, month = file_of(shop, "ledger")
    path.write_bytes(path.read_bytes()[:-1])
    (found,) = verify(shop).findings
    assert (found.table, found.month) == ("ledger", month)


def test_flipped_bytes_are_found(small_lake: Shop, tmp_path: Path) -> None:
    shop = copied(small_lake, tmp_path)
    path, month = file_of(shop, "ledger")
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(content)
    assert [(f.table, f.month) for f in verify(shop).findings] == [("ledger", month)]


def test_a_damaged_log_is_named(small_lake: Shop, tmp_path: Path) -> None:
    shop = copied(small_lake, tmp_path)
    log = shop.settings.root / "lake" / "marts" / "daily_sales" / "_delta_log"
    for path in log.glob("*.json"):
        path.write_text("{}x")
    assert {f.table for f in verify(shop).findings} == {"daily_sales"}


def changed(path: Path, before: bytes, after: bytes) -> None:
    """Write other bytes, as many, in place of some that say nothing of rows."""
    content = path.read_bytes()
    assert before in content and len(before) == len(after)
    path.write_bytes(content.replace(before, after))


def test_a_byte_that_changes_no_row_is_found(small_lake: Shop, tmp_path: Path) -> None:
    shop = copied(small_lake, tmp_path)
    path, month = file_of(shop, "ledger")
    changed(path, b"Polars", b"polars")
    (found,) = verify(shop).findings
    assert (found.table, found.month) == ("ledger", month)
    assert "is not as it was written" in found.what


def test_a_byte_of_a_commit_that_names_the_same_files_is_found(small_lake: Shop, tmp_path: Path) -> None:
    shop = copied(small_lake, tmp_path)
    (path,) = (shop.settings.root / "lake" / "marts" / "daily_sales" / "_delta_log").glob("*.json")
    changed(path, b'"release":"1"', b'"release":"9"')
    (found,) = verify(shop).findings
    assert found.table == "daily_sales"
    assert "is not as it was written" in found.what


def test_a_month_that_no_commit_has_is_found(small_lake: Shop) -> None:
    state = small_lake.release.tables["ledger"]
    parts = {**state.partitions, "1999-01": replace(next(iter(state.partitions.values())), rows=3)}
    tables = {**small_lake.release.tables, "ledger": replace(state, partitions=parts)}
    (found,) = verified(small_lake.settings, replace(small_lake.release, tables=tables)).findings
    assert (found.table, found.month) == ("ledger", "1999-01")
    assert "holds 0 rows" in found.what


def test_books_that_do_not_close_are_found(small_lake: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def unclosed(_staging: object) -> None:
        raise BooksDoNotClose("1 row is unexplained.")

    monkeypatch.setattr(verification, "closed", unclosed)
    assert [(f.table, f.what) for f in verify(small_lake).findings] == [
        ("statement", "1 row is unexplained.")
    ]
