"""Taking in: what is refused before anything is built or published."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.shops import Shop, open_shop, take_in
from tests.sources.files import line, text
from tillhouse import sources
from tillhouse.errors import BooksDoNotClose, TryAgain
from tillhouse.lake.releases import Releases
from tillhouse.pipeline import intake

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
    said = f"b.csv holds {2 + by} records, but 2 rows were read from it."
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
