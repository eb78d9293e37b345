"""The commit log of one stored table, as files: which versions there are, and which files are damaged.

A power cut can leave files of zero bytes, and a commit of zero bytes would read as one that changed nothing: fewer
rows, without a word. So commits are looked at before a version is believed. Checkpoints only repeat what the commits
say: one that cannot be read is removed.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tillhouse.storage.objects import Place

_CHECKPOINTS = ("*.checkpoint.parquet", "_last_checkpoint")
#: What some writers put beside a commit; with another commit of that number it would say something wrong.
_CHECKSUMS = ("{:020d}.crc", ".{:020d}.json.crc", ".{:020d}.crc.crc")


def versions(log: Place) -> list[int]:
    """The versions that have a commit, oldest first. Reads names only."""
    return sorted(int(path.stem) for path in log.glob("*.json") if path.stem.isdigit())


def path_of(log: Place, version: int) -> Place:
    """Where a version's commit is recorded."""
    return log / f"{version:020d}.json"


def empty(log: Place, version: int | None) -> Place | None:
    """A commit of zero bytes at or before a version (None: the newest)."""
    return next((p for p in _up_to(log, version) if p.stat().st_size == 0), None)


def damage(log: Place, version: int | None) -> str:
    """What is wrong with the commits up to a version, naming the first bad file; empty when all can be read."""
    there = _up_to(log, version)
    last = version if version is not None else len(there) - 1
    if last < 0:
        return f"{log} holds no commit"
    checkpointed = any(log.glob("*.checkpoint.parquet"))  # then the oldest commits may rightly be gone
    for number in range(int(there[0].stem) if there and checkpointed else 0, last + 1):
        path = path_of(log, number)
        if not path.exists():
            return f"the commit {path} is missing"
        if not _whole(path):
            return f"the commit {path} is damaged"
    return ""


def drop_checkpoints(log: Place) -> bool:
    """Remove all checkpoints of a log whose commits are all there; False when there was nothing to remove."""
    found = [path for pattern in _CHECKPOINTS for path in log.glob(pattern)]
    if not found or not path_of(log, 0).exists():
        return False
    with suppress(OSError):  # a reader may lack the right to mend
        for path in found:
            path.unlink(missing_ok=True)
        return True
    return False


def drop_newest(log: Place) -> None:
    """Remove the newest commit, with the checkpoints made of it."""
    newest = versions(log)[-1]
    for path in (
        *log.glob(f"{newest:020d}.checkpoint.parquet"),
        *(log / name.format(newest) for name in _CHECKSUMS),
        log / "_last_checkpoint",
        path_of(log, newest),
    ):
        path.unlink(missing_ok=True)


def _up_to(log: Place, version: int | None) -> list[Place]:
    found = (path for path in log.glob("*.json") if path.stem.isdigit())
    return sorted(path for path in found if version is None or int(path.stem) <= version)


def _whole(path: Place) -> bool:
    try:
        text = path.read_text()
        return bool(text.strip()) and all(
            isinstance(json.loads(line), dict) for line in text.splitlines() if line
        )
    except ValueError:
        return False
