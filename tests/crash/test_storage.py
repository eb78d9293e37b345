"""Storage that runs out or fails: the message says what, nothing is acknowledged, and the same command works later."""

from __future__ import annotations

import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from tests.crash.conftest import ROUNDS, Deliveries, Mounts, drive, needs
from tests.crash.oracle import assert_restored
from tests.crash.test_kill import inject
from tillhouse.lake.releases import Releases

TRY_AGAIN = 5


def folder_size(folder: Path) -> int:
    """Bytes that a copy of a folder needs, counted as the pages of a file system in memory."""
    return sum(-(-path.stat().st_size // 4096) * 4096 for path in folder.rglob("*") if path.is_file())


@pytest.mark.machine
def test_cr_09_disk_full(tmp_path: Path, deliveries: Deliveries, mounts: Mounts) -> None:
    begun, ended = folder_size(deliveries.begun), folder_size(deliveries.ended)
    room = (ended - begun) // 1024
    rooms = [4, room - 44, room - 8] if ROUNDS == 1 else [4, room // 2, *range(room - 100, room, 8)]
    failed = []
    for n, room in enumerate(rooms):
        disk = mounts.tmpfs(f"disk{n}", f"size={begun // 1024 + room}k")
        root = disk.folder / "lake"
        shutil.copytree(deliveries.begun, root)
        run = drive(root, deliveries.folder)
        assert run.code == TRY_AGAIN and run.acks == {} and "Traceback" not in run.said
        found = re.search("StorageFailed: Storage failed while (.*): the disk is full.", run.said)
        assert found, run.said
        failed.append(found[1])
        deliveries.assert_kept(root, deliveries.first)
        disk.grow("size=64m")
        deliveries.assert_recovers(root, deliveries.first)
        mounts.release(disk.folder)
    assert failed[0].startswith("writing "), failed
    assert any(doing.startswith("committing ") for doing in failed), failed
    assert failed[-1] == "writing 00000002.json", failed


def use_up(folder: Path) -> list[Path]:
    """Make empty files until the file system has no inode left."""
    made: list[Path] = []
    with suppress(OSError):
        while True:
            made.append(folder / f"other{len(made)}")
            made[-1].touch()
    return made[:-1]


@pytest.mark.machine
@pytest.mark.parametrize("part", [0.0, 0.5, 0.9])
def test_cr_10_inodes_used_up(tmp_path: Path, deliveries: Deliveries, mounts: Mounts, part: float) -> None:
    begun, ended = (len(list(lake.rglob("*"))) for lake in (deliveries.begun, deliveries.ended))
    disk = mounts.image("disk", mounts.format(tmp_path / "image", 24, "-N", str(2 * ended)))
    root = disk.folder / "lake"
    shutil.copytree(deliveries.begun, root)
    others = use_up(disk.folder)
    for other in others[: int((ended - begun) * part)]:
        other.unlink()
    run = drive(root, deliveries.folder)
    assert run.code == TRY_AGAIN and "Traceback" not in run.said
    assert "StorageFailed" in run.said and "the disk is full" in run.said
    for other in disk.folder.glob("other*"):
        other.unlink()
    deliveries.assert_recovers(root, deliveries.first | run.acks)


@pytest.mark.machine
@pytest.mark.parametrize(
    ("limit", "says"),
    [
        ("--fsize=6000", "larger than the limit allows"),
        ("--nofile=12", "too many files are open"),
        ("--nofile=16", "too many files are open"),
        ("--nofile=18", "too many files are open"),
    ],
)
def test_cr_10_limits_of_a_process(tmp_path: Path, deliveries: Deliveries, limit: str, says: str) -> None:
    needs("prlimit")
    root = deliveries.lake(tmp_path / "lake")
    ended = drive(root, deliveries.folder, before=["prlimit", limit])
    assert ended.code == TRY_AGAIN and ended.acks == {} and "Traceback" not in ended.said
    assert "StorageFailed" in ended.said and says in ended.said
    deliveries.assert_recovers(root, deliveries.first)


@pytest.mark.machine
@pytest.mark.parametrize(
    ("call", "when"), [("syncfs", "1"), ("syncfs", "2"), ("fsync", "3"), ("linkat", "9"), ("link", "1")]
)
def test_cr_11_input_output_error(tmp_path: Path, deliveries: Deliveries, call: str, when: str) -> None:
    needs("strace")
    root = deliveries.lake(tmp_path / "lake")
    ended = drive(root, deliveries.folder, before=inject(call, f"error=EIO:when={when}"))
    assert ended.code == TRY_AGAIN and ended.acks == {} and "Traceback" not in ended.said
    assert "StorageFailed" in ended.said and "input/output error" in ended.said
    deliveries.assert_kept(root, deliveries.first)
    assert not (root / "releases/00000002.json").exists(), "published although it may not be on the disk"
    if call == "syncfs":
        assert_restored(root, Releases(root).load(1))
        assert not any(root.glob("lake/*/*/_delta_log/*1.json")), "later runs would build on lost commits"
    deliveries.assert_recovers(root, deliveries.first)


@pytest.mark.machine
def test_the_disk_that_fills_is_the_one_meant(mounts: Mounts) -> None:
    disk = mounts.tmpfs("disk", "size=4k")
    with pytest.raises(OSError, match="No space left"):
        (disk.folder / "file").write_bytes(b"x" * 8192)
    subprocess.run(["mount", "-o", "remount,size=64k", str(disk.folder)], check=True)
    (disk.folder / "file").write_bytes(b"x" * 8192)
