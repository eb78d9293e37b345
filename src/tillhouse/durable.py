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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tillhouse.errors import LakeBusy, StorageFailed

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


@contextmanager
def storage(doing: str) -> Iterator[None]:
    """Turn a failure of the disk below into `StorageFailed`, which says what ran out."""
    try:
        yield
    except OSError as error:
        raise failed(doing, error) from error


def failed(doing: str, error: BaseException) -> StorageFailed:
    """`StorageFailed` for an error of the operating system, or of a library that hides one in its text."""
    number = error.errno if isinstance(error, OSError) else None
    text = str(error)
    if number is None:
        number = next((n for n in _OUT_OF if f"os error {n})" in text), None)
    reason = _OUT_OF.get(number or 0, text.splitlines()[0] if text else type(error).__name__)
    hint = "Nothing was published; the last release stands. Mend the storage and run the same command again."
    return StorageFailed(f"Storage failed while {doing}: {reason}.", hint)


def sync(root: Path) -> None:
    """Return only when everything written below ``root`` is on the disk; raises `StorageFailed`."""
    with storage("making the lake durable"):
        handle = os.open(root, os.O_RDONLY)
        try:
            if sys.platform.startswith("linux"):
                libc = ctypes.CDLL(None, use_errno=True)
                if libc.syncfs(handle) != 0:
                    number = ctypes.get_errno()
                    raise OSError(number, os.strerror(number))
            else:
                os.sync()
                os.fsync(handle)
        finally:
            os.close(handle)


def publish(path: Path, content: bytes) -> bool:
    """Create ``path`` with ``content`` whole and durable, or not at all; False if the name is taken."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with storage(f"writing {path.name}"):
        try:
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.link(temporary, path)
        except FileExistsError:
            return False
        finally:
            temporary.unlink(missing_ok=True)
    sync(path.parent)
    return True


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
                        f"Another process is writing {root}.", "Wait for it to end, then run the same command again."
                    ) from None
                time.sleep(0.05)
        yield
    finally:
        os.close(handle)
