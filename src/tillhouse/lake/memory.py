"""What a snapshot keeps of what it has read: up to a number of bytes, for all threads that ask it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

import narwhals as nw

from tillhouse.frame import Frame

#: Bytes that one snapshot keeps. What takes more than half of it is not kept.
BOUND = 256 << 20
#: What a value takes at least, with its key and its lock, so that many small ones are bounded too.
_LEAST = 1 << 10
_T = TypeVar("_T")


class _Entry:
    """A value that is being made, by the thread that holds its lock, or that was made."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.made: list[Any] = []
        self.size = 0


class Memory:
    """Values by key, each made once while it is kept; what was not asked for longest goes first."""

    def __init__(self, bound: int = BOUND) -> None:
        self.bound = bound
        self.size = 0
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._lock = Lock()

    def value(self, key: Hashable, make: Callable[[], _T], size: Callable[[_T], int]) -> _T:
        """The value of a key, made by the first who asks. ``make`` may ask for other keys, never for its own."""
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            self._entries.move_to_end(key)
        with entry.lock:
            if not entry.made:
                try:
                    entry.made.append(make())
                except BaseException:
                    self._drop(key, entry)
                    raise
                self._weigh(key, entry, max(size(entry.made[0]), _LEAST))
            found: _T = entry.made[0]
            return found

    def frame(self, key: Hashable, make: Callable[[], Frame]) -> Frame:
        """The rows of a frame, computed once while they are kept."""

        def collected() -> Any:
            return make().collect("polars").to_native()

        found: Frame = nw.from_native(
            self.value(key, collected, lambda rows: int(rows.estimated_size())).lazy()
        )
        return found

    def clear(self) -> None:
        """Keep nothing; who holds a value goes on holding it."""
        with self._lock:
            self._entries.clear()
            self.size = 0

    def _weigh(self, key: Hashable, entry: _Entry, size: int) -> None:
        if size > self.bound // 2:
            self._drop(key, entry)
            return
        with self._lock:
            if self._entries.get(key) is not entry:
                return  # it was dropped while it was made
            entry.size = size
            self.size += size
            while self.size > self.bound:
                _, oldest = self._entries.popitem(last=False)
                self.size -= oldest.size

    def _drop(self, key: Hashable, entry: _Entry) -> None:
        with self._lock:
            if self._entries.get(key) is entry:
                del self._entries[key]
                self.size -= entry.size
