"""How far Spark is: tasks done and tasks known, of the stages that run now."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Any


def tasks_of(context: Any) -> tuple[int, int]:
    """Tasks done, and tasks known so far, of the stages that run now in a Spark context."""
    tracker = context.statusTracker()
    stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
    there = [stage for stage in stages if stage is not None]
    return sum(stage.numCompletedTasks for stage in there), sum(stage.numTasks for stage in there)


class Progress:
    """What a server of Spark Connect says of the operations it works on."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._operations: dict[str, tuple[int, int]] = {}

    def tasks(self) -> tuple[int, int]:
        """Tasks done, and tasks known so far."""
        with self._lock:
            known = list(self._operations.values())
        return sum(done for done, _ in known), sum(known for _, known in known)

    def tell(
        self,
        stages: Iterable[Any] | None,
        inflight_tasks: int,  # noqa: ARG002 (as Spark calls it)
        operation_id: str | None,
        done: bool,
    ) -> None:
        """Takes what the server says of one operation; one that is done is forgotten."""
        given = list(stages or ())
        with self._lock:
            if done:
                self._operations.pop(str(operation_id), None)
            else:
                self._operations[str(operation_id)] = (
                    sum(stage.num_completed_tasks for stage in given),
                    sum(stage.num_tasks for stage in given),
                )
