"""What a run says about itself: time and memory per step, what it published, and points at which tests make it fail."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

#: Step name to wall and processor seconds so far, in the order the steps began.
steps: dict[str, tuple[float, float]] = {}

#: The releases this process has published: the root of each lake, and the number.
published: list[tuple[str, int]] = []


@contextmanager
def step(name: str) -> Iterator[None]:
    """Add the time spent inside to the step of that name."""
    steps.setdefault(name, (0.0, 0.0))
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        yield
    finally:
        before = steps[name]
        steps[name] = before[0] + time.perf_counter() - wall, before[1] + time.process_time() - cpu


def failpoint(name: str) -> None:
    """End the process here, as kill -9 would, when ``TILLHOUSE_FAILPOINT`` names this point; else nothing."""
    if os.environ.get("TILLHOUSE_FAILPOINT") == name:
        os._exit(9)
