"""An answer is computed once in a run, and ends with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tillhouse.analytics._kept import Kept, computed_once


class Counted:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def test_a_run_computes_an_answer_once() -> None:
    counted = Counted()
    with Kept().in_use():
        assert [computed_once("sum", "key", counted) for _ in range(3)] == [1, 1, 1]


def test_without_a_run_nothing_is_kept() -> None:
    counted = Counted()
    assert [computed_once("sum", "key", counted) for _ in range(2)] == [1, 2]


def test_two_runs_know_nothing_of_each_other() -> None:
    counted = Counted()
    for expected in (1, 2):
        with Kept().in_use():
            assert computed_once("sum", "key", counted) == expected


def test_the_last_answer_of_a_kind_is_kept_and_no_other() -> None:
    counted, kept = Counted(), Kept()
    keys = ["a", "b", "b", "a"]
    assert [kept.answer("sum", key, counted) for key in keys] == [1, 2, 2, 3]
    assert kept.answer("mean", "a", counted) == 4
    assert kept.answer("sum", "a", counted) == 3


def test_an_error_reaches_all_who_ask() -> None:
    kept = Kept()

    def fails() -> int:
        raise ValueError("no answer")

    for _ in range(2):
        with pytest.raises(ValueError, match="no answer"):
            kept.answer("sum", "key", fails)


def test_a_run_within_a_run_leaves_the_outer_one() -> None:
    counted = Counted()
    with Kept().in_use():
        assert computed_once("sum", "key", counted) == 1
        with Kept().in_use():
            assert computed_once("sum", "key", counted) == 2
        assert computed_once("sum", "key", counted) == 1


def test_threads_that_ask_at_one_moment_wait_for_one_answer() -> None:
    counted, kept, together = Counted(), Kept(), Barrier(8)

    def asked(_: int) -> int:
        together.wait(30)
        return kept.answer("sum", "key", counted)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(asked, range(8))) == [1] * 8
