"""Failures of storage by name, wherever a library hides them, and nothing else by that name."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tillhouse.errors import DamagedLake, StorageFailed
from tillhouse.storage import durable
from tillhouse.storage.durable import publish, storage, sync


class Panic(BaseException):
    """What a library written in Rust raises when it gives up: no `Exception`."""


Panic.__module__ = "pyo3_runtime"


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OSError("Generic LocalFileSystem error\nNo space left (os error 28)"), "the disk is full"),
        (Panic('Os { code: 24, kind: Uncategorized, message: "Too many" }'), "too many files are open"),
        (Panic("assertion failed"), "assertion failed"),
        (OSError(errno.EIO, "Input/output error"), "an input/output error"),
    ],
)
def test_what_ran_out_is_said(error: BaseException, says: str) -> None:
    with pytest.raises(StorageFailed, match=says), storage("writing sales"):
        raise error


@pytest.mark.parametrize("error", [TypeError("an error of ours"), KeyboardInterrupt(), DamagedLake("short")])
def test_what_is_not_the_disk_passes(error: BaseException) -> None:
    with pytest.raises(type(error)), storage("writing sales"):
        raise error


def test_only_known_reasons_where_content_is_read() -> None:
    with pytest.raises(FileNotFoundError), storage("reading sales", known=True):
        raise FileNotFoundError(errno.ENOENT, "No such file")
    with pytest.raises(StorageFailed, match="read-only"), storage("reading sales", known=True):
        raise OSError(errno.EROFS, "Read-only file system")


def test_publish_is_whole_or_not_at_all(tmp_path: Path) -> None:
    assert publish(tmp_path / "1.json", b"one")
    assert not publish(tmp_path / "1.json", b"two")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("1.json", b"one")]


def test_content_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut in between would else leave a record of nothing under a name that is believed."""
    done: list[str] = []
    fsync, link = os.fsync, os.link
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("content"), fsync(handle)))
    monkeypatch.setattr(os, "link", lambda one, other: (done.append("name"), link(one, other)))
    assert publish(tmp_path / "1.json", b"one")
    assert done[:2] == ["content", "name"]


def test_a_name_that_could_not_be_synced_is_withdrawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_handle: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(durable, "_sync_disk", fail)
    with pytest.raises(StorageFailed, match="input/output error"):
        publish(tmp_path / "1.json", b"one")
    assert not any(tmp_path.iterdir())


def test_every_disk_of_a_lake_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of the lake can be a link to another disk."""
    other = Path("/dev/shm")
    if not other.is_dir() or other.stat().st_dev == tmp_path.stat().st_dev:
        other = Path("/proc")
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "gold").symlink_to(other)
    synced: list[int] = []
    monkeypatch.setattr(durable, "_sync_disk", lambda handle: synced.append(os.fstat(handle).st_dev))
    sync(tmp_path)
    assert sorted(synced) == sorted({tmp_path.stat().st_dev, other.stat().st_dev})
