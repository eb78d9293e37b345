from __future__ import annotations

import pytest

from tests.frames import Engine, values
from tillhouse.checks.row_count import row_count
from tillhouse.errors import FixTheCode

TYPES = {"id": "text"}


@pytest.mark.parametrize(
    ("low", "high", "found"), [(1, None, []), (3, None, [2]), (None, 1, [2]), (2, 2, [])]
)
def test_the_finding_is_the_count(
    engine: Engine, low: int | None, high: int | None, found: list[int]
) -> None:
    assert values(row_count(low, high).rows(engine({"id": ["a", "b"]}, TYPES), {}), "rows") == found


def test_an_empty_table_is_counted(engine: Engine) -> None:
    assert values(row_count(low=1).rows(engine({"id": []}, TYPES), {}), "rows") == [0]


def test_no_bound_is_refused() -> None:
    with pytest.raises(FixTheCode, match="no bound"):
        row_count()
