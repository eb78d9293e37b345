"""What a small packed file unpacks to is kept from its first reading to its second: detection reads it, then the count.

The count has the same bytes and its own way through them. They are let go when they were read to their end again.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from tillhouse.sources._opened import Opened

#: Bytes that may be kept for all files together.
MOST = 64 << 20
Key = tuple[str, str, int, int]


class Unpacked:
    """The bytes of files that were opened together."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[Key, bytes] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def stream(self, file: Opened, unpack: Callable[[], BinaryIO]) -> BinaryIO:
        """The plain bytes of a packed file: those that are kept, else what ``unpack`` gives."""
        if not file.path.exists():
            return unpack()
        key = (str(file.path), file.member, file.size, file.path.stat().st_mtime_ns)
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None:
            return _Kept(kept, partial(self._drop, key))
        return cast(BinaryIO, _Keeping(unpack(), partial(self._keep, key)))

    def _keep(self, key: Key, pieces: list[bytes]) -> None:
        size = sum(map(len, pieces))
        with self._lock:
            if size + sum(map(len, self._kept.values())) <= MOST:
                self._kept[key] = b"".join(pieces)

    def _drop(self, key: Key) -> None:
        with self._lock:
            self._kept.pop(key, None)


class _Keeping(io.RawIOBase):
    """Gathers what it gives, unless that is too much."""

    def __init__(self, inner: BinaryIO, whole: Callable[[list[bytes]], None]) -> None:
        self._inner, self._whole, self._room = inner, whole, MOST
        self._pieces: list[bytes] = []

    def read(self, size: int = -1) -> bytes:
        piece = self._inner.read(size)
        self._room -= len(piece)
        if self._room < 0:
            self._pieces = []
        elif piece:
            self._pieces.append(piece)
        elif size:
            self._whole(self._pieces)
        return piece

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._inner.close()
        super().close()


class _Kept(io.BytesIO):
    """Kept bytes that are let go at their end."""

    def __init__(self, kept: bytes, ended: Callable[[], None]) -> None:
        super().__init__(kept)
        self._ended = ended

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        if not piece and size:
            self._ended()
        return piece
