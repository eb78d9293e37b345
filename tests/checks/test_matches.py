from __future__ import annotations

from typing import Any

import pytest

from tests.frames import Engine, values
from tillhouse.checks.matches import matches
from tillhouse.errors import FixTheCode

CODES = ["85123A", "22423", "22423\n", "x22423", "", None]
COLUMNS: dict[str, list[Any]] = {"row": list(range(6)), "code": CODES}
TYPES = {"row": "integer", "code": "text"}


@pytest.mark.parametrize(
    ("pattern", "breaking"),
    [
        ("[0-9]{5}[A-Z]?", [2, 3, 4]),
        ("[0-9]{5}|[0-9]{5}A", [2, 3, 4]),
        ("[0-9]{5}", [0, 2, 3, 4]),
        ("|.*5.*|.*2.*", [2]),
    ],
)
def test_the_whole_text_must_match_and_null_passes(engine: Engine, pattern: str, breaking: list[int]) -> None:
    assert values(matches("code", pattern).rows(engine(COLUMNS, TYPES), {}), "row") == breaking


def test_the_predicate_is_never_null(engine: Engine) -> None:
    breaks = matches("code", "[0-9]+").breaks
    assert breaks is not None
    assert None not in values(engine(COLUMNS, TYPES).select(breaks=breaks), "breaks")


def test_what_is_no_expression_is_refused() -> None:
    with pytest.raises(FixTheCode, match="not a regular expression"):
        matches("code", "(")
