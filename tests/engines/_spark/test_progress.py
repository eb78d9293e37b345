"""What a server of Spark Connect says of its operations, added up."""

from __future__ import annotations

from dataclasses import dataclass

from tillhouse.engines._spark.progress import Progress


@dataclass
class Stage:
    num_completed_tasks: int
    num_tasks: int


def test_tasks_of_all_operations_are_added_up() -> None:
    progress = Progress()
    progress.tell([Stage(1, 4), Stage(2, 2)], 1, "first", False)
    progress.tell([Stage(0, 10)], 1, "second", False)
    assert progress.tasks() == (3, 16)


def test_the_last_word_on_an_operation_counts_and_one_that_is_done_is_forgotten() -> None:
    progress = Progress()
    progress.tell([Stage(1, 4)], 1, "one", False)
    progress.tell([Stage(3, 4)], 1, "one", False)
    assert progress.tasks() == (3, 4)
    progress.tell(None, 0, "one", True)
    progress.tell(None, 0, "never seen", True)
    assert progress.tasks() == (0, 0)


def test_two_sessions_do_not_know_of_each_other() -> None:
    first, second = Progress(), Progress()
    first.tell([Stage(1, 4)], 1, "one", False)
    assert second.tasks() == (0, 0)
