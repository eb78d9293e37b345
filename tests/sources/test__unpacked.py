"""What a small packed file unpacks to is kept from its first reading to its second."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from tests.sources.files import one
from tillhouse import sources
from tillhouse.sources import _archive, _unpacked

TEXT = b"a line\n" * 1_000


@pytest.fixture
def file(tmp_path: Path) -> sources.Opened:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(TEXT))
    return sources.open_all(tmp_path / "a.csv.gz")[0]


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were unpacked, one name for each time."""
    names: list[str] = []
    stream = _archive.stream

    def counted(path: Path, compression: str, member: str, packed: int) -> object:
        names.append(path.name)
        return stream(path, compression, member, packed)

    monkeypatch.setattr(_archive, "stream", counted)
    return names


def read(file: sources.Opened, size: int = 100) -> bytes:
    """All of a file, in pieces."""
    with file.open() as stream:
        return b"".join(iter(lambda: stream.read(size), b""))


@pytest.mark.parametrize("size", [1, 100, 1 << 20])
def test_two_readings_unpack_once(file: sources.Opened, unpacked: list[str], size: int) -> None:
    assert read(file, size) == read(file, size) == TEXT
    assert unpacked == ["a.csv.gz"]


def test_the_second_reading_lets_the_bytes_go(file: sources.Opened, unpacked: list[str]) -> None:
    read(file)
    assert len(file.memo.unpacked) == 1
    read(file)
    assert len(file.memo.unpacked) == 0
    read(file)
    assert len(unpacked) == 2


def test_the_first_bytes_alone_keep_nothing_and_let_nothing_go(file: sources.Opened) -> None:
    assert file.head(10) == TEXT[:10]
    assert len(file.memo.unpacked) == 0
    read(file)
    assert file.head(10) == TEXT[:10]
    assert len(file.memo.unpacked) == 1


def test_a_large_file_is_unpacked_again(
    file: sources.Opened, unpacked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_unpacked, "MOST", len(TEXT) - 1)
    assert read(file) == read(file) == TEXT
    assert len(unpacked) == 2


def test_files_share_the_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv.gz").write_bytes(gzip.compress(TEXT))
    first, second = sources.open_all(tmp_path)
    monkeypatch.setattr(_unpacked, "MOST", len(TEXT) + 1)
    assert read(first) == read(second) == TEXT
    assert len(first.memo.unpacked) == 1


def test_a_changed_file_is_unpacked_again(file: sources.Opened) -> None:
    read(file)
    file.path.write_bytes(gzip.compress(TEXT[:-1] + b"!"))
    os.utime(file.path, (0, 0))
    assert read(file)[-1:] == b"!"


def test_a_plain_file_is_not_kept(tmp_path: Path) -> None:
    plain = one(tmp_path, TEXT)
    assert read(plain) == TEXT
    assert len(plain.memo.unpacked) == 0
