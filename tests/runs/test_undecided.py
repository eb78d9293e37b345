"""Several files that do not decide lean together, or not at all."""

from __future__ import annotations

import pytest

from tillhouse.errors import AmbiguousReading, Leaning
from tillhouse.runs.undecided import leaning, together
from tillhouse.settings.feed import Feed


def unsure(leans: Leaning | None, *, is_open: bool = True) -> AmbiguousReading:
    """What a file says that does not decide."""
    error = AmbiguousReading("Cannot tell.")
    error.leans, error.is_open = leans, is_open
    return error


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([unsure("day-first")], "day-first"),
        ([unsure(None), unsure("day-first")], "day-first"),
        ([unsure("month-first"), unsure("day-first")], None),
        ([unsure("day-first"), unsure(None, is_open=False)], None),
        ([unsure(None)], None),
    ],
)
def test_files_lean_where_none_leans_otherwise(files: list[AmbiguousReading], expected: str | None) -> None:
    assert together(files).leans == expected


def test_what_leans_is_taken_and_what_does_not_is_asked() -> None:
    hints, fixed = leaning(Feed("shop"), {"currency"}, unsure("month-first"))
    assert (hints.date_order, fixed) == ("month-first", {"currency", "date_order"})
    with pytest.raises(AmbiguousReading):
        leaning(Feed("shop"), (), unsure(None))
