"""What a run says about itself, to whoever started it; and points at which tests make it fail."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock, get_ident
from typing import Any

Tell = Callable[[str, float], None]
#: The time before a run said anything, and the time within it that is of no step.
START, OTHER = "start", "other"


class Telemetry:
    """One run as it goes on. Whoever starts a run owns it; a run calls it with (step, amount).

    steps: name to wall and processor seconds, in the order the steps began. Together they are the time of the
        process: what several steps do at one time is divided among them.
    reports: what followed a release, see `tillhouse.runs.afterwards`.
    """

    def __init__(
        self,
        tell: Tell = lambda _name, _amount: None,
        released: Callable[[Any], None] = lambda _release: None,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """Called: ``tell`` with how far each step is, ``released`` with each release as soon as it is published.

        check: raises where the run is to stop. It is called between steps, and before anything is published.
        """
        self._tell = tell
        self.check = check
        self.released = released
        self.reports: list[Any] = []
        self.steps: dict[str, tuple[float, float]] = {START: (_age(), time.process_time()), OTHER: (0.0, 0.0)}
        self._running: dict[int, list[str]] = {}
        self._seen = time.perf_counter(), time.process_time()
        self._lock = RLock()

    def __call__(self, name: str, amount: float) -> None:
        """Say how far a step is: records taken in, or the share of a table that is built."""
        self.check()
        self._tell(name, amount)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count the time spent inside to the step of that name; a step within another counts for itself."""
        with self._lock:
            self.settle()
            self.steps.setdefault(name, (0.0, 0.0))
            own = self._running.setdefault(get_ident(), [])
            own.append(name)
        try:
            yield
        finally:
            with self._lock:
                self.settle()
                own.pop()

    @property
    def process(self) -> tuple[float, float]:
        """Wall and processor seconds of all steps."""
        return sum(wall for wall, _ in self.steps.values()), sum(cpu for _, cpu in self.steps.values())

    def settle(self) -> None:
        """Divide the time since this was last done among the steps that run now."""
        with self._lock:
            now = time.perf_counter(), time.process_time()
            wall, processor = now[0] - self._seen[0], now[1] - self._seen[1]
            self._seen = now
            running = [names[-1] for names in self._running.values() if names] or [OTHER]
            for name in running:
                before = self.steps[name]
                self.steps[name] = before[0] + wall / len(running), before[1] + processor / len(running)


def _age() -> float:
    """Seconds since the process began; 0 where the system does not say."""
    try:
        with open("/proc/self/stat") as file:  # noqa: PTH123
            began = int(file.read().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
        return max(0.0, time.clock_gettime(time.CLOCK_BOOTTIME) - began)
    except (OSError, ValueError, IndexError, AttributeError):
        return 0.0


def failpoint(name: str) -> None:
    """End the process here, as kill -9 would, when ``TILLHOUSE_FAILPOINT`` names this point; else nothing."""
    if os.environ.get("TILLHOUSE_FAILPOINT") == name:
        os._exit(9)
