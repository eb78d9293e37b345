"""What makes written bytes survive a power cut, and one writer at a time.

Delta's writer renames and links but never syncs; measured, a power cut then leaves commits of zero bytes. One
``syncfs`` of the file system that holds the lake, before success is reported, makes all of them durable.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tillhouse.errors import LakeBusy, StorageFailed

if TYPE_CHECKING:
    from tillhouse.storage.objects import Place

_OUT_OF = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "a file would be larger than the limit allows",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "the system has too many files open",
    errno.EROFS: "the file system is read-only",
    errno.EIO: "the disk reports an input/output error",
    errno.EACCES: "permission is denied",
}


#: Libraries that write for us. Their panics are no `Exception`, and none says more than its text.
_WRITERS = {"_internal", "deltalake", "polars", "pyo3_runtime"}


@contextmanager
def storage(doing: str, *, known: bool = False) -> Iterator[None]:
    """Turn a failure of the disk below into `StorageFailed`, which says what ran out.

    known: only a failure whose reason is known; what else is raised inside may not be the disk's.
    """
    try:
        yield
    except BaseException as error:
        library = type(error).__module__.split(".")[0] in _WRITERS
        if _number(error) or (not known and (library or isinstance(error, OSError))):
            raise failed(doing, error) from error
        raise


def failed(doing: str, error: BaseException) -> StorageFailed:
    """`StorageFailed` for an error of the operating system, or of a library that hides one in its text."""
    text = str(error)
    reason = _OUT_OF.get(_number(error), text.splitlines()[0] if text else type(error).__name__)
    hint = "Nothing was published; the last release stands. Mend the storage and run the same command again."
    return StorageFailed(f"Storage failed while {doing}: {reason}.", hint)


def _number(error: BaseException) -> int:
    """The number of a known failure of the operating system; 0 for anything else."""
    number = getattr(error, "errno", None)
    if number in _OUT_OF:
        return int(number)
    text = str(error)
    return next((n for n in _OUT_OF if f"os error {n})" in text or f"Os {{ code: {n}," in text), 0)


def sync(root: Place) -> None:
    """Return only when everything written below ``root`` is on the disk; raises `StorageFailed`.

    Folders of a lake that lie on disks of their own (``lake``, its layers, ``releases``) are synced too. What a bucket
    has acknowledged is durable already.
    """
    if not isinstance(root, Path):
        return
    with storage("making the lake durable"):
        folders = [root, *(p for pattern in ("*", "lake/*") for p in root.glob(pattern) if p.is_dir())]
        for folder in {folder.stat().st_dev: folder for folder in reversed(folders)}.values():
            handle = os.open(folder, os.O_RDONLY)
            try:
                _sync_disk(handle)
            finally:
                os.close(handle)


def _sync_disk(handle: int) -> None:
    if not sys.platform.startswith("linux"):
        os.sync()
        os.fsync(handle)
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syncfs(handle) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def sync_names(folder: Path) -> None:
    """Return only when the names in a folder are on the disk, such as one that a killed process linked last."""
    with storage(f"making {folder.name} durable"):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def publish(path: Place, content: bytes) -> bool:
    """Create ``path`` with ``content`` whole and durable, or not at all; False if the name is taken."""
    if not isinstance(path, Path):
        return path.create(content)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    with storage(f"writing {path.name}"):
        try:
            with temporary.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if not _linked(temporary, path):
                return False
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    try:
        sync(path.parent)
    except StorageFailed:
        _withdraw(path)
        raise
    return True


def _linked(temporary: Path, path: Path) -> bool:
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    return True


def _withdraw(path: Path) -> None:
    """Take back a name that may not be on the disk."""
    try:
        path.unlink()
    except OSError as error:
        raise StorageFailed(
            f"Storage failed while writing {path.name}, and it is not known whether it was kept.",
            f"Mend the storage, then look for {path}: if it is there, it is whole and published.",
        ) from error


@contextmanager
def writer_lock(root: Path, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the one writer's place of a lake; the kernel frees it when the process ends, however it ends."""
    import time

    with storage("taking the writer's lock"):
        root.mkdir(parents=True, exist_ok=True)
        handle = os.open(root / "writer.lock", os.O_RDWR | os.O_CREAT, 0o644)
    deadline = time.monotonic() + wait_seconds
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise LakeBusy(
                        f"Another process is writing {root}.",
                        "Wait for it to end, then run the same command again.",
                    ) from None
                time.sleep(0.05)
        yield
    finally:
        os.close(handle)
