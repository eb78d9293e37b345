"""What a run says of its time adds up to the process."""

from __future__ import annotations

import time
from threading import Barrier, Thread

import pytest

from tillhouse.telemetry import OTHER, START, Telemetry


def burn(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_steps_add_up_to_the_process() -> None:
    said = Telemetry()
    with said.step("build"):
        burn(0.02)
        with said.step("within"):
            burn(0.02)
    burn(0.01)
    said.settle()
    assert list(said.steps) == [START, OTHER, "build", "within"]
    assert sum(cpu for _, cpu in said.steps.values()) == pytest.approx(time.process_time(), abs=0.02)
    assert all(said.steps[name][1] >= 0.005 for name in (OTHER, "build", "within"))


def test_steps_at_one_time_share_it() -> None:
    said, both = Telemetry(), Barrier(2)

    def work(name: str) -> None:
        with said.step(name):
            both.wait(timeout=30)
            burn(0.05)
            both.wait(timeout=30)

    before, began = time.process_time(), time.perf_counter()
    threads = [Thread(target=work, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    spent = said.steps["a"][1] + said.steps["b"][1]
    assert spent == pytest.approx(time.process_time() - before, abs=0.03)
    assert said.steps["a"][1] == pytest.approx(said.steps["b"][1], rel=0.5)
    assert said.steps["a"][0] + said.steps["b"][0] <= time.perf_counter() - began


def test_a_step_that_fails_is_counted() -> None:
    said = Telemetry()
    with pytest.raises(KeyError), said.step("build"):
        raise KeyError
    said.settle()
    assert "build" in said.steps


def test_two_runs_know_nothing_of_each_other() -> None:
    one, other = Telemetry(), Telemetry()
    with one.step("build"):
        pass
    assert "build" not in other.steps
