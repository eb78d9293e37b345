from __future__ import annotations

import pytest
from hypothesis import given

from tests.checks.histories import Version, covered, frame_of, versions
from tests.frames import Engine, on_polars
from tillhouse.checks.no_overlap import no_overlap
from tillhouse.frame import gathered

CHECK = no_overlap("customer", "since", "until")


@pytest.mark.parametrize(
    ("rows", "breaking"),
    [
        pytest.param([("a", 0, 2), ("a", 2, 5), ("a", 5, None)], 0, id="one after the other"),
        pytest.param([("a", 0, 3), ("a", 2, None)], 1, id="a day in two versions"),
        pytest.param([("a", 0, 9), ("a", 1, 2), ("a", 4, 5)], 1, id="one within which all others lie"),
        pytest.param([("a", 0, None), ("a", 3, None)], 1, id="two open"),
        pytest.param([("a", 1, None), ("a", 1, None)], 1, id="the same twice"),
        pytest.param([("a", 2, 2)], 1, id="of no length"),
        pytest.param([("a", 3, 2)], 1, id="backwards"),
        pytest.param([("a", 0, None), ("b", 0, None)], 0, id="two customers"),
        pytest.param([("a", 0, 1), ("a", 4, None)], 0, id="a gap is another check's business"),
    ],
)
def test_no_overlap(engine: Engine, rows: list[Version], breaking: int) -> None:
    assert len(gathered(CHECK.rows(frame_of(engine, rows), {}))) == breaking


@given(versions)
def test_it_is_green_exactly_when_no_day_is_covered_twice(rows: list[Version]) -> None:
    proper = all(after is None or after > first for _, first, after in rows)
    once = all(len(days) == len(set(days)) for days in (covered(rows, c) for c in "ab"))
    broken = gathered(CHECK.rows(frame_of(on_polars, rows), {}))
    assert (len(broken) == 0) == (proper and once)
