"""Work beside the caller: in order, where it may wait, and at once where it may not."""

from __future__ import annotations

import time
from pathlib import Path
from threading import current_thread

import pytest

from tillhouse.storage.parallel import Now, each, later


def slowest_first(number: int) -> tuple[int, str]:
    time.sleep((4 - number) / 100)
    return number, current_thread().name


def test_answers_come_in_the_order_of_the_questions(tmp_path: Path) -> None:
    for place in (tmp_path, "a store"):
        assert [number for number, _ in each(slowest_first, range(4), place)] == [0, 1, 2, 3]


def test_only_a_store_is_asked_several_things_at_once(tmp_path: Path) -> None:
    here = current_thread().name
    assert {name for _, name in each(slowest_first, range(4), tmp_path)} == {here}
    assert here not in {name for _, name in each(slowest_first, range(4), "a store")}


def test_an_error_reaches_the_caller(tmp_path: Path) -> None:
    def failing(number: int) -> int:
        return 1 // number

    for place in (tmp_path, "a store"):
        with pytest.raises(ZeroDivisionError):
            each(failing, [1, 0], place)


def test_what_is_done_later_is_waited_for() -> None:
    done: list[str] = []
    later(lambda: done.append("later")).result()
    assert done == ["later"]


def test_what_is_done_now_is_done_when_it_returns() -> None:
    done: list[int] = []
    found = Now().submit(done.append, 1)
    assert (done, found.done(), found.result()) == ([1], True, None)
