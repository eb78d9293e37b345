from __future__ import annotations

import pytest
from hypothesis import given

from tests.checks.histories import LAST_DAY, Version, covered, frame_of, versions
from tests.frames import Engine, on_polars
from tillhouse.checks.no_gap import no_gap
from tillhouse.frame import gathered

CHECK = no_gap("customer", "since", "until")


@pytest.mark.parametrize(
    ("rows", "breaking"),
    [
        pytest.param([("a", 0, 2), ("a", 2, 5), ("a", 5, None)], 0, id="one after the other"),
        pytest.param([("a", 0, 2), ("a", 3, None)], 1, id="a day in no version"),
        pytest.param([("a", 0, 2), ("a", 3, 4), ("a", 6, None)], 2, id="two gaps"),
        pytest.param([("a", 0, 2), ("a", 2, 5)], 1, id="nothing is open at the end"),
        pytest.param([("a", 0, 9), ("a", 1, 2), ("a", 9, None)], 0, id="covered by an earlier, longer one"),
        pytest.param([("a", 0, None), ("a", 3, 4)], 0, id="an overlap is another check's business"),
        pytest.param([("a", 0, 2), ("b", 2, None)], 1, id="another customer does not fill a gap"),
    ],
)
def test_no_gap(engine: Engine, rows: list[Version], breaking: int) -> None:
    assert len(gathered(CHECK.rows(frame_of(engine, rows), {}))) == breaking


@given(versions)
def test_it_is_green_exactly_when_every_day_is_covered(rows: list[Version]) -> None:
    proper = [row for row in rows if row[2] is None or row[2] > row[1]]

    def complete(customer: str) -> bool:
        days = covered(proper, customer)
        starts = [first for c, first, _ in proper if c == customer]
        return not starts or set(days) == set(range(min(starts), LAST_DAY + 1))

    broken = gathered(CHECK.rows(frame_of(on_polars, proper), {}))
    assert (len(broken) == 0) == (complete("a") and complete("b"))
