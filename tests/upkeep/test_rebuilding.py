"""Everything built again from bronze, elsewhere, is the same; and what is not is found."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.histories import copied, forged, shop_at, three_releases
from tests.shops import Shop
from tillhouse.errors import BadQuery, BooksDoNotClose
from tillhouse.lake.releases import Releases
from tillhouse.upkeep import rebuilding
from tillhouse.upkeep.rebuilding import rebuilt
from tillhouse.upkeep.verification import verified


def test_a_rebuilt_release_is_the_same(small_lake: Shop, tmp_path: Path) -> None:
    done = rebuilt(small_lake.settings, small_lake.release, tmp_path / "again")
    assert done.findings == ()
    other = shop_at(tmp_path / "again")
    assert other.fingerprints == small_lake.fingerprints
    assert other.release.window == small_lake.release.window != {}
    assert verified(other.settings, other.release).findings == ()


def test_the_books_of_a_rebuilt_release_are_closed(
    small_lake: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unclosed(_staging: object) -> None:
        raise BooksDoNotClose("1 row is unexplained.")

    monkeypatch.setattr(rebuilding, "closed", unclosed)
    with pytest.raises(BooksDoNotClose):
        rebuilt(small_lake.settings, small_lake.release, tmp_path / "again")
    assert Releases(tmp_path / "again").latest() is None


def test_three_increments_equal_one_rebuild(tmp_path: Path) -> None:
    shop = three_releases(tmp_path)
    for number in (1, 2, 3):
        release = Releases(shop.settings.root).load(number)
        assert rebuilt(shop.settings, release, tmp_path / str(number)).findings == ()
    again = shop_at(tmp_path / "3")
    assert verified(again.settings, again.release).findings == (), (
        "commits of the old lake are not looked for"
    )


def test_changed_text_in_bronze_is_found(small_lake: Shop, tmp_path: Path) -> None:
    shop, month = forged(copied(small_lake, tmp_path), "raw_sales", pl.lit("OTHER").alias("description"))
    assert verified(shop.settings, shop.release).findings == ()
    found = rebuilt(shop.settings, shop.release, tmp_path / "again").findings
    assert ("ledger", month) in {(f.table, f.month) for f in found}


def test_a_lake_is_not_built_over_something(small_lake: Shop, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(BadQuery, match="is a file"):
        rebuilt(small_lake.settings, small_lake.release, file)
    with pytest.raises(BadQuery, match="not empty"):
        rebuilt(small_lake.settings, small_lake.release, tmp_path)
