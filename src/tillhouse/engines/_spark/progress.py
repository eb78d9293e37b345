"""How far Spark is: tasks done and tasks known, of the stages that run now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tillhouse.engines._spark import session

#: By operation of a Spark Connect server: tasks done, tasks known.
_told: dict[str, tuple[int, int]] = {}


def tasks() -> tuple[int, int]:
    """Tasks done, and tasks known so far, of what Spark works on now; none where no session runs."""
    found = session.running()
    if found is None:
        return 0, 0
    if session.chosen().remote:
        told = list(_told.values())
        return sum(done for done, _ in told), sum(known for _, known in told)
    tracker = found.sparkContext.statusTracker()
    stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
    there = [stage for stage in stages if stage is not None]
    return sum(stage.numCompletedTasks for stage in there), sum(stage.numTasks for stage in there)


def told(stages: Iterable[Any] | None, inflight_tasks: int, operation_id: str | None, done: bool) -> None:  # noqa: ARG001 (as Spark calls it)
    """Takes what a Spark Connect server says of one operation."""
    if done:
        _told.pop(str(operation_id), None)
    else:
        given = list(stages or ())
        _told[str(operation_id)] = (
            sum(stage.num_completed_tasks for stage in given),
            sum(stage.num_tasks for stage in given),
        )
