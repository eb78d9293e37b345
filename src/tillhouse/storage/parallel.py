"""Several requests to an object store at once: each waits for an answer, and none needs the processor meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

_THREADS = 8
_T = TypeVar("_T")
_R = TypeVar("_R")


def each(function: Callable[[_T], _R], items: Iterable[_T], place: object) -> list[_R]:
    """The function of each item, in order; several at once unless the place they work on is a `Path`."""
    if isinstance(place, Path):
        return [function(item) for item in items]
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="store") as pool:
        return list(pool.map(function, items))


def later(function: Callable[[], None]) -> Future[None]:
    """Run something beside the caller, which goes on instead of waiting for the store."""
    return _pool().submit(function)


class Now(Executor):
    """Runs what is submitted at once, in the thread that submits it."""

    def submit(self, function: Any, /, *given: Any, **named: Any) -> Future[Any]:
        """The result, in the form of one that was waited for."""
        done: Future[Any] = Future()
        done.set_result(function(*given, **named))
        return done


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="upload")
