"""A circuit breaker: a source that failed several times in a row is left alone for a while.

It counts failures of the source: no connection, no answer in time, an error of the server, an answer that is none. What
the caller did wrong, such as asking for what does not exist, is no failure, and an answer of any such kind shows that
the source is up (Nygard 2018, *Release It!*, 5.2).
"""

from __future__ import annotations

from collections.abc import Callable


class Breaker:
    """Closed until ``failures`` in a row; then open for ``rest`` seconds, after which one call decides."""

    def __init__(self, failures: int, rest: float, clock: Callable[[], float]) -> None:
        self._most, self._rest, self._clock = failures, rest, clock
        self._failures = 0
        self._opened = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the source is to be left alone now."""
        return self._failures >= self._most and self._clock() - self._opened < self._rest

    def failed(self) -> None:
        """The source failed once more."""
        self._failures += 1
        self._opened = self._clock()

    def succeeded(self) -> None:
        """The source is up."""
        self._failures = 0
