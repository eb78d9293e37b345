from __future__ import annotations

import polars as pl
import pytest

from tillhouse.sources._nobody import NobodyTally


def why(*batches: list[str | None]) -> str:
    found = NobodyTally()
    for batch in batches:
        found.add(pl.Series("Customer", batch, dtype=pl.String))
    return found.why()


@pytest.mark.parametrize(
    ("batches", "expected"),
    [
        ([["0", "0", "K1"], ["Guest", "K2"]], "no customer: 0, Guest (3 records)"),
        ([[" N/A ", None, ""]], "no customer: N/A (1 record)"),
        ([["0.0", "17850.0"]], "no customer: 0.0 (1 record)"),
        ([["C0", "00", "K1", "Null Ltd"]], ""),
        ([[None], []], ""),
    ],
)
def test_words_for_nobody_are_counted_as_they_are_written(
    batches: list[list[str | None]], expected: str
) -> None:
    assert why(*batches) == expected
