"""The page names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "guides" / "warehouse.md"
NUMBERS = (*range(1, 10), *range(11, 15))


def missing(page: str) -> list[str]:
    """What a page names that is no test; ``::test_…`` alone is of the file named before."""
    gone, file = [], ""
    for named, test in re.findall(r"`([\w/.]*)::(test_\w+)`", page):
        file = named or file
        path = TESTS / file
        if not path.is_file() or f"def {test}(" not in path.read_text():
            gone.append(f"{file}::{test}")
    return gone


@pytest.mark.parametrize("number", NUMBERS)
def test_every_case_names_a_test_that_is_there(number: int) -> None:
    (row,) = re.findall(rf"^\| WH-{number:02} \|.*$", PAGE.read_text(), re.MULTILINE)
    assert "::test_" in row
    assert missing(row) == []


def test_a_test_that_is_not_there_is_found() -> None:
    assert missing("`test_calendar.py::test_nothing`, `::test_neither`") == [
        "test_calendar.py::test_nothing",
        "test_calendar.py::test_neither",
    ]
