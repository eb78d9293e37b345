"""What a folder delivers to a feed that joins files: each file of lines once, with the others beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources._joined.folders import ITEMS, JOINS, ORDERS
from tillhouse.errors import UnmappedHeader
from tillhouse.settings.feed import Feed
from tillhouse.sources import open_all
from tillhouse.sources._joined.gathering import gathered

FEED = Feed("shop", records_in="order_items", joins=JOINS)


def written(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_text(ITEMS if "items" in name else ORDERS)
    return folder


def test_a_feed_that_joins_nothing_gets_each_file(tmp_path: Path) -> None:
    files = open_all(written(tmp_path, "orders.csv", "order_items.csv"))
    assert gathered(files, Feed("shop")) == (files, [])


def test_orders_stand_beside_the_lines_of_their_delivery(tmp_path: Path) -> None:
    months = ("2024-01", "2024-02")
    names = [f"{part}_{month}.csv" for part in ("orders", "order_items") for month in months]
    found, aside = gathered(open_all(written(tmp_path, *names)), FEED)
    assert sorted(one.name for one in found) == [f"order_items_{m}.csv + orders_{m}.csv" for m in months]
    assert [len(one.beside) for one in found] == [1, 1]
    assert aside == []


def test_a_change_in_either_file_is_another_content(tmp_path: Path) -> None:
    def content() -> str:
        (whole,), _ = gathered(open_all(tmp_path), FEED)
        return whole.sha256

    written(tmp_path, "orders.csv", "order_items.csv")
    first = content()
    assert content() == first
    (tmp_path / "orders.csv").write_text(ORDERS.replace("K2", "K9"))
    assert content() != first


def test_files_that_are_not_joined_are_named(tmp_path: Path) -> None:
    files = open_all(written(tmp_path, "orders.csv", "order_items.csv", "notes.csv"))
    _, aside = gathered(files, FEED)
    assert aside == ["notes.csv (not joined)"]


def test_orders_without_the_file_of_their_lines_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnmappedHeader, match=r"orders\.csv comes without order_items"):
        gathered(open_all(written(tmp_path, "orders.csv")), FEED)
