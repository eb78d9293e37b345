"""A breaker: closed, open, and one call that decides."""

from __future__ import annotations

from tillhouse.rest._breaker import Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_opens_at_failures_in_a_row_and_closes_at_one_success() -> None:
    breaker = Breaker(3, 10, Clock())
    for _ in range(2):
        breaker.failed()
    breaker.succeeded()
    for _ in range(2):
        breaker.failed()
    assert not breaker.is_open
    breaker.failed()
    assert breaker.is_open
    breaker.succeeded()
    assert not breaker.is_open


def test_after_a_rest_one_failure_opens_it_again() -> None:
    clock = Clock()
    breaker = Breaker(3, 10, clock)
    for _ in range(3):
        breaker.failed()
    clock.now = 9.9
    assert breaker.is_open
    clock.now = 10.0
    assert not breaker.is_open
    breaker.failed()
    assert breaker.is_open
    clock.now = 19.9
    assert breaker.is_open
