"""What detection has just read need not be read again by the run that follows it.

Kept are the records of the last files while they are few enough, and for every file whether all its lines are
well-formed, so that splitting need not look for odd ones twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING

from tillhouse.sources._bounds import weight
from tillhouse.sources._unpacked import Unpacked

if TYPE_CHECKING:
    import polars as pl

    from tillhouse.sources._opened import Opened

#: Bytes of memory that the kept records may take.
MOST = 512 << 20
Key = tuple[str, str, int, int, str, str, str]


@dataclass(frozen=True)
class Seen:
    """One file as detection saw it. frames: its records, or None where they were too many to keep."""

    names: tuple[str, ...]
    clean: bool
    frames: list[pl.DataFrame] | None


class Memo:
    """What was read of files that were opened together. It is theirs, and ends with them; threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._most = MOST
        self._seen: dict[Key, Seen] = {}
        self._looks = False
        self.unpacked = Unpacked()

    def __len__(self) -> int:
        return len(self._seen)

    @property
    def room(self) -> int:
        """Bytes of memory that may still be taken."""
        with self._lock:
            return self._room()

    def keep(self, of: Key, seen: Seen) -> None:
        """Remember a file, its records only while there is room."""
        with self._lock:
            self._seen.pop(of, None)
            self._seen[of] = seen if _size(seen) <= self._room() else replace(seen, frames=None)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """What is taken meanwhile is remembered still."""
        self._looks = True
        try:
            yield
        finally:
            self._looks = False

    def take(self, of: Key, names: Sequence[str]) -> Seen | None:
        """What was remembered, once; None for a file not seen, or seen under other names."""
        with self._lock:
            seen = self._seen.get(of) if self._looks else self._seen.pop(of, None)
        return seen if seen is not None and seen.names == tuple(names) else None

    def _room(self) -> int:
        return self._most - sum(map(_size, self._seen.values()))


class Keeper:
    """Gathers the frames of one file while detection reads them."""

    def __init__(self, memo: Memo) -> None:
        self.frames: list[pl.DataFrame] | None = []
        self._room = memo.room

    def add(self, frame: pl.DataFrame) -> None:
        """Keep a frame, or give all of them up when there is no room."""
        self._room -= weight(frame)
        if self.frames is not None and self._room >= 0:
            self.frames.append(frame)
        else:
            self.frames = None


def key(file: Opened, encoding: str, delimiter: str, quote: str) -> Key:
    """A file and all that decides how it is split."""
    changed = file.path.stat().st_mtime_ns
    return (str(file.path), file.member, file.size, changed, encoding, delimiter, quote)


def _size(seen: Seen) -> int:
    return sum(weight(frame) for frame in seen.frames or ())
