"""What detection has just read need not be read again by the run that follows it in the same process.

Kept are the records of the last files while they are few enough, and for every file whether all its lines are
well-formed, so that splitting need not look for odd ones twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tillhouse.sources._bounds import weight
from tillhouse.sources._opened import Opened

if TYPE_CHECKING:
    import polars as pl

#: Bytes of memory that the kept records may take.
MOST = 512 << 20
Key = tuple[str, str, int, int, str, str, str]


@dataclass(frozen=True)
class Seen:
    """One file as detection saw it. frames: its records, or None where they were too many to keep."""

    names: tuple[str, ...]
    clean: bool
    frames: list[pl.DataFrame] | None


_seen: dict[Key, Seen] = {}


def key(file: Opened, encoding: str, delimiter: str, quote: str) -> Key:
    """A file and all that decides how it is split."""
    changed = file.path.stat().st_mtime_ns
    return (str(file.path), file.member, file.size, changed, encoding, delimiter, quote)


class Keeper:
    """Gathers the frames of one file while detection reads them."""

    def __init__(self) -> None:
        self.frames: list[pl.DataFrame] | None = []
        self._room = MOST - sum(_size(seen.frames) for seen in _seen.values())

    def add(self, frame: pl.DataFrame) -> None:
        """Keep a frame, or give all of them up when there is no room."""
        self._room -= weight(frame)
        if self.frames is not None and self._room >= 0:
            self.frames.append(frame)
        else:
            self.frames = None


def keep(of: Key, seen: Seen) -> None:
    """Remember a file."""
    _seen[of] = seen


def take(of: Key, names: Sequence[str]) -> Seen | None:
    """What was remembered, once; None for a file not seen, or seen under other names."""
    seen = _seen.pop(of, None)
    return seen if seen is not None and seen.names == tuple(names) else None


def _size(frames: list[pl.DataFrame] | None) -> int:
    return sum(weight(frame) for frame in frames or ())
