"""Taking in: a content once for each feed, its records counted twice; what is refused is not published."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.quarantined import FEED, HEADER, RIGHT
from tests.shops import Shop, open_shop, take_in
from tests.sources.files import line, text
from tillhouse import sources
from tillhouse.catalog import catalog
from tillhouse.engines import engine
from tillhouse.errors import BooksDoNotClose, TryAgain
from tillhouse.lake.delta import Lake
from tillhouse.lake.releases import Releases
from tillhouse.pipeline import intake
from tillhouse.pipeline.staging import Staging
from tillhouse.retail.calendar import Calendar
from tillhouse.settings.feed import Feed

FIRST = text(line(), line(Quantity="1"), line(Quantity="2"))


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    path = tmp_path / "a.csv"
    path.write_text(FIRST)
    return open_shop(tmp_path / "lake", path)


def delivered(tmp_path: Path) -> sources.Opened:
    path = tmp_path / "b.csv"
    path.write_text(text(line(InvoiceNo="7"), line(InvoiceNo="8")))
    return sources.open_all(path)[0]


class Miscounting:
    """A source that is right but for its second count."""

    def __init__(self, source: ModuleType, by: int) -> None:
        self._source, self._by = source, by

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    def records(self, *given: Any) -> int:
        return int(self._source.records(*given)) + self._by


@pytest.mark.parametrize("by", [-1, 1])
def test_two_counts_of_the_records_that_differ_publish_nothing(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: int
) -> None:
    monkeypatch.setattr(intake, "source_of", lambda *given: Miscounting(sources.source_of(*given), by))
    records = "3 records" if by > 0 else "1 record"
    said = f"b.csv holds {records}, but 2 rows were read from it."
    with pytest.raises(BooksDoNotClose, match=re.escape(said)):
        take_in(shop.settings, [delivered(tmp_path)])
    assert Releases(shop.settings.root).numbers() == [1]


def test_two_counts_that_agree_publish(shop: Shop, tmp_path: Path) -> None:
    assert take_in(shop.settings, [delivered(tmp_path)]) is not None


def rewritten(path: Path) -> None:
    """Other bytes of the same number under the same name and moment of change."""
    stat = path.stat()
    path.write_bytes(path.read_bytes().replace(b"2.55", b"9.99"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def exchanged(path: Path) -> None:
    """Another file, put in its place whole."""
    stat, other = path.stat(), path.with_name("other")
    other.write_bytes(path.read_bytes().replace(b"2.55", b"9.99"))
    os.utime(other, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    other.replace(path)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


@pytest.mark.parametrize("change", [rewritten, exchanged, cut])
def test_a_file_that_is_changed_after_it_was_hashed_is_not_published(
    shop: Shop, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    file = delivered(tmp_path)
    assert file.sha256
    change(file.path)
    with pytest.raises(TryAgain, match=r"b\.csv was written while it was read"):
        take_in(shop.settings, [file])
    assert Releases(shop.settings.root).numbers() == [1]


@pytest.fixture
def staging(tmp_path: Path) -> Iterator[Staging]:
    made = Staging(Lake(tmp_path / "lake"), catalog(), None, engine("polars"), {"calendar": Calendar()})
    yield made
    made.close()


def opened(path: Path, *lines: str) -> list[sources.Opened]:
    path.write_text("\n".join([HEADER, *lines, ""]))
    return sources.open_all(path)


def taken(staging: Staging, files: list[sources.Opened], feed: Feed = FEED) -> int:
    return intake.take_in(staging, intake.new_deliveries(staging, feed, files), lambda _name, _done: None)


def test_records_are_counted_and_kept_as_received(staging: Staging, tmp_path: Path) -> None:
    assert taken(staging, opened(tmp_path / "sales.csv", *RIGHT[:3])) == 3
    (delivery,) = staging.rows(catalog()["deliveries"]).to_dicts()
    assert (delivery["records"], delivery["name"], delivery["kind"]) == (3, "sales.csv", "file")
    raw = staging.rows(catalog()["raw_sales"]).sort("line")
    assert raw.select("line", "quantity", "extra").rows() == [
        (2, "6", '{"Till":"1"}'),
        (3, "6", '{"Till":"1"}'),
        (4, "6", '{"Till":"1"}'),
    ]


def test_one_content_is_taken_in_once_under_whatever_name(staging: Staging, tmp_path: Path) -> None:
    same = [*opened(tmp_path / "a.csv", RIGHT[0]), *opened(tmp_path / "b.csv", RIGHT[0])]
    assert taken(staging, same) == 1
    assert taken(staging, opened(tmp_path / "c.csv", RIGHT[0])) == 0


def test_another_feed_takes_the_same_content_in(staging: Staging, tmp_path: Path) -> None:
    files = opened(tmp_path / "sales.csv", RIGHT[0])
    assert taken(staging, files) == 1
    assert taken(staging, files, replace(FEED, name="other")) == 1
    assert staging.rows(catalog()["deliveries"])["delivery"].n_unique() == 2


def test_a_key_follows_from_feed_and_content_and_has_34_bits() -> None:
    keys = {intake.delivery_key(feed, sha) for feed in ("a", "b") for sha in ("1" * 64, "2" * 64)}
    assert len(keys) == 4
    assert all(0 <= key < 1 << 34 for key in keys)
    assert intake.delivery_key("a", "1" * 64) in keys


def test_a_key_that_is_used_moves_on_and_around() -> None:
    last = (1 << 34) - 1
    assert [intake.unused_key(5, ()), intake.unused_key(5, {5, 6}), intake.unused_key(last, {last})] == [
        5,
        7,
        0,
    ]
