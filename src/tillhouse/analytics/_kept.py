"""What two tables of one run are made of is computed once, and kept by that run."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, TypeVar

_T = TypeVar("_T")
#: What the run at work in this context keeps; without a run nothing is kept.
_CURRENT: ContextVar[Kept | None] = ContextVar("kept", default=None)


class Kept:
    """The last answer of each kind. A run owns it; tables that are built beside each other wait for one answer."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: dict[str, tuple[Hashable, Future[Any]]] = {}

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """While it lasts, `computed_once` keeps its answers here."""
        before = _CURRENT.set(self)
        try:
            yield
        finally:
            _CURRENT.reset(before)

    def answer(self, kind: str, key: Hashable, compute: Callable[[], _T]) -> _T:
        """The last answer of a kind if its key is this one; else it is computed, and takes the place of the last."""
        with self._lock:
            known, answer = self._last.get(kind, (None, None))
            waiting = answer if known == key else None
            if waiting is None:
                mine: Future[Any] = Future()
                self._last[kind] = (key, mine)
        if waiting is not None:
            found: _T = waiting.result()
            return found
        try:
            answered = compute()
        except BaseException as error:
            mine.set_exception(error)
            raise
        mine.set_result(answered)
        return answered


def computed_once(kind: str, key: Hashable, compute: Callable[[], _T]) -> _T:
    """The answer to a question of some kind, known by its key: kept by the run that is at work, if one is."""
    kept = _CURRENT.get()
    return compute() if kept is None else kept.answer(kind, key, compute)
