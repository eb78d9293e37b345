"""Version histories as Hypothesis makes them, and what they cover, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.frames import Engine
from tillhouse.frame import Frame

TYPES = {"customer": "text", "since": "datetime", "until": "datetime"}
LAST_DAY = 8
#: Customer, first day, day after the last; None is open.
Version = tuple[str, int, int | None]

versions = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 6), st.one_of(st.none(), st.integers(1, 7))), max_size=5
)


def frame_of(engine: Engine, rows: Sequence[Version]) -> Frame:
    columns: dict[str, list[Any]] = {
        "customer": [customer for customer, _, _ in rows],
        "since": [_day(first) for _, first, _ in rows],
        "until": [_day(after) for _, _, after in rows],
    }
    return engine(columns, TYPES)


def covered(rows: Sequence[Version], customer: str) -> list[int]:
    """Each day covered by a version of the customer, as often as it is covered; open ends at LAST_DAY."""
    own = [(first, LAST_DAY + 1 if after is None else after) for c, first, after in rows if c == customer]
    return sorted(day for first, after in own for day in range(first, after))


def _day(number: int | None) -> datetime | None:
    return None if number is None else datetime(2024, 1, 1) + timedelta(days=number)
