"""What a snapshot keeps: each value made once, never more bytes than its bound."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import narwhals as nw
import polars as pl
import pytest

from tillhouse.frame import Frame, gathered
from tillhouse.lake.memory import Memory

KILO = 1 << 10


class Maker:
    """Counts how often it made each value."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.made: list[str] = []

    def ask(self, key: str, size: int = KILO) -> str:
        def make() -> str:
            self.made.append(key)
            return f"value of {key}"

        return self.memory.value(key, make, lambda _: size)


def test_a_value_is_made_once() -> None:
    maker = Maker(Memory())
    assert [maker.ask(key) for key in "aba"] == ["value of a", "value of b", "value of a"]
    assert maker.made == ["a", "b"]
    assert maker.memory.size == 2 * KILO


def test_what_was_not_asked_for_longest_goes_first() -> None:
    maker = Maker(Memory(bound=3 * KILO))
    for key in "abcad":  # a was asked for again, so b goes for d
        maker.ask(key)
    assert maker.memory.size == 3 * KILO
    for key in "cadb":
        maker.ask(key)
    assert maker.made == ["a", "b", "c", "d", "b"]


def test_what_takes_more_than_half_is_not_kept() -> None:
    maker = Maker(Memory(bound=4 * KILO))
    maker.ask("small")
    assert [maker.ask("large", 3 * KILO) for _ in range(2)] == ["value of large"] * 2
    maker.ask("small")
    assert maker.made == ["small", "large", "large"]
    assert maker.memory.size == KILO


def test_many_small_values_are_bounded_too() -> None:
    maker = Maker(Memory(bound=10 * KILO))
    for n in range(100):
        maker.ask(str(n), size=0)
    assert maker.memory.size == 10 * KILO
    maker.ask("0")
    assert maker.made.count("0") == 2


def test_a_value_that_could_not_be_made_is_tried_again() -> None:
    memory, maker = Memory(), Maker(Memory())
    maker.memory = memory
    with pytest.raises(ZeroDivisionError):
        memory.value("a", lambda: 1 // 0, lambda _: 1)
    assert (maker.ask("a"), memory.size) == ("value of a", KILO)


def test_several_threads_make_a_value_once() -> None:
    maker, start = Maker(Memory()), Barrier(8, timeout=30)

    def ask(_: int) -> str:
        start.wait()
        return maker.ask("a")

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {"value of a"}
    assert maker.made == ["a"]


def test_a_value_may_be_made_of_others() -> None:
    maker = Maker(Memory())
    assert maker.memory.value("whole", lambda: maker.ask("part") + "!", len) == "value of part!"
    assert maker.memory.size == 2 * KILO


def test_clearing_keeps_nothing() -> None:
    maker = Maker(Memory())
    maker.ask("a")
    maker.memory.clear()
    assert maker.memory.size == 0
    maker.ask("a")
    assert (maker.made, maker.memory.size) == (["a", "a"], KILO)


def test_a_value_dropped_while_it_is_made_does_not_count() -> None:
    memory = Memory()

    def make() -> str:
        memory.clear()
        return "value"

    assert memory.value("a", make, lambda _: 5 * KILO) == "value"
    assert memory.size == 0


def test_the_rows_of_a_frame_are_computed_once() -> None:
    memory, made = Memory(), []

    def make() -> Frame:
        made.append(1)
        return nw.from_native(pl.LazyFrame({"number": range(1_000)}))

    for _ in range(2):
        assert gathered(memory.frame("numbers", make).select(nw.col("number").sum())).item() == 499_500
    assert made == [1]
    assert memory.size == 8_000
