from __future__ import annotations

from typing import Any

import pytest

from tests.frames import Engine, values
from tillhouse.checks.one_of import one_of
from tillhouse.errors import FixTheCode

COLUMNS: dict[str, list[Any]] = {"row": [1, 2, 3], "event": ["sale", "Sale", None], "rank": [1, 2, 3]}
TYPES = {"row": "integer", "event": "text", "rank": "integer"}


@pytest.mark.parametrize(
    ("column", "allowed", "breaking"), [("event", ["sale", "return"], [2]), ("rank", (1, 3), [2])]
)
def test_another_value_breaks_it_and_null_passes(
    engine: Engine, column: str, allowed: Any, breaking: list[int]
) -> None:
    assert values(one_of(column, allowed).rows(engine(COLUMNS, TYPES), {}), "row") == breaking


def test_the_predicate_is_never_null(engine: Engine) -> None:
    breaks = one_of("event", ["sale"]).breaks
    assert breaks is not None
    assert values(engine(COLUMNS, TYPES).select(breaks=breaks), "breaks") == [False, False, True]


@pytest.mark.parametrize("allowed", [[], "sale"])
def test_what_is_no_list_is_refused(allowed: Any) -> None:
    with pytest.raises(FixTheCode, match="no list"):
        one_of("event", allowed)


def test_it_is_named_as_its_call_is_written() -> None:
    assert one_of("event", ["sale", "return"]).name == "one_of(event, values=sale|return)"
